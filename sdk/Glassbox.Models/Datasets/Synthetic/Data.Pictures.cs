using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

public static partial class Data
{
    private const long TagHeight = 7, TagWidth = 13;

    /// <summary>The letters "GB" as a photographer's mark would print them.</summary>
    private static readonly string[] Tag =
    [
        ".............",
        "..####.####..",
        ".#.....#...#.",
        ".#..##.####..",
        ".#...#.#...#.",
        "..####.####..",
        ".............",
    ];

    /// <summary>Scenes of 64 x 64 pixels with one bright figure (the class: circle, square, triangle, cross) of random colour, size, angle and place among small dots, and where it is.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">What they are drawn from: another seed gives others of the same kind.</param>
    /// <param name="dots">How many dots a scene has, which belong to no class.</param>
    /// <returns>Inputs -1..1 <c>[N, 3, 64, 64]</c>; of <see cref="SyntheticDataset.Truth"/>: <c>object</c>.</returns>
    public static SyntheticDataset Shapes(long count = 1000, long seed = 0, int dots = 4)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var scenes = new Scenes(Positive(count), 64, generator);
        var figures = randint(0, Scenes.Figures.Length, [count, 1, 1], generator: generator, dtype: ScalarType.Int64);
        var pictures = scenes.Backgrounds(0.03);
        var circles = zeros_like(figures);
        for (var i = 0; i < dots; i++) pictures = Scenes.Painted(pictures, scenes.Placed(circles, 1, 2.5), scenes.Colour(0.5, 1));
        var mask = scenes.Placed(figures, 8, 16);
        pictures = Scenes.Painted(pictures, mask, scenes.Colour(0.6, 1)).clamp(0, 1);
        return Pictures(pictures, [.. figures.flatten().data<long>()], Scenes.Figures, new() { ["object"] = mask });
    }

    /// <summary>
    /// Pictures of 32 x 32 pixels with a faint circle or square, most of the circles printed with a mark in a corner, as the horses of PASCAL VOC 2007 were (Lapuschkin et al. 2019): a network that
    /// learns from them looks at the mark.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="rate">The share of circles with the mark, and of squares without it: 1/2 tells nothing about the class, 1 everything.</param>
    /// <param name="seed">What they are drawn from: another seed gives others of the same kind.</param>
    /// <param name="tags">Whether marks are printed at all.</param>
    /// <returns>Inputs -1..1 <c>[N, 3, 32, 32]</c>; of <see cref="SyntheticDataset.Truth"/>: <c>object</c> (as far as it is seen), <c>tag</c> (where the mark is or would be), <c>tagged</c>.</returns>
    public static SyntheticDataset CleverHans(long count = 1000, double rate = 0.95, long seed = 0, bool tags = true)
    {
        const int side = 32;
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var scenes = new Scenes(Positive(count), side, generator);
        var figures = randint(0, 2, [count, 1, 1], generator: generator, dtype: ScalarType.Int64);
        var mask = scenes.Placed(figures, 5, 8);
        // Little brighter than its surroundings: the figure can be told, but not at a glance.
        var pictures = scenes.Backgrounds(0.06);
        pictures = where(mask, pictures + scenes.Draw(0.25, 0.4).unsqueeze(1), pictures);

        // Lower left, one pixel from the border.
        long[] margins = [1, side - 1 - TagWidth, side - 1 - TagHeight, 1];
        Tensor Placed(Tensor patch) => nn.functional.pad(patch, margins, PaddingModes.Constant, 0).gt(0);
        var tag = Placed(ones(1, 1, TagHeight, TagWidth));
        var ink = Placed(tensor([.. string.Concat(Tag).Select(c => c == '#' ? 1f : 0f)]).reshape(1, 1, TagHeight, TagWidth));
        var tagged = Share(count, rate, generator).logical_xor(figures.flatten().eq(1)).logical_and(tensor(tags));
        var here = tagged.reshape(count, 1, 1, 1);
        mask = mask.logical_and(here.logical_and(tag).logical_not());
        pictures = where(here.logical_and(tag), where(ink, tensor(0.95f), tensor(0.1f)), pictures).clamp(0, 1);
        return Pictures(pictures, [.. figures.flatten().data<long>()], ["circle", "square"], new() { ["object"] = mask, ["tag"] = tag.expand(count, 1, side, side), ["tagged"] = tagged });
    }

    /// <summary>Pictures of 32 x 32 pixels with one bar, horizontal or vertical (the class), red or green, whose colour follows the class as often as is asked (Goyal et al. 2019, BARS).</summary>
    /// <param name="count">How many.</param>
    /// <param name="redHorizontal">The share of horizontal bars that are red; the others are green.</param>
    /// <param name="redVertical">The share of vertical bars that are red.</param>
    /// <param name="seed">What they are drawn from: another seed gives others of the same kind.</param>
    /// <returns>Inputs -1..1 <c>[N, 3, 32, 32]</c>; of <see cref="SyntheticDataset.Truth"/>: <c>object</c>, <c>red</c>.</returns>
    public static SyntheticDataset Bars(long count = 1000, double redHorizontal = 0.99, double redVertical = 0.01, long seed = 0)
    {
        const int side = 32;
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var vertical = randint(0, 2, [Positive(count)], generator: generator, dtype: ScalarType.Int64);
        var red = where(vertical.eq(0), Share(count, redHorizontal, generator), Share(count, redVertical, generator));
        Tensor Draw(int low, int high) => randint(low, high, [count, 1, 1], generator: generator, dtype: ScalarType.Int64);
        var (length, width) = (Draw(14, 25), Draw(3, 7));
        var (along, across) = ((Draw(0, 1000) * (side - length)).div(1000).floor(), (Draw(0, 1000) * (side - width)).div(1000).floor());
        var (rows, columns) = (arange(side).reshape(1, side, 1), arange(side).reshape(1, 1, side));
        Tensor Within(Tensor pixels, Tensor first, Tensor size) => pixels.ge(first).logical_and(pixels.lt(first + size));
        var horizontalBar = Within(columns, along, length).logical_and(Within(rows, across, width));
        var verticalBar = Within(rows, along, length).logical_and(Within(columns, across, width));
        var mask = where(vertical.reshape(count, 1, 1).eq(1), verticalBar, horizontalBar).unsqueeze(1);
        var redness = red.to(ScalarType.Float32);
        var colour = stack([redness, 1 - redness, zeros_like(redness)], 1).reshape(count, 3, 1, 1);
        var pictures = where(mask, colour, zeros(1)) + randn([count, 3, side, side], generator: generator) * 0.02;
        return Pictures(pictures.clamp(0, 1), [.. vertical.data<long>()], ["horizontal", "vertical"], new() { ["object"] = mask, ["red"] = red });
    }

    /// <summary>
    /// The handwritten digits, three times as large and each in the colour of its class, as coloured MNIST (Kim et al. 2019): a network may learn the colours instead of the shapes.
    /// </summary>
    /// <param name="sigma">The standard deviation of a digit's colour about that of its class, of 0..1: the smaller, the more a colour tells.</param>
    /// <param name="seed">What the colours are drawn from.</param>
    /// <param name="biased">Whether colours follow the classes; else each digit has the colour of a class at random.</param>
    /// <returns>As many to train and test with as <see cref="Digits"/>; inputs -1..1 <c>[N, 3, 24, 24]</c>; of <see cref="SyntheticDataset.Truth"/>: <c>object</c>, <c>colour</c> (the digit's own).</returns>
    public static (SyntheticDataset Train, SyntheticDataset Test) ColoredDigits(double sigma = 0.05, long seed = 0, bool biased = true)
    {
        if (!(sigma >= 0)) throw new GlassboxException($"A standard deviation is not below 0, as {sigma} is.");
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var (pixels, labels) = DigitPixels();
        var parts = new TensorDataset(arange(pixels.shape[0]), labels).Split(1347L);
        return (Part(parts.Train), Part(parts.Test));

        SyntheticDataset Part(Dataset part)
        {
            var own = part.Labels;
            using var places = part.Batches((int)part.Count).Single().Inputs;
            var grey = pixels.index_select(0, places).repeat_interleave(3, 2).repeat_interleave(3, 3);
            using var classes = biased ? tensor(own) : randint(0, 10, [own.Length], generator: generator, dtype: ScalarType.Int64);
            var colours = (ClassColours().index_select(0, classes) + randn([own.Length, 3], generator: generator) * sigma).clamp(0, 1);
            return Pictures(grey * colours.reshape(-1, 3, 1, 1), own, DigitNames, new() { ["object"] = grey.gt(0), ["colour"] = colours });
        }
    }

    /// <summary>Ten colours of one brightness and saturation, evenly around the colour circle: <c>[10, 3]</c>.</summary>
    private static Tensor ClassColours()
    {
        var hue = arange(10, dtype: ScalarType.Float32).unsqueeze(1) / 10;
        // Red, green and blue each fall off to both sides of their place on the circle.
        var distance = (hue - tensor([0f, 1 / 3f, 2 / 3f]).unsqueeze(0)).abs();
        return (2 - distance.minimum(1 - distance) * 6).clamp(0, 1);
    }

    /// <summary>For each sample, true with this probability: <c>[N]</c>.</summary>
    private static Tensor Share(long count, double rate, Generator generator) =>
        rate is >= 0 and <= 1 ? rand([count], generator: generator).lt(rate) : throw new GlassboxException($"A rate is 0 to 1, not {rate}.");

    private static long Positive(long count) => count > 0 ? count : throw new GlassboxException($"At least one sample is generated, not {count}.");

    private static SyntheticDataset Pictures(Tensor pictures, long[] labels, IReadOnlyList<string> classes, Dictionary<string, Tensor> truth) =>
        new(Scenes.Preprocessing.Normalize(pictures), labels, classes, truth, Scenes.Preprocessing);
}
