using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Where channels and places are in a layer's activation.</summary>
internal sealed class FeatureLayout
{
    private readonly Func<Tensor, Tensor> channelsFirst;
    private readonly Func<Tensor, Tensor, Tensor> restored;

    private FeatureLayout(Func<Tensor, Tensor> channelsFirst, Func<Tensor, Tensor, Tensor> restored) => (this.channelsFirst, this.restored) = (channelsFirst, restored);

    /// <summary><c>[N, C, h, w]</c>.</summary>
    public static FeatureLayout First { get; } = new(a => a, (grid, _) => grid);

    /// <summary><c>[N, h, w, C]</c>.</summary>
    public static FeatureLayout Last { get; } = new(a => a.permute(0, 3, 1, 2), (grid, _) => grid.permute(0, 2, 3, 1));

    /// <summary><c>[N, others + h * w, C]</c>: the tokens of a grid, row by row, after others that are no place.</summary>
    public static FeatureLayout Tokens(long others, long height, long width) => new(
        a => a.narrow(1, others, height * width).transpose(1, 2).unflatten(2, height, width),
        (grid, like) => cat([like.narrow(1, 0, others), grid.flatten(2).transpose(1, 2)], 1));

    /// <summary>Whether channels come first and there is more than one place.</summary>
    public static bool HasExtent(Tensor activation) => activation.dim() is >= 3 and <= 5 && activation.shape[2..].Aggregate(1L, (a, b) => a * b) > 1;

    /// <summary>An activation, or its gradient, as <c>[N, C, h, w]</c>.</summary>
    public Tensor ChannelsFirst(Tensor activation) => channelsFirst(activation);

    /// <summary>The way back.</summary>
    /// <param name="grid"><c>[N, C, h, w]</c>.</param>
    /// <param name="like">An activation of the layer, for what is no place in it.</param>
    public Tensor Restored(Tensor grid, Tensor like) => restored(grid, like);
}
