using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Changes a batch <c>[N, ...]</c> at random, drawing from the generator.</summary>
public delegate Tensor Augmentation(Tensor inputs, Generator generator);

/// <summary>Ways to change pictures at random while training; each sample of a batch is changed by itself.</summary>
public static class Augment
{
    /// <summary>Mirrors a picture left to right with a probability of one half.</summary>
    public static Augmentation Flip() => (x, generator) => where(Draw(x, generator, 1, 1, 1).lt(0.5), x.flip(3), x);

    /// <summary>Shifts a picture by up to so many pixels in each direction; what comes in from outside is 0, a normalised picture's mean.</summary>
    /// <param name="pixels">The farthest shift.</param>
    public static Augmentation Shift(int pixels) => (x, generator) =>
    {
        var (n, height, width) = (x.shape[0], x.shape[2], x.shape[3]);
        var padded = nn.functional.pad(x, [pixels, pixels, pixels, pixels], PaddingModes.Constant, 0);
        using var places = randint(0, 2 * pixels + 1, [2, n], generator: generator, dtype: ScalarType.Int64);
        var rows = (places[0].unsqueeze(1) + arange(height)).reshape(n, 1, height, 1);
        var columns = (places[1].unsqueeze(1) + arange(width)).reshape(n, 1, 1, width);
        return padded.gather(2, rows.expand(n, x.shape[1], height, width + 2 * pixels)).gather(3, columns.expand(n, x.shape[1], height, width));
    };

    /// <summary>Adds Gaussian noise.</summary>
    /// <param name="deviation">Its standard deviation, in the inputs' units.</param>
    public static Augmentation Noise(double deviation) => (x, generator) => x + randn(x.shape, dtype: x.dtype, generator: generator) * deviation;

    /// <summary>Several changes, one after the other.</summary>
    public static Augmentation All(params Augmentation[] changes) => (x, generator) => changes.Aggregate(x, (changed, change) => change(changed, generator));

    private static Tensor Draw(Tensor x, Generator generator, params long[] rest) => rand([x.shape[0], .. rest], generator: generator);
}
