namespace Glassbox;

/// <summary>A mean with its 95 % confidence interval (Student's t), for values drawn independently.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The interval's lower end; NaN for a single value.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct MeanInterval(double Mean, double Low, double High)
{
    // The 97.5 % quantiles of t with 1 to 30 degrees of freedom.
    private static readonly double[] quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Whether a true mean of zero is compatible with the values.</summary>
    public bool CoversZero => !(Low > 0 || High < 0);

    /// <summary>The mean of these values.</summary>
    /// <param name="values">At least one.</param>
    public static MeanInterval Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        if (values.Count < 2) return new(mean, double.NaN, double.NaN);
        var error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count);
        // Beyond the table the quantile is 1.96 + 2.4 / degrees of freedom, to 0.003.
        var half = error * (values.Count - 1 <= quantiles.Length ? quantiles[values.Count - 2] : 1.96 + 2.4 / (values.Count - 1));
        return new(mean, mean - half, mean + half);
    }
}
