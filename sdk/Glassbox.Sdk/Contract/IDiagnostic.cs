namespace Glassbox;

/// <summary>A method that describes a model on a data set by tables and curves.</summary>
/// <typeparam name="TOptions">A positional record whose defaults are the paper's.</typeparam>
[Kind("diagnostic", "What is this model like?")]
public interface IDiagnostic<TOptions>
{
    /// <summary>Examines a model.</summary>
    /// <param name="model">The model to examine.</param>
    /// <param name="data">The samples to examine it on.</param>
    /// <param name="options">The method's own options.</param>
    /// <param name="run">Cancellation, progress, seed, device and log of this call.</param>
    /// <returns>Tables and curves.</returns>
    Diagnosis Diagnose(Model model, Dataset data, TOptions options, Run run);
}
