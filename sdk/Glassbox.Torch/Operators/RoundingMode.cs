namespace TorchSharp;

public static partial class torch
{
    /// <summary>What a division does with the fraction: keeps it, drops it, or rounds down.</summary>
    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }

    internal static string? ToSchema(this RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();
}
