using static TorchSharp.torch;

namespace Glassbox;

/// <summary>How good explanations are: a table with a row an explanation, and curves where the metric has them.</summary>
/// <param name="table">A row an explanation.</param>
public sealed class Score(Table table) : Result
{
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
}
