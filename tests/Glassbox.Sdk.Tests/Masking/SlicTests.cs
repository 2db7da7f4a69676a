using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Sdk.Tests.Masking;

public class SlicTests
{
    private static readonly Model model = new("none", x => x);

    private static long[,] Segments(Tensor picture, int count = 0, double compactness = 10)
    {
        var ids = Parts.Of(model, picture, count: count, compactness: compactness)[0].Ids;
        var flat = ids.flatten().data<long>().ToArray();
        var (height, width) = ((int)ids.size(2), (int)ids.size(3));
        var segments = new long[height, width];
        for (var i = 0; i < flat.Length; i++) segments[i / width, i % width] = flat[i];
        return segments;
    }

    [Theory]
    [InlineData(3), InlineData(1), InlineData(5)]
    public void Superpixels_stop_at_the_border_of_two_colours(long channels)
    {
        // A slanted border that no grid of superpixels has.
        var column = arange(40).unsqueeze(0);
        var row = arange(40).unsqueeze(1);
        var right = (column * 3 + row).gt(70);
        var picture = right.to(ScalarType.Float32).expand(1, channels, 40, 40).contiguous();
        var side = right.flatten().data<bool>().ToArray();
        var segments = Segments(picture, 30);
        var sides = new Dictionary<long, HashSet<bool>>();
        for (var i = 0; i < 40; i++)
            for (var j = 0; j < 40; j++)
                (sides.TryGetValue(segments[i, j], out var seen) ? seen : sides[segments[i, j]] = []).Add(side[i * 40 + j]);
        sides.Values.ShouldAllBe(seen => seen.Count == 1);
        sides.Count.ShouldBeInRange(20, 45);
    }

    [Fact]
    public void Every_superpixel_is_connected_and_they_are_numbered_without_gaps()
    {
        var noise = rand([1, 3, 48, 64], generator: new Generator(1));
        var segments = Segments(noise, 40, compactness: 1);
        var seen = new bool[48, 64];
        var pieces = new List<long>();
        for (var i = 0; i < 48; i++)
            for (var j = 0; j < 64; j++)
                if (!seen[i, j]) { pieces.Add(segments[i, j]); Flood(i, j); }
        pieces.ShouldBeUnique();
        pieces.Order().ShouldBe(Enumerable.Range(0, pieces.Count).Select(p => (long)p));
        pieces.Count.ShouldBeGreaterThan(10);

        void Flood(int i, int j)
        {
            var open = new Stack<(int, int)>([(i, j)]);
            while (open.TryPop(out var at))
            {
                var (y, x) = at;
                if (y < 0 || x < 0 || y >= 48 || x >= 64 || seen[y, x] || segments[y, x] != segments[i, j]) continue;
                seen[y, x] = true;
                open.Push((y - 1, x));
                open.Push((y + 1, x));
                open.Push((y, x - 1));
                open.Push((y, x + 1));
            }
        }
    }

    [Fact]
    public void A_picture_of_one_colour_is_cut_into_about_equal_squares()
    {
        var segments = Segments(full([1, 3, 60, 60], 0.5), 36);
        var sizes = segments.Cast<long>().GroupBy(s => s).Select(g => g.Count()).ToArray();
        sizes.Length.ShouldBe(36);
        sizes.ShouldAllBe(size => size > 60 && size < 150);
    }

    [Fact]
    public void Compactness_trades_colour_for_shape()
    {
        // Stripes of one pixel in faint contrast: a small compactness follows them, a large one does not.
        var stripes = (arange(48).remainder(2) * 0.2 + 0.4).to(ScalarType.Float32).expand(1, 3, 48, 48).contiguous();
        double Mixed(double compactness)
        {
            var segments = Segments(stripes, 16, compactness);
            return Enumerable.Range(0, 48 * 47).Count(k => segments[k / 47, k % 47] == segments[k / 47, k % 47 + 1]) / (48.0 * 47);
        }
        Mixed(100).ShouldBeGreaterThan(0.85);
        Mixed(0.01).ShouldBeLessThan(0.6);
    }

    [Fact]
    public void The_models_preprocessing_is_undone_before_colours_are_compared()
    {
        var pixels = rand([1, 3, 32, 32], generator: new Generator(2));
        var preprocessing = new Preprocessing([0.9, 0.1, 0.5], [0.01, 5, 1]);
        var normalised = new Model("normalised", x => x, preprocessing: preprocessing);
        var raw = new Model("raw", x => x, preprocessing: new Preprocessing([0, 0, 0], [1, 1, 1]));
        var got = Parts.Of(normalised, preprocessing.Normalize(pixels.to(ScalarType.Float64)), count: 20)[0].Ids;
        got.Equals(Parts.Of(raw, pixels, count: 20)[0].Ids).ShouldBeTrue();
    }
}
