using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A division of one input into parts that perturbation methods take away and explain: superpixels, groups of features, single features.</summary>
public sealed class Parts
{
    private Parts(Tensor ids, int count)
    {
        Ids = ids;
        Count = count;
    }

    /// <summary>The part of each element, from 0 to <see cref="Count"/> - 1, Int64: broadcasts to the input, <c>[1, 1, H, W]</c> for superpixels.</summary>
    public Tensor Ids { get; }

    /// <summary>How many parts there are.</summary>
    public int Count { get; }

    /// <summary>Divides each input of a batch.</summary>
    /// <param name="model">The model, whose preprocessing says what the pictures look like.</param>
    /// <param name="inputs">The inputs: <c>[N, ...]</c>.</param>
    /// <param name="segments">The part of each element as whole numbers that broadcast to the inputs, <c>[H, W]</c> for all pictures alike; null to divide pictures
    /// <c>[N, C, H, W]</c> into superpixels, volumes <c>[N, C, D, H, W]</c> into blocks, signals <c>[N, C, L]</c> into stretches of equal length, and tables <c>[N, D]</c> into single features.</param>
    /// <param name="superpixels">How pictures are divided.</param>
    /// <param name="count">About how many superpixels, blocks or stretches; 0 for 50, or fewer where a superpixel would have fewer than 4 pixels, a block fewer than 8.</param>
    /// <param name="compactness">How square SLIC's superpixels are: the weight of distance in the picture against distance in colour (CIELAB).</param>
    /// <returns>One division an input, on the inputs' device.</returns>
    /// <exception cref="GlassboxException">The segments do not fit the inputs, or inputs of such a shape can only be divided by given segments.</exception>
    public static Parts[] Of(Model model, Tensor inputs, Tensor? segments = null, Superpixels superpixels = Superpixels.Slic, int count = 0, double compactness = 10)
    {
        var one = Enumerable.Range(0, (int)inputs.size(0));
        if (segments is not null) return Given(segments, inputs);
        switch (inputs.dim())
        {
            case 2:
                return [.. one.Select(_ => Singles(inputs))];
            case 3:
                var length = inputs.size(2);
                var stretches = Math.Min(count == 0 ? Math.Min(50, Math.Max(1, length / 4)) : count, length);
                return [.. one.Select(_ => Stretches(length, stretches, inputs.device))];
            case 4:
                var (height, width) = (inputs.size(2), inputs.size(3));
                if (count > height * width)
                    throw new GlassboxException($"A picture of {width} x {height} pixels cannot be cut into {count} superpixels.");
                var patches = count == 0 ? (int)Math.Min(50, Math.Max(1, height * width / 4)) : count;
                return [.. one.Select(n => superpixels == Superpixels.Grid
                    ? Grid(height, width, patches, inputs.device)
                    : Slic(Glassbox.Slic.Features(model, inputs.narrow(0, n, 1)), patches, compactness, inputs.device))];
            case 5:
                var sides = inputs.shape[2..];
                var elements = sides.Aggregate(1L, (a, b) => a * b);
                if (count > elements) throw new GlassboxException($"A volume of {string.Join(" x ", sides)} cannot be cut into {count} blocks.");
                var blocks = count == 0 ? Math.Min(50, Math.Max(1, elements / 8)) : count;
                return [.. one.Select(_ => Blocks(sides, blocks, inputs.device))];
            default:
                throw new GlassboxException($"Inputs of shape [{string.Join(", ", inputs.shape)}] are no pictures, volumes, signals or tables: give segments, the part of each element.");
        }
    }

    /// <summary>Gives each element the value of its part.</summary>
    /// <param name="values">One value a part: <c>[Count]</c>.</param>
    /// <param name="like">The input explained, whose type the result has; Float32 where that is whole numbers, such as tokens.</param>
    /// <returns>The shape of <see cref="Ids"/>.</returns>
    public Tensor Spread(Tensor values, Tensor like)
    {
        using var scope = NewDisposeScope();
        return values.to(like.is_floating_point() ? like.dtype : ScalarType.Float32).to(Ids.device).index_select(0, Ids.flatten()).reshape(Ids.shape).MoveToOuterDisposeScope();
    }

