namespace Glassbox;

/// <summary>A method that makes an input for which a score of the model is large.</summary>
/// <typeparam name="TOptions">A positional record whose defaults are the paper's.</typeparam>
[Kind("synthesizer", "Which input would excite this unit?")]
public interface ISynthesizer<TOptions>
{
    /// <summary>Makes inputs that excite a target.</summary>
    /// <param name="model">The model to look into.</param>
    /// <param name="target">The score to raise: a class, or a neuron or channel of a layer.</param>
    /// <param name="options">The method's own options.</param>
    /// <param name="run">Cancellation, progress, seed, device and log of this call.</param>
    /// <returns>The inputs made, with the score at each step.</returns>
    Synthesis Synthesize(Model model, Target target, TOptions options, Run run);
}
