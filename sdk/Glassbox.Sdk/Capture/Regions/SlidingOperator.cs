using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A convolution or pooling: a window that slides over a map.</summary>
internal sealed class SlidingOperator : RegionalOperator
{
    private readonly Value input;
    private readonly SlidingAxis vertical, horizontal;
    private readonly double outside, workPerPlace;
    private readonly Func<Tensor, Tensor> onWindow;
    private readonly Func<Tensor, Tensor>? onWhole;

    /// <param name="node">The operator.</param>
    /// <param name="input">What it slides over.</param>
    /// <param name="vertical">How it moves down.</param>
    /// <param name="horizontal">How it moves to the right.</param>
    /// <param name="outside">What it sees beyond the border.</param>
    /// <param name="workPerPlace">Multiplications for a place of the output, all channels.</param>
    /// <param name="onWindow">The operator without padding.</param>
    /// <param name="onWhole">The operator as it ran; null to run the node itself.</param>
    private SlidingOperator(
        Node node, Value input, SlidingAxis vertical, SlidingAxis horizontal, double outside, double workPerPlace, Func<Tensor, Tensor> onWindow, Func<Tensor, Tensor>? onWhole)
        : base(node)
    {
        (this.input, this.vertical, this.horizontal, this.outside, this.workPerPlace) = (input, vertical, horizontal, outside, workPerPlace);
        (this.onWindow, this.onWhole) = (onWindow, onWhole);
    }

    public override bool MakesItsOwn => true;

    public override double Work => workPerPlace * Height * Width;

    private long Height => Node.Output.Tensor.size(2);

    private long Width => Node.Output.Tensor.size(3);

    public override Regions? Reached(IReadOnlyDictionary<Value, Regions> changed)
    {
        var from = changed[input];
        var samples = Enumerable.Range(0, from.Count).ToArray();
        return Regions.Around(
            [.. samples.Select(s => vertical.Reached(from.Rows(s), Height))], [.. samples.Select(s => horizontal.Reached(from.Columns(s), Width))], Height, Width);
    }

    public override Tensor Run(ReplayedValues values, Regions where)
    {
        var window = new Regions(
            vertical.Seen(where.Height), horizontal.Seen(where.Width), Array.ConvertAll(where.Tops, vertical.First), Array.ConvertAll(where.Lefts, horizontal.First));
        using var scope = NewDisposeScope();
        return onWindow(values.Window(input, window, outside)).MoveToOuterDisposeScope();
    }

    public override Tensor?[] RunWhole(ReplayedValues values) => onWhole is null ? Node.Run(values.Whole) : [onWhole(values.Whole(input))];

    public static new SlidingOperator? Of(Node node)
    {
        if (node.Outputs.Length != 1 || node.Output.Tensor.dim() != 4 || !node.Inputs[0].IsActive || node.Inputs[0].Tensor.dim() != 4) return null;
        return node.Kind switch
        {
            "conv2d" => Convolution(node),
            "max_pool2d" => MaxPool(node),
            "avg_pool2d" => AveragePool(node),
            _ => null,
        };
    }

    private static SlidingOperator? Convolution(Node node)
    {
        if (LinearOperator.Of(node) is not { } linear || node.Argument("padding") is not long[] padding) return null;
        var (stride, dilation, groups) = (Both(node.Argument("stride"), 1), Both(node.Argument("dilation"), 1), (long)(node.Argument("groups") ?? 1L));
        var (vertical, horizontal) = Axes([linear.Weight.size(2), linear.Weight.size(3)], stride, Both(padding, 0), dilation);
        // Channels together in memory, as the maps have them.
        var weight = linear.Weight.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        return new SlidingOperator(node, linear.Input, vertical, horizontal, 0, linear.Weight.numel(),
            x => nn.functional.conv2d(x, weight, linear.Bias, stride, [0, 0], dilation, groups), x => linear.Apply(x, weight, linear.Bias));
    }

    private static SlidingOperator MaxPool(Node node)
    {
        var (kernel, dilation) = (Both(node.Argument("kernel_size"), 1), Both(node.Argument("dilation"), 1));
        var stride = node.Argument("stride") is long[] { Length: > 0 } given ? Both(given, 1) : kernel;
        var (vertical, horizontal) = Axes(kernel, stride, Both(node.Argument("padding"), 0), dilation);
        return new SlidingOperator(node, node.Inputs[0], vertical, horizontal, double.NegativeInfinity, node.Output.Tensor.size(1) * kernel[0] * kernel[1],
            x => nn.functional.max_pool2d(x, kernel, stride, [0, 0], dilation), null);
    }

    private static SlidingOperator? AveragePool(Node node)
    {
        var (kernel, padding) = (Both(node.Argument("kernel_size"), 1), Both(node.Argument("padding"), 0));
        var stride = node.Argument("stride") is long[] { Length: > 0 } given ? Both(given, 1) : kernel;
        var (vertical, horizontal) = Axes(kernel, stride, padding, [1, 1]);
        // At the border means may be of fewer places.
        var padded = padding.Any(p => p > 0) && node.Argument("count_include_pad") is false;
        var overhangs = vertical.First(node.Output.Tensor.size(2) - 1) + kernel[0] > node.Inputs[0].Tensor.size(2) + padding[0] ||
                        horizontal.First(node.Output.Tensor.size(3) - 1) + kernel[1] > node.Inputs[0].Tensor.size(3) + padding[1];
        if (padded || overhangs || node.Argument("divisor_override") is not null) return null;
        return new SlidingOperator(node, node.Inputs[0], vertical, horizontal, 0, node.Output.Tensor.size(1) * kernel[0] * kernel[1],
            x => nn.functional.avg_pool2d(x, kernel, stride, [0, 0]), null);
    }

    private static (SlidingAxis Vertical, SlidingAxis Horizontal) Axes(long[] kernel, long[] stride, long[] padding, long[] dilation) =>
        (new(kernel[0], stride[0], padding[0], dilation[0]), new(kernel[1], stride[1], padding[1], dilation[1]));

    private static long[] Both(object? given, long otherwise) => given switch
    {
        long[] { Length: 1 } one => [one[0], one[0]],
        long[] { Length: 2 } two => two,
        long one => [one, one],
        _ => [otherwise, otherwise],
    };
}
