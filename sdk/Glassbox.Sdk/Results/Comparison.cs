using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Explanations of the same inputs side by side, measured by metrics.</summary>
/// <param name="explanations">The explanations.</param>
/// <param name="scores">What each metric found.</param>
/// <param name="table">A row an explanation, with what all metrics say of it.</param>
public sealed class Comparison(Attribution[] explanations, IReadOnlyList<Score> scores, Table table) : Result
{
    /// <summary>The explanations, in the order of the table's rows.</summary>
    public IReadOnlyList<Attribution> Explanations { get; } = explanations;

    /// <summary>What each metric found, with its curves.</summary>
    public IReadOnlyList<Score> Scores { get; } = scores;

    /// <summary>Maps that know nothing of the model, which were measured beside them.</summary>
    public IReadOnlyList<Attribution> Controls { get; init; } = [];

    /// <summary>What a reader must know of each explanation, such as that it fails a check; empty where there is nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [.. explanations.Select(_ => "")];

    /// <summary>The explanations' values by the names that <see cref="SideBySide"/> gives them, and the inputs.</summary>
    public override IReadOnlyDictionary<string, Tensor> Tensors
    {
        get
        {
            var tensors = SideBySide.Names(explanations).Zip(explanations).ToDictionary(p => p.First, p => p.Second.Values);
            tensors["inputs"] = explanations[0].Inputs;
            return tensors;
        }
    }

    /// <inheritdoc/>
    public override Table Table() => table;

    /// <inheritdoc/>
    public override Figure Figure() => AttributionFigure.Of(explanations, remarks: Warnings);
}
