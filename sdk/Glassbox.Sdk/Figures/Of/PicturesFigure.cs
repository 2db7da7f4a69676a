using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Batches of a model's inputs as pictures.</summary>
public static class PicturesFigure
{
    /// <summary>A row of pictures a batch: the inputs before and after an attack, what was synthesized.</summary>
    /// <param name="model">The model, whose preprocessing is undone.</param>
    /// <param name="batches">Batches by name, of the same length: <c>[N, C, H, W]</c>; other inputs are drawn as bars.</param>
    /// <param name="most">How many of each batch are shown; the caption says if there are more.</param>
    /// <exception cref="GlassboxException">There is nothing to draw.</exception>
    public static Figure Of(Model model, IReadOnlyList<(string Name, Tensor Inputs)> batches, int most = 6)
    {
        if (batches.Count == 0 || batches.Any(b => b.Inputs.dim() < 2 || b.Inputs.numel() == 0)) throw new GlassboxException("There is no picture to draw.");
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var count = batches.Max(b => b.Inputs.size(0));
        var shown = (int)Math.Min(count, most);
        var panels = batches.SelectMany(b => Enumerable.Range(0, (int)Math.Min(shown, b.Inputs.size(0))).Select(n => Panel(model, count == 1 ? b.Name : $"{b.Name} {n}", b.Inputs[n])));
        return new Figure([.. panels]) { Title = model.Name, Caption = shown < count ? $"The first {shown} of {count}." : "", Columns = count == 1 ? batches.Count : shown };
    }

    private static Panel Panel(Model model, string title, Tensor input)
    {
        if (input.dim() == 3) return new PicturePanel(RasterOf.Input(model, input)) { Title = title };
        var values = input.flatten().to(ScalarType.Float64).cpu().data<double>().ToArray();
        return new BarsPanel([.. values.Take(20).Select((v, i) => ($"feature {i}", v))]) { Title = title, Caption = values.Length > 20 ? $"The first 20 of {values.Length} features." : "" };
    }
}
