using static TorchSharp.torch;
using TorchSharp;

namespace Glassbox;

/// <summary>Where in pictures the thing is that an explanation should find.</summary>
public static class GroundTruth
{
    /// <summary>The mask of boxes in one picture, scaled to the size that the model is given.</summary>
    /// <param name="inputs">The model's inputs, of whose size the mask is: <c>[N, C, H, W]</c>.</param>
    /// <param name="width">The width of the picture that the boxes were drawn in.</param>
    /// <param name="height">Its height.</param>
    /// <param name="boxes">Each <c>[xmin, ymin, xmax, ymax]</c> in pixels of that picture, from its upper left corner. A pixel whose centre is within a box belongs to it.</param>
    /// <returns>Bool, <c>[1, 1, H, W]</c>: the boxes together.</returns>
    /// <exception cref="GlassboxException">A box is empty or has not four numbers, or the inputs are no pictures.</exception>
    public static Tensor Boxes(Tensor inputs, double width, double height, params double[][] boxes)
    {
        if (inputs.dim() != 4) throw new GlassboxException($"Boxes lie in pictures, [N, C, H, W], not in inputs of [{string.Join(", ", inputs.shape)}].");
        if (!(width > 0 && height > 0)) throw new GlassboxException($"The picture that boxes were drawn in has a width and a height, not {width} and {height}.");
        using var scope = NewDisposeScope();
        Tensor Centres(int axis, double length) => (arange(inputs.size(axis), dtype: ScalarType.Float64) + 0.5) * (length / inputs.size(axis));
        var (x, y) = (Centres(3, width).view(1, 1, 1, -1), Centres(2, height).view(1, 1, -1, 1));
        var mask = zeros([1, 1, inputs.size(2), inputs.size(3)], dtype: ScalarType.Bool);
        foreach (var box in boxes)
        {
            if (box is not [var left, var top, var right, var bottom] || !(left < right && top < bottom))
                throw new GlassboxException($"A box is xmin, ymin, xmax, ymax with xmin < xmax and ymin < ymax; [{string.Join(", ", box)}] is none.");
            mask = mask.logical_or(x.ge(left).logical_and(x.lt(right)).logical_and(y.ge(top)).logical_and(y.lt(bottom)));
        }
        return mask.to(inputs.device).MoveToOuterDisposeScope();
    }

    /// <summary>A mask as metrics want it, checked: Bool, <c>[N, 1, H, W]</c>.</summary>
    /// <param name="mask">Bool or numbers, not 0 where the thing is: <c>[H, W]</c>, <c>[N, H, W]</c>, <c>[1, 1, H, W]</c> or <c>[N, 1, H, W]</c>.</param>
    /// <param name="inputs">The inputs that it belongs to: <c>[N, C, H, W]</c>.</param>
    /// <exception cref="GlassboxException">There is none, or it does not fit the inputs.</exception>
    public static Tensor Mask(Tensor? mask, Tensor inputs)
    {
        if (mask is null) throw new GlassboxException("There is no ground truth to compare with: give truth, a mask of where the thing is, [N, 1, H, W] (GroundTruth.Boxes makes one from boxes).");
        long[] wanted = [inputs.size(0), 1, .. inputs.shape.Skip(2)];
        var own = mask.dim() switch { 2 => mask.unsqueeze(0).unsqueeze(0), 3 => mask.unsqueeze(1), _ => mask };
        var fits = inputs.dim() == 4 && own.dim() == 4 && own.size(0) is var n && (n == 1 || n == wanted[0]) && own.shape[1..].SequenceEqual(wanted[1..]);
        return fits
            ? own.ne(0).to(inputs.device).expand(wanted)
            : throw new GlassboxException($"A mask of [{string.Join(", ", mask.shape)}] does not fit inputs of [{string.Join(", ", inputs.shape)}]: give [{string.Join(", ", wanted)}].");
    }
}
