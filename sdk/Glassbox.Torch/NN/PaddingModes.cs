namespace TorchSharp;

/// <summary>What stands outside an image's border.</summary>
public enum PaddingModes
{
    Zeros = 0,
    Reflect = 1,
    Replicate = 2,
    Circular = 3,
    Constant = 4,
}

/// <summary>Convolution padding by name: none, or as much as keeps the size.</summary>
public enum Padding
{
    Valid = 0,
    Same = 1,
}

internal static class PaddingNames
{
    public static string ToSchema(this PaddingModes mode) => mode switch
    {
        PaddingModes.Reflect => "reflect",
        PaddingModes.Replicate => "replicate",
        PaddingModes.Circular => "circular",
        _ => "constant",
    };

    public static string ToSchema(this Padding padding) => padding == Padding.Same ? "same" : "valid";
}
