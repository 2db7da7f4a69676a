namespace Glassbox.Plugins;

/// <summary>Which score the curves follow.</summary>
public enum CurveScore
{
    /// <summary>The target class's probability, by softmax of the model's output.</summary>
    Probability,

    /// <summary>The target's score itself, for class targets the logit.</summary>
    Score,
}
