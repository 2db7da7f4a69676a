using static TorchSharp.torch;

namespace Glassbox;

/// <summary>How good explanations are: a table with a row an explanation, and curves where the metric has them.</summary>
/// <param name="table">A row an explanation.</param>
public sealed class Score(Table table) : Result
{
    /// <summary>A score whose table holds the means of some measures over the inputs.</summary>
    /// <param name="title">What was measured.</param>
    /// <param name="caption">What the numbers mean.</param>
    /// <param name="rows">The explanations' names.</param>
    /// <param name="measures">A column each.</param>
    public Score(string title, string caption, IReadOnlyList<string> rows, params IReadOnlyList<Measure> measures) : this(Means(title, caption, rows, measures)) => Measures = measures;

    /// <summary>What the table's columns are the means of, so that comparisons can say how sure they are; empty where the metric does not tell.</summary>
    public IReadOnlyList<Measure> Measures { get; } = [];

    /// <summary>What a reader of an explanation's picture must know, by the name of its row: that it fails a check.</summary>
    public IReadOnlyDictionary<string, string> Warnings { get; init; } = new Dictionary<string, string>();

    /// <summary>Curves by name of explanation and measure; empty where the metric has none.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>The numbers as tensors, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Values { get; init; } = new Dictionary<string, Tensor>();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Tensors => Values;

    /// <inheritdoc/>
    public override Table Table() => table;

    /// <inheritdoc/>
    public override Figure Figure() => Curves.Count > 0 ? CurvesFigure.Of(Curves) : TableFigure.Of(table);

    private static Table Means(string title, string caption, IReadOnlyList<string> rows, IReadOnlyList<Measure> measures)
    {
        var columns = measures.Select(m => m.Means()).ToArray();
        var table = new Table(["explanation", .. measures.Select(m => m.Name)]) { Title = title, Caption = caption };
        for (var r = 0; r < rows.Count; r++) table.Add([rows[r], .. columns.Select(c => double.IsNaN(c[r]) ? Cell.Empty : c[r])]);
        return table;
    }
}
