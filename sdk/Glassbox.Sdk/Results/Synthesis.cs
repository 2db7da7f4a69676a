using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Inputs made to excite a target.</summary>
/// <param name="model">The model looked into.</param>
/// <param name="inputs">The inputs made: <c>[N, ...]</c>.</param>
/// <param name="scores">The score at each step: <c>[steps, N]</c>.</param>
public sealed class Synthesis(Model model, Tensor inputs, Tensor scores) : Result
{
    /// <summary>The model looked into.</summary>
    public Model Model { get; } = model;

    /// <summary>The inputs made: <c>[N, ...]</c>.</summary>
    public Tensor Inputs { get; } = inputs;

    /// <summary>The score at each step: <c>[steps, N]</c>.</summary>
    public Tensor Scores { get; } = scores;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor> { ["inputs"] = Inputs, ["scores"] = Scores };

    /// <inheritdoc/>
    public override Figure Figure() => PicturesFigure.Of(Model, [("made", Inputs)]);
}
