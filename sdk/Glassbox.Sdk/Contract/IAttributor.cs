using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A method that says how much each part of an input contributed to a score of the model.</summary>
/// <typeparam name="TOptions">A positional record whose defaults are the paper's.</typeparam>
[Kind("attributor", "Which parts of this input mattered?")]
public interface IAttributor<TOptions>
{
    /// <summary>Explains a batch of inputs.</summary>
    /// <param name="model">The model to explain.</param>
    /// <param name="inputs">What the model is given, already preprocessed: <c>[N, ...]</c>, for images <c>[N, C, H, W]</c>.</param>
    /// <param name="target">The score to explain; the predicted class unless said.</param>
    /// <param name="options">The method's own options.</param>
    /// <param name="run">Cancellation, progress, seed, device and log of this call.</param>
    /// <returns>One value for each element of the inputs (or each position, for maps), with the measured error of the identity the method promises.</returns>
    Attribution Attribute(Model model, Tensor inputs, Target target, TOptions options, Run run);
}
