using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A method that looks for a small change of the input that changes the model's answer.</summary>
/// <typeparam name="TOptions">A positional record whose defaults are the paper's.</typeparam>
[Kind("attack", "How must the input change to change the answer?")]
public interface IAttack<TOptions>
{
    /// <summary>Attacks a batch of inputs.</summary>
    /// <param name="model">The model to attack.</param>
    /// <param name="inputs">What the model is given, already preprocessed: <c>[N, ...]</c>, for images <c>[N, C, H, W]</c>.</param>
    /// <param name="target">The class to leave; the predicted class unless said.</param>
    /// <param name="options">The method's own options.</param>
    /// <param name="run">Cancellation, progress, seed, device and log of this call.</param>
    /// <returns>The changed inputs, whether each attack succeeded, and the size of each change.</returns>
    Perturbation Attack(Model model, Tensor inputs, Target target, TOptions options, Run run);
}
