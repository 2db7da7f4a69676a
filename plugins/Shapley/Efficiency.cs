namespace Glassbox.Plugins;

/// <summary>How KernelSHAP's fit keeps that the parts' values sum to f(x) - f(no part).</summary>
public enum Efficiency
{
    /// <summary>As a constraint, exactly.</summary>
    Constraint,

    /// <summary>As samples of all and of no parts that weigh a million times the others, with a free intercept: as Captum does it.</summary>
    Penalty,
}
