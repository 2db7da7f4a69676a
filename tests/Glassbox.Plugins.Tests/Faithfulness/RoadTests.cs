using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Faithfulness;

public class RoadTests
{
    [Fact]
    public void A_pixel_is_the_weighted_mean_of_its_neighbours_by_hand()
    {
        var picture = tensor(new float[] { 1, 2, 3, 4, 99, 6, 7, 8, 9 }).view(1, 1, 3, 3);
        // Beside it 2, 4, 6, 8 of a sixth each, at its corners 1, 3, 7, 9 of a twelfth each.
        Imputed(picture, (1, 1))[0, 0, 1, 1].item<float>().ShouldBe(20 / 6f + 20 / 12f, 1e-4f);
        // In a corner of the picture there are two neighbours beside and one across: 2, 4 and 99.
        Imputed(picture, (0, 0))[0, 0, 0, 0].item<float>().ShouldBe((2 + 4 + 99 / 2f) / 2.5f, 1e-3f);
    }

    [Fact]
    public void Missing_pixels_solve_the_equations_that_are_written_out_one_by_one()
    {
        var generator = new Generator(3);
        var (height, width) = (9, 11);
        var picture = randn(2, 3, height, width, generator: generator);
        var missing = rand(2, 1, height, width, generator: generator).lt(0.7);
        var found = Imputation.Linear(picture, missing, tolerance: 1e-6);
        for (var n = 0; n < 2; n++)
            for (var c = 0; c < 3; c++)
            {
                var gone = missing[n, 0].flatten().data<bool>().ToArray();
                var values = picture[n, c].flatten().data<float>().ToArray();
                var unknown = Enumerable.Range(0, gone.Length).Where(p => gone[p]).ToArray();
                var (a, b) = (new double[unknown.Length, unknown.Length], new double[unknown.Length]);
                for (var e = 0; e < unknown.Length; e++)
                    for (var dy = -1; dy <= 1; dy++)
                        for (var dx = -1; dx <= 1; dx++)
                        {
                            var (y, x) = (unknown[e] / width + dy, unknown[e] % width + dx);
                            if ((dy, dx) == (0, 0) || y < 0 || y >= height || x < 0 || x >= width) continue;
                            var weight = dy == 0 || dx == 0 ? 1.0 / 6 : 1.0 / 12;
                            a[e, e] += weight;
                            if (gone[y * width + x]) a[e, Array.IndexOf(unknown, y * width + x)] -= weight;
                            else b[e] += weight * values[y * width + x];
                        }
                var solved = linalg.solve(tensor(a), tensor(b).unsqueeze(1)).squeeze(1);
                found[n, c].flatten().index_select(0, tensor(Array.ConvertAll(unknown, u => (long)u))).ShouldEqual(solved.to(ScalarType.Float32), 1e-4);
            }
        where(missing, zeros_like(picture), found - picture).abs().max().item<float>().ShouldBe(0);
    }

    [Fact]
    public void A_slope_goes_on_through_a_large_hole()
    {
        var slope = (arange(64).view(1, -1) + arange(64).view(-1, 1) * 2).to(ScalarType.Float32).view(1, 1, 64, 64);
        var missing = zeros(1, 1, 64, 64).to(ScalarType.Bool);
        missing.narrow(2, 8, 48).narrow(3, 8, 48).fill_(true);
        Imputation.Linear(slope, missing).ShouldEqual(slope, 2e-3);
    }

    [Fact]
    public void What_the_neighbours_tell_costs_nothing_and_what_they_do_not_is_lost()
    {
        // The score is the brightness of one pixel, alone in the dark.
        var picture = zeros(1, 1, 8, 8);
        picture[0, 0, 4, 4] = 1;
        var model = new Model("one pixel", x => x.select(2, 4).select(2, 4));
        var right = zeros(1, 1, 8, 8);
        right[0, 0, 4, 4] = 1;
        var values = Measure(model, picture, right, new(Percentages: [5, 50], Noise: 0, Score: CurveScore.Score));
        values["most-first"].abs().max().item<double>().ShouldBeLessThan(1e-4);
        values["least-first"].ShouldEqual(ones(1, 1, 2, dtype: ScalarType.Float64));
    }

    [Fact]
    public void The_noise_has_the_deviation_asked_for()
    {
        var seen = new List<Tensor>();
        var model = new Model("looks", x => { seen.Add(x.clone().DetachFromDisposeScope()); return x.flatten(1).sum(1, keepdim: true); });
        Measure(model, ones(1, 1, 40, 40), rand(1, 1, 40, 40, generator: new Generator(1)), new(Percentages: [90], Noise: 0.1, Score: CurveScore.Score));
        var changed = (seen[^1] - 1).flatten();
        changed.ne(0).sum().ToInt64().ShouldBe(1440);
        (changed.square().sum().item<float>() / 1440).ShouldBe(0.01f, 0.0015f);
    }

    [Fact]
    public void A_table_cannot_be_imputed()
    {
        var model = new Model("sum", x => x.sum(1, keepdim: true));
        Should.Throw<GlassboxException>(() => Measure(model, ones(1, 4), ones(1, 4), new())).Message.ShouldContain("pictures");
    }

    private static Tensor Imputed(Tensor picture, (int Y, int X) gone)
    {
        var missing = zeros_like(picture).to(ScalarType.Bool);
        missing[0, 0, gone.Y, gone.X] = true;
        return Imputation.Linear(picture, missing, tolerance: 1e-7);
    }

    private static IReadOnlyDictionary<string, Tensor> Measure(Model model, Tensor inputs, Tensor values, Road.Options options) =>
        new Road().Measure(model, [new Attribution(model, inputs, ((Target)0).For(model, inputs), values)], options, new Run()).Values;
}