    private static Parts[] Given(Tensor segments, Tensor inputs)
    {
        if (segments.dtype is not (ScalarType.Int64 or ScalarType.Int32 or ScalarType.Int16 or ScalarType.Byte or ScalarType.Int8))
            throw new GlassboxException($"Segments must be whole numbers, the part of each element; these are {segments.dtype}.");
        var shape = Enumerable.Repeat(1L, (int)Math.Max(0, inputs.dim() - segments.dim())).Concat(segments.shape).ToArray();
        if (shape.Length != inputs.dim() || shape.Zip(inputs.shape).Any(s => s.First != 1 && s.First != s.Second))
            throw new GlassboxException($"Segments of shape [{string.Join(", ", segments.shape)}] do not fit inputs of shape [{string.Join(", ", inputs.shape)}].");
        var all = segments.reshape(shape).to(ScalarType.Int64).cpu();
        var each = Enumerable.Range(0, (int)shape[0]).Select(n => Dense(all.narrow(0, n, 1), inputs.device)).ToArray();
        return shape[0] == inputs.size(0) ? each : [.. Enumerable.Repeat(each[0], (int)inputs.size(0))];
    }

    /// <summary>Numbers the parts from 0 without gaps, in the order of the numbers given.</summary>
    private static Parts Dense(Tensor segments, Device device)
    {
        var given = segments.flatten().data<long>().ToArray();
        var numbers = given.Distinct().Order().ToArray();
        var ids = tensor(Array.ConvertAll(given, id => (long)Array.BinarySearch(numbers, id)));
        return new Parts(ids.reshape(segments.shape).to(device), numbers.Length);
    }

    private static Parts Singles(Tensor inputs)
    {
        var features = inputs.size(1);
        return new Parts(arange(features, dtype: ScalarType.Int64, device: inputs.device).unsqueeze(0), (int)features);
    }

    private static Parts Stretches(long length, long count, Device device) =>
        new(Bands(length, count).reshape(1, 1, length).to(device), (int)count);

    private static Parts Grid(long height, long width, int count, Device device)
    {
        var rows = Math.Clamp((long)Math.Round(Math.Sqrt(count * (double)height / width)), 1, Math.Min(height, count));
        var columns = Math.Clamp((long)Math.Round(count / (double)rows), 1, width);
        var ids = Bands(height, rows).unsqueeze(1) * columns + Bands(width, columns);
        return new Parts(ids.reshape(1, 1, height, width).to(device), (int)(rows * columns));
    }

    /// <summary>Blocks as nearly cubes as whole numbers of them allow.</summary>
    private static Parts Blocks(long[] sides, long count, Device device)
    {
        var edge = Math.Cbrt(sides.Aggregate(1.0, (a, b) => a * b) / count);
        long[] along = [.. sides.Select(side => Math.Clamp((long)Math.Round(side / edge), 1, side))];
        var ids = (Bands(sides[0], along[0]).view(-1, 1, 1) * along[1] + Bands(sides[1], along[1]).view(1, -1, 1)) * along[2] + Bands(sides[2], along[2]);
        return new Parts(ids.reshape([1, 1, .. sides]).to(device), (int)(along[0] * along[1] * along[2]));
    }

    private static Parts Slic(Tensor features, int count, double compactness, Device device)
    {
        var (labels, parts) = Glassbox.Slic.Segment(features, count, compactness);
        return new Parts(tensor(labels).reshape(1, 1, features.size(1), features.size(2)).to(device), parts);
    }

    /// <summary>Positions 0 to length - 1 in <paramref name="count"/> bands whose lengths differ by one at most.</summary>
    private static Tensor Bands(long length, long count) =>
        tensor(Enumerable.Range(0, (int)length).Select(i => i * count / length).ToArray());
}
