using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The paper's masks: a small random grid of ones and zeros, enlarged bilinearly to more than the picture and cropped at a random place.</summary>
internal sealed class RandomMasks
{
    private readonly Tensor grids;
    private readonly long[] down, right;
    private readonly long height, width, cellHeight, cellWidth, cells;

    /// <param name="count">How many masks.</param>
    /// <param name="cells">The grid's cells along each side.</param>
    /// <param name="keep">The probability that a cell is kept.</param>
    /// <param name="height">The picture's height.</param>
    /// <param name="width">The picture's width.</param>
    /// <param name="generator">Where grids and places are drawn from.</param>
    public RandomMasks(int count, int cells, double keep, long height, long width, Generator generator)
    {
        (this.height, this.width, this.cells) = (height, width, cells);
        (cellHeight, cellWidth) = ((height + cells - 1) / cells, (width + cells - 1) / cells);
        grids = rand(count, 1, cells, cells, dtype: ScalarType.Float32, generator: generator).lt(keep).to(ScalarType.Float32);
        down = randint(0, cellHeight, [count], dtype: ScalarType.Int64, generator: generator).data<long>().ToArray();
        right = randint(0, cellWidth, [count], dtype: ScalarType.Int64, generator: generator).data<long>().ToArray();
    }

    /// <summary>Some of the masks: <c>[count, 1, H, W]</c> of values 0 to 1.</summary>
    public Tensor At(long first, long count)
    {
        using var scope = NewDisposeScope();
        var large = nn.functional.interpolate(grids.narrow(0, first, count), size: [(cells + 1) * cellHeight, (cells + 1) * cellWidth], mode: InterpolationMode.Bilinear, align_corners: false);
        var cropped = Enumerable.Range(0, (int)count).Select(i => large.narrow(0, i, 1).narrow(2, down[first + i], height).narrow(3, right[first + i], width));
        return cat([.. cropped], 0).MoveToOuterDisposeScope();
    }
}
