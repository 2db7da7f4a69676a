namespace Glassbox.Plugins;

/// <summary>What is taken over the explanations of noisy copies of an input.</summary>
public enum SmoothGradStatistic
{
    /// <summary>Their mean: SmoothGrad.</summary>
    Mean,

    /// <summary>The mean of their squares: SmoothGrad-squared (Hooker et al. 2019).</summary>
    MeanSquare,

    /// <summary>Their variance, divided by the number of samples: VarGrad (Adebayo et al. 2018).</summary>
    Variance,
}
