using Glassbox.Terminal;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Draws tensors and samples to standard output, as results draw themselves.</summary>
public static class Showing
{
    /// <summary>Writes a tensor's shape, type, device and statistics, and a corner of its values.</summary>
    /// <param name="tensor">The tensor.</param>
    public static void Show(this Tensor tensor)
    {
        var screen = Screen.Current;
        TerminalTensor.Of(tensor, screen).Write(Console.Out, screen.Colours);
    }

    /// <summary>Writes a sample's name and class, and draws it where it is a picture.</summary>
    /// <param name="sample">The sample.</param>
    public static void Show(this Sample sample)
    {
        Console.WriteLine($"sample {sample.Name}{(sample.Label is { } label ? $", class {label}" : "")}");
        if (IsPicture(sample.Input)) sample.Input.ShowPicture();
        else sample.Input.Show();
    }

    /// <summary>Draws pictures, from their lowest value (black) to their highest (white).</summary>
    /// <param name="pictures"><c>[N, C, H, W]</c>, <c>[C, H, W]</c> or <c>[H, W]</c>; one channel is grey, three are colours, the mean is drawn of any other number.</param>
    /// <param name="most">How many are drawn; the caption says if there are more.</param>
    /// <exception cref="GlassboxException">The tensor has another shape.</exception>
    public static void ShowPicture(this Tensor pictures, int most = 8)
    {
        using var scope = NewDisposeScope();
        var batch = Batch(pictures, "Pictures are [N, C, H, W], [C, H, W] or [H, W]");
        var shown = (int)Math.Min(batch.size(0), most);
        var panels = Enumerable.Range(0, shown).Select(n =>
        {
            var picture = batch[n].to(ScalarType.Float32);
            var (low, high) = (picture.min().ToSingle(), picture.max().ToSingle());
            var caption = $"{picture.size(2)} x {picture.size(1)}, {Numbers.Text(low)} to {Numbers.Text(high)}";
            return PicturePanel.Of(shown > 1 ? $"{n}" : "", (picture - low) / Math.Max(high - low, 1e-12f), caption);
        });
        new Figure([.. panels]) { Caption = Caption(batch, shown) }.Show();
    }

    /// <summary>Draws a tensor as heatmaps, zero in the middle of the scale.</summary>
    /// <param name="values"><c>[N, C, H, W]</c>, <c>[C, H, W]</c> or <c>[H, W]</c>; channels are added up.</param>
    /// <param name="most">How many are drawn; the caption says if there are more.</param>
    /// <exception cref="GlassboxException">The tensor has another shape.</exception>
    public static void ShowHeatmap(this Tensor values, int most = 8)
    {
        using var scope = NewDisposeScope();
        var batch = Batch(values, "Heatmaps are [N, C, H, W], [C, H, W] or [H, W]");
        var shown = (int)Math.Min(batch.size(0), most);
        new Figure([.. Enumerable.Range(0, shown).Select(n => PicturePanel.Heat(shown > 1 ? $"{n}" : "", batch[n].sum(0)))]) { Caption = Caption(batch, shown) }.Show();
    }

    private static bool IsPicture(Tensor input) => input.dim() == 4 && input.size(1) is 1 or 3 && input.size(2) >= 4 && input.size(3) >= 4;

    private static string Caption(Tensor batch, int shown) => shown < batch.size(0) ? $"The first {shown} of {batch.size(0)}." : "";

    private static Tensor Batch(Tensor tensor, string expected) => tensor.dim() switch
    {
        _ when tensor.numel() == 0 => throw new GlassboxException($"{expected}, and not empty: this is [{string.Join(", ", tensor.shape)}]."),
        2 => tensor.view(1, 1, tensor.size(0), tensor.size(1)),
        3 => tensor.unsqueeze(0),
        4 => tensor,
        _ => throw new GlassboxException($"{expected}, not [{string.Join(", ", tensor.shape)}]."),
    };
}
