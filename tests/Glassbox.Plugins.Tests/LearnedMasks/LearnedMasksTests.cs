using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class LearnedMasksTests
{
    /// <summary>A network that knows its object, a bright square of 8 x 8 pixels: one class is for it, the other against.</summary>
    private static readonly Model square = new("square", x =>
    {
        var brightness = x.narrow(2, 6, 8).narrow(3, 18, 8).flatten(1).mean([1L]);
        return stack([brightness * 8 - 4, 4 - brightness * 8], 1);
    });

    private static Tensor Picture()
    {
        var picture = rand([1, 1, 32, 32], generator: new Generator(1)) * 0.2;
        picture[0, 0].narrow(0, 6, 8).narrow(1, 18, 8).fill_(1);
        return picture;
    }

    private static double InsideShare(Tensor map) => (map[0, 0].narrow(0, 6, 8).narrow(1, 18, 8).sum() / map.sum()).ToDouble();

    [Fact]
    public void The_smooth_maximum_is_that_of_the_definition()
    {
        var nodes = rand([2, 1, 5, 6], dtype: ScalarType.Float64, generator: new Generator(3));
        var mask = new SmoothMaxMask(18, 23, 4, 12, 0.05, nodes);
        (mask.Rows, mask.Columns).ShouldBe((5, 6));
        var large = mask.Enlarge(nodes);
        large.shape.ShouldBe([2, 1, 18, 23]);
        foreach (var (n, y, x) in new[] { (0, 0, 0), (1, 9, 13), (0, 17, 22) })
        {
            var (above, below) = (0.0, 0.0);
            // Nodes stand in the middle of cells of 4 pixels; those at the border go on beyond it.
            for (var i = y / 4 - 4; i <= y / 4 + 4; i++)
                for (var j = x / 4 - 4; j <= x / 4 + 4; j++)
                {
                    var distance = Math.Sqrt(Math.Pow(y - (i * 4 + 1.5), 2) + Math.Pow(x - (j * 4 + 1.5), 2)) / 12;
                    var value = nodes[n, 0, Math.Clamp(i, 0, 4), Math.Clamp(j, 0, 5)].item<double>() * Math.Exp(-2 * Math.Pow(Math.Max(distance - 0.5, 0), 2));
                    (above, below) = (above + value * Math.Exp(value / 0.05), below + Math.Exp(value / 0.05));
                }
            large[n, 0, y, x].item<double>().ShouldBe(above / below, 1e-12);
        }
    }

    [Fact]
    public void The_pyramid_holds_the_picture_on_top_and_mixes_neighbouring_levels()
    {
        var picture = rand([1, 3, 20, 20], dtype: ScalarType.Float64, generator: new Generator(2));
        var pyramid = new BlurPyramid(picture, 5, 4);
        Tensor Level(double height) => pyramid.Under(full([1, 1, 20, 20], height, dtype: ScalarType.Float64));
        Level(1).ShouldEqual(picture, 1e-12);
        Level(0).ShouldEqual(GaussianBlur.Of(picture, 4, BlurEdge.Repeat), 1e-12);
        Level(0.5).ShouldEqual(GaussianBlur.Of(picture, 2, BlurEdge.Repeat), 1e-12);
        Level(0.625).ShouldEqual((GaussianBlur.Of(picture, 2, BlurEdge.Repeat) + GaussianBlur.Of(picture, 1, BlurEdge.Repeat)) / 2, 1e-12);
    }

    [Fact]
    public void A_small_learned_mask_deletes_the_object_and_the_score_collapses()
    {
        var explained = new MeaningfulPerturbation().Attribute(square, Picture(), Target.Class(0), new(Steps: 150, Cell: 4, MaskBlur: 1, AreaWeight: 5e-3, Baseline: tensor(0f)), new Run());
        var scores = explained.Extras["scores"][0].data<double>().ToArray();
        scores[0].ShouldBeGreaterThan(0.99);
        scores[1].ShouldBeLessThan(0.1);
        explained.Values.mean().ToDouble().ShouldBeLessThan(0.2);
        InsideShare(explained.Values).ShouldBeGreaterThan(5 * 0.0625);
        explained.Values.shape.ShouldBe([1, 1, 32, 32]);
        explained.Checks.ShouldAllBe(c => c.Holds);
        // The loss was minimised.
        var losses = explained.Extras["losses"][0].data<double>().ToArray();
        losses[^1].ShouldBeLessThan(losses.Max());
    }

    [Theory]
    [InlineData(MaskGoal.Preserve), InlineData(MaskGoal.Delete), InlineData(MaskGoal.Dual)]
    public void The_best_area_is_the_object_and_as_large_as_asked(MaskGoal goal)
    {
        var explained = new ExtremalPerturbation().Attribute(square, Picture(), Target.Class(0), new([0.1], goal, Steps: 300, Spacing: 2, MostBlur: 12, LearningRate: 0.05), new Run());
        Math.Abs(explained.Values.mean().ToDouble() - 0.1).ShouldBeLessThan(1e-3);
        explained.Checks.ShouldAllBe(c => c.Holds);
        // The object takes 6.25 % of the picture, and so that share of a mask that knows nothing; the mask is smooth, and larger than the object.
        InsideShare(explained.Values).ShouldBeGreaterThan(6 * 0.0625);
        explained.Values[0, 0].narrow(0, 6, 8).narrow(1, 18, 8).mean().ToDouble().ShouldBeGreaterThan(6 * 0.1);
        if (goal == MaskGoal.Preserve) explained.Extras["preserved"].ToDouble().ShouldBeGreaterThan(explained.Extras["scores"][0, 1].ToDouble() + 3);
        else explained.Extras["deleted"].ToDouble().ShouldBeLessThan(explained.Extras["scores"][0, 0].ToDouble() - 3);
    }

    [Fact]
    public void What_is_seen_only_in_a_sharp_picture_is_found_beside_what_is_seen_in_a_blurred_one()
    {
        // A chequered square is worth four times a bright one, and half blurred has neither contrast nor a gradient.
        var model = new Model("sharp", x =>
        {
            var chequers = x.narrow(2, 4, 8).narrow(3, 4, 8);
            var contrast = (chequers.narrow(3, 1, 7) - chequers.narrow(3, 0, 7)).square().flatten(1).mean([1L]);
            var brightness = x.narrow(2, 20, 8).narrow(3, 20, 8).flatten(1).mean([1L]);
            var score = contrast * 8 + brightness * 2;
            return stack([score, -score], 1);
        });
        var picture = zeros(1, 1, 32, 32);
        for (var y = 4; y < 12; y++)
            for (var x = 4; x < 12; x++) picture[0, 0, y, x] = (x + y) % 2;
        picture[0, 0].narrow(0, 20, 8).narrow(1, 20, 8).fill_(1);
        var explained = new ExtremalPerturbation().Attribute(model, picture, Target.Class(0), new([0.1], Steps: 300, Spacing: 2, MostBlur: 12, LearningRate: 0.05), new Run());
        var mask = explained.Values[0, 0];
        mask.narrow(0, 4, 8).narrow(1, 4, 8).mean().ToDouble().ShouldBeGreaterThan(2 * mask.narrow(0, 20, 8).narrow(1, 20, 8).mean().ToDouble());
    }

    [Fact]
    public void A_small_picture_has_a_mask_as_fine_in_proportion()
    {
        // Six of 64 pixels: a tenth of the picture, which a mask as smooth in pixels as a photo's could not single out.
        var model = new Model("six pixels", x => x.narrow(2, 2, 2).narrow(3, 2, 3).flatten(1).mean([1L], keepdim: true) * 10);
        var picture = zeros(1, 1, 8, 8);
        picture.narrow(2, 2, 2).narrow(3, 2, 3).fill_(1);
        var explained = new ExtremalPerturbation().Attribute(model, picture, Target.Class(0), new(), new Run());
        explained.Values.narrow(2, 2, 2).narrow(3, 2, 3).mean().ToDouble().ShouldBeGreaterThan(0.8);
        explained.Checks.ShouldAllBe(c => c.Holds);
    }

    [Fact]
    public void The_same_seed_gives_the_same_mask_and_a_target_may_be_in_a_layer()
    {
        var options = new MeaningfulPerturbation.Options(Steps: 5, Cell: 4, Jitter: 2);
        Tensor Mask(long seed) => new MeaningfulPerturbation().Attribute(square, Picture(), Target.Class(0), options, new Run(seed)).Values;
        Mask(3).Equals(Mask(3)).ShouldBeTrue();
        Mask(3).Equals(Mask(4)).ShouldBeFalse();
        var scalar = Target.Scalar("the object's class", output => output.select(1, 0));
        new ExtremalPerturbation().Attribute(square, Picture(), scalar, new(Steps: 2), new Run()).Values.isfinite().all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void Mistakes_get_a_sentence()
    {
        Should.Throw<GlassboxException>(() => new ExtremalPerturbation().Attribute(square, Picture(), Target.Class(0), new([10]), new Run()))
            .Message.ShouldBe("Areas are shares of the picture between 0 and 1; these are 10.");
        Should.Throw<GlassboxException>(() => new MeaningfulPerturbation().Attribute(square, zeros(1, 5), Target.Class(0), new(), new Run()))
            .Message.ShouldBe("Meaningful perturbation explains pictures [N, C, H, W]; these inputs are [1, 5].");
    }
}
