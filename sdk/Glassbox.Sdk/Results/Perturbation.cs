using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Inputs changed so that the model's answer changes.</summary>
/// <param name="model">The model attacked.</param>
/// <param name="inputs">The inputs before: <c>[N, ...]</c>.</param>
/// <param name="changed">The inputs after: <c>[N, ...]</c>.</param>
/// <param name="succeeded">Whether each attack changed the answer: <c>[N]</c> of Bool.</param>
public sealed class Perturbation(Model model, Tensor inputs, Tensor changed, Tensor succeeded) : Result
{
    /// <summary>The model attacked.</summary>
    public Model Model { get; } = model;

    /// <summary>The inputs before: <c>[N, ...]</c>.</summary>
    public Tensor Inputs { get; } = inputs;

    /// <summary>The inputs after: <c>[N, ...]</c>.</summary>
    public Tensor Changed { get; } = changed;

    /// <summary>Whether each attack changed the answer: <c>[N]</c> of Bool.</summary>
    public Tensor Succeeded { get; } = succeeded;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Tensors =>
        new Dictionary<string, Tensor> { ["inputs"] = Inputs, ["changed"] = Changed, ["succeeded"] = Succeeded };

    /// <inheritdoc/>
    public override Figure Figure() => PicturesFigure.Of(Model, [("before", Inputs), ("after", Changed)]);
}
