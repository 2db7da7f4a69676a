namespace Glassbox;

/// <summary>A measure of the quality of explanations.</summary>
/// <typeparam name="TOptions">A positional record whose defaults are the paper's.</typeparam>
[Kind("metric", "How good is this explanation?")]
public interface IMetric<TOptions>
{
    /// <summary>Measures explanations of the same inputs side by side.</summary>
    /// <param name="model">The model that was explained.</param>
    /// <param name="explanations">Explanations of the same inputs and targets, by one or more methods.</param>
    /// <param name="options">The method's own options.</param>
    /// <param name="run">Cancellation, progress, seed, device and log of this call.</param>
    /// <returns>A table with a row an explanation, and curves where the metric has them.</returns>
    Score Measure(Model model, Attribution[] explanations, TOptions options, Run run);
}
