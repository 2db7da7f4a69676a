namespace Glassbox;

/// <summary>A measure of explanations that needs the network to be trained anew, in the way it was trained.</summary>
/// <typeparam name="TOptions">A positional record whose defaults are the paper's.</typeparam>
[Kind("retraining-metric", "Does this explanation tell what the model has learnt?")]
public interface IRetrainingMetric<TOptions>
{
    /// <summary>Measures explanations of the same inputs side by side.</summary>
    /// <param name="train">Trains a new network of the same kind on a data set, as the model that was explained was trained on <paramref name="data"/>.</param>
    /// <param name="data">What that model was trained on.</param>
    /// <param name="explanations">Explanations of the same inputs by one or more methods, which are made again.</param>
    /// <param name="options">The method's own options.</param>
    /// <param name="run">Cancellation, progress, seed, device and log of this call.</param>
    /// <returns>A table with a row an explanation.</returns>
    Score Measure(Func<Dataset, Model> train, Dataset data, Attribution[] explanations, TOptions options, Run run);
}
