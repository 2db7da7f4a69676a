using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A method that ranks the samples of a data set by their bearing on given inputs.</summary>
/// <typeparam name="TOptions">A positional record whose defaults are the paper's.</typeparam>
[Kind("example-finder", "Which samples are like it, or made it so?")]
public interface IExampleFinder<TOptions>
{
    /// <summary>Ranks the samples of a data set for each input.</summary>
    /// <param name="model">The model to look into.</param>
    /// <param name="inputs">What the model is given, already preprocessed: <c>[N, ...]</c>, for images <c>[N, C, H, W]</c>.</param>
    /// <param name="data">The samples to rank.</param>
    /// <param name="options">The method's own options.</param>
    /// <param name="run">Cancellation, progress, seed, device and log of this call.</param>
    /// <returns>For each input, samples in falling order of their score.</returns>
    Ranking Find(Model model, Tensor inputs, Dataset data, TOptions options, Run run);
}
