namespace Glassbox.Plugins;

/// <summary>How conductance takes the gradient over a step from the gradients at the step's ends.</summary>
public enum ConductanceRule
{
    /// <summary>Equal steps from the baseline to the input; the mean of both ends.</summary>
    Trapezoid,

    /// <summary>As Captum does: steps between Gauss-Legendre points, which leave out both ends of the line; the end nearer to the baseline.</summary>
    Captum,
}
