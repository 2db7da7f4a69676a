namespace Glassbox;

/// <summary>The values an option may take, ends included; the host refuses others before the method runs.</summary>
/// <param name="minimum">The smallest value allowed.</param>
/// <param name="maximum">The largest value allowed.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RangeAttribute(double minimum, double maximum) : Attribute
{
    /// <summary>The smallest value allowed.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>The largest value allowed.</summary>
    public double Maximum { get; } = maximum;
}
