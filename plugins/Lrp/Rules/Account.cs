namespace Glassbox.Plugins;

/// <summary>What the rules of one walk have in common.</summary>
/// <param name="Ledger">Where they report what is passed to no input.</param>
/// <param name="Stabiliser">What each denominator is enlarged by, but for the epsilon rule's.</param>
internal sealed record Account(Ledger Ledger, double Stabiliser = Denominator.Small);
