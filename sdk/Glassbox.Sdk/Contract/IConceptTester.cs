using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A method that measures how much the model's answer depends on concepts given by examples.</summary>
/// <typeparam name="TOptions">A positional record whose defaults are the paper's.</typeparam>
[Kind("concept-tester", "Which human concepts does it use?")]
public interface IConceptTester<TOptions>
{
    /// <summary>Tests the model for concepts.</summary>
    /// <param name="model">The model to look into.</param>
    /// <param name="inputs">What the model is given, already preprocessed: <c>[N, ...]</c>, for images <c>[N, C, H, W]</c>.</param>
    /// <param name="concepts">The concepts, each a name and example inputs.</param>
    /// <param name="target">The score whose dependence is measured; the predicted class unless said.</param>
    /// <param name="options">The method's own options.</param>
    /// <param name="run">Cancellation, progress, seed, device and log of this call.</param>
    /// <returns>A score and its significance for each concept and layer.</returns>
    ConceptScores Test(Model model, Tensor inputs, Concept[] concepts, Target target, TOptions options, Run run);
}
