using static TorchSharp.torch;

namespace Glassbox;

/// <summary>How much an answer depends on each concept: a table with a row a concept and layer.</summary>
/// <param name="table">A row a concept and layer: score, p-value, accuracy of the concept's separator.</param>
public sealed class ConceptScores(Table table) : Result
{
    /// <summary>The numbers and concept vectors as tensors, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Values { get; init; } = new Dictionary<string, Tensor>();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Tensors => Values;

    /// <inheritdoc/>
    public override Table Table() => table;

    /// <inheritdoc/>
    public override Figure Figure() => TableFigure.Of(table);
}
