using static TorchSharp.torch;

namespace Glassbox;

/// <summary>What a model is like: a table and curves.</summary>
/// <param name="table">The numbers.</param>
public sealed class Diagnosis(Table table) : Result
{
    /// <summary>Curves; empty where there are none.</summary>
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
