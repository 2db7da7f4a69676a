using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Tensors as pictures to be drawn.</summary>
internal static class RasterOf
{
    /// <summary>Values 0..1, <c>[C, H, W]</c>, as a picture: grey for one channel, colour for three, the channels' mean for other numbers; alpha is laid on white.</summary>
    public static Raster Pixels(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var unit = pixels.detach().to(ScalarType.Float32);
        var colour = unit.size(0) switch
        {
            1 => unit.expand(3, -1, -1),
            3 => unit,
            2 => OnWhite(unit.narrow(0, 0, 1).expand(3, -1, -1), unit[1]),
            4 => OnWhite(unit.narrow(0, 0, 3), unit[3]),
            _ => unit.mean([0L], keepdim: true).expand(3, -1, -1),
        };
        return Bytes(colour.mul(255).round().clamp(0, 255).to(ScalarType.Byte));
    }

    /// <summary>One input of a model as a picture: its pixels where the preprocessing is known, otherwise its values from the lowest (black) to the highest.</summary>
    /// <param name="model">The model, whose preprocessing is undone.</param>
    /// <param name="input"><c>[C, H, W]</c>.</param>
    public static Raster Input(Model model, Tensor input)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        if (model.Preprocessing is { } preprocessing && preprocessing.Channels == input.size(0))
            return Pixels(preprocessing.ToPixels(input.unsqueeze(0)).squeeze(0));
        var low = input.min();
        var range = input.max() - low;
        return Pixels((input - low) / range.clamp_min(1e-12));
    }

    private static Raster Bytes(Tensor rgb) =>
        new((int)rgb.size(2), (int)rgb.size(1), rgb.cpu().permute(1, 2, 0).contiguous().data<byte>().ToArray());

    private static Tensor OnWhite(Tensor colour, Tensor alpha) => colour * alpha + (1 - alpha);
}
