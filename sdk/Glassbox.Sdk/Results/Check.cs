using System.Globalization;

namespace Glassbox;

/// <summary>The identity that a method promises, and how far this result is from it.</summary>
/// <param name="Identity">The identity in words or symbols: <c>sum of attributions = f(x) - f(baseline)</c>.</param>
/// <param name="Error">The measured error, the largest over the batch, relative to the promised value where that is not zero.</param>
/// <param name="Tolerance">The error that rounding explains; above it the result is reported as suspect.</param>
public sealed record Check(string Identity, double Error, double Tolerance)
{
    /// <summary>Whether the identity holds to the tolerance.</summary>
    public bool Holds => Error <= Tolerance;

    private static string Written(double error) => error == 0 ? "0" : error.ToString("0.##e+0", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => $"{Identity}: error {Written(Error)}{(Holds ? "" : $", more than {Written(Tolerance)}")}";
}
