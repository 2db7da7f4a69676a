using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The order in which pixels go: the most important first, equally important ones in a random order.</summary>
internal static class PixelOrder
{
    /// <summary>One importance a pixel: for images <c>[N, H * W]</c>, signals <c>[N, L]</c> and volumes summed over channels; for texts one a word; otherwise one an element, <c>[N, D]</c>.</summary>
    /// <param name="absolute">Whether magnitudes count instead of values.</param>
    public static Tensor Importance(Attribution explanation, bool absolute)
    {
        var (values, inputs) = (explanation.Values.detach().to(ScalarType.Float64), explanation.Inputs);
        var perPixel = explanation.Positions(absolute ? values.abs() : values);
        var fits = perPixel.shape.SequenceEqual(inputs.dim() > 2 ? [inputs.size(0), .. inputs.shape[2..]] : inputs.shape);
        return fits
            ? perPixel.flatten(1)
            : throw new GlassboxException($"The explanation is [{string.Join(", ", explanation.Values.shape)}], which does not lie on the inputs, [{string.Join(", ", inputs.shape)}]: " +
                "explanations of a layer cannot be measured by changing the input.");
    }

    /// <summary>The pixels' numbers in falling importance: <c>[N, P]</c> of Int64.</summary>
    public static Tensor Of(Tensor importance, Run run)
    {
        // Sorting stably after a shuffle puts ties in the shuffle's order.
        var shuffled = randperm(importance.size(1), generator: run.Generator()).to(importance.device);
        var (_, order) = importance.index_select(1, shuffled).sort(1, descending: true, stable: true);
        return shuffled.index_select(0, order.flatten()).view(order.shape);
    }

    /// <summary>When each pixel goes, from an order: <c>[N, P]</c> of Int64, 0 for the first.</summary>
    public static Tensor Turns(Tensor order) => zeros_like(order).scatter_(1, order, arange(order.size(1), device: order.device).expand_as(order));
}
