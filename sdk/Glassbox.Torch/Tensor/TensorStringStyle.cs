namespace TorchSharp;

/// <summary>How a tensor is written out.</summary>
public enum TensorStringStyle
{
    /// <summary>Shape, type and device only.</summary>
    Metadata,
    /// <summary>Shape, type and device, then one matrix after the other.</summary>
    Julia,
    /// <summary>Nested brackets.</summary>
    Numpy,
    /// <summary>Nested braces with C#'s literals.</summary>
    CSharp,
    /// <summary>What <see cref="torch.set_printoptions"/> was told; at first Julia.</summary>
    Default,
}

public static partial class torch
{
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    private static TensorStringStyle style = julia;
    private static string floatFormat = "g5";
    private static int lineWidth = 100;
    private static string lineEnd = "\n";

    /// <summary>Changes how tensors are written out; what is null stays.</summary>
    public static void set_printoptions(TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null, string? newLine = null)
    {
        if (style == TensorStringStyle.Default) throw new ArgumentException("The default style cannot be \"the default style\".", nameof(style));
        torch.style = style ?? torch.style;
        torch.floatFormat = floatFormat ?? torch.floatFormat;
        lineWidth = linewidth ?? lineWidth;
        lineEnd = newLine ?? lineEnd;
    }
}
