namespace Glassbox.Testing;

/// <summary>What one check of the conformance kit found.</summary>
/// <param name="Check">The check's name: <c>batch</c>.</param>
/// <param name="Outcome">Whether the plugin keeps what the contract asks.</param>
/// <param name="Detail">What was seen, with the numbers; where something is wrong, what cures it.</param>
public sealed record Finding(string Check, Outcome Outcome, string Detail)
{
    internal static Finding Holds(string check, string detail) => new(check, Outcome.Holds, detail);

    internal static Finding Fails(string check, string detail) => new(check, Outcome.Fails, detail);

    internal static Finding Skipped(string check, string detail) => new(check, Outcome.DoesNotApply, detail);
}

/// <summary>How a check came out.</summary>
public enum Outcome
{
    /// <summary>What the contract asks was seen to hold.</summary>
    Holds,
    /// <summary>What the contract asks does not hold.</summary>
    Fails,
    /// <summary>There was nothing to check; the detail says why.</summary>
    DoesNotApply,
}
