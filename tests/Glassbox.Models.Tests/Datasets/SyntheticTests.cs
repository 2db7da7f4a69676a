using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests.Datasets;

public class SyntheticTests
{
    private static Tensor Labels(Dataset data) => tensor(data.Labels);

    private static Tensor Pixels(SyntheticDataset data) => data.Preprocessing!.ToPixels(data.Inputs);

    /// <summary>The mean of pictures <c>[N, 1, H, W]</c> where a mask is set, one number a picture.</summary>
    private static Tensor MeanIn(Tensor pictures, Tensor mask) => (pictures * mask).sum([1, 2, 3]) / mask.sum([1, 2, 3]);

    [Fact]
    public void ASeedGivesTheSameSet()
    {
        Data.Shapes(20, seed: 4).Inputs.Equals(Data.Shapes(20, seed: 4).Inputs).ShouldBeTrue();
        Data.Shapes(20, seed: 4).Inputs.Equals(Data.Shapes(20, seed: 5).Inputs).ShouldBeFalse();
        Data.T1(20, seed: 4).Inputs.Equals(Data.T1(20, seed: 4).Inputs).ShouldBeTrue();
    }

    [Fact]
    public void ShapesAreBrighterThanWhatIsAroundThem()
    {
        var data = Data.Shapes(200, seed: 1, dots: 0);
        var (pixels, mask) = (Pixels(data).mean([1], true), data.Truth["object"]);

        data.Inputs.shape.ShouldBe([200, 3, 64, 64]);
        data.Labels.Distinct().Count().ShouldBe(4);
        (MeanIn(pixels, mask) - MeanIn(pixels, mask.logical_not())).min().ToDouble().ShouldBeGreaterThan(0.15);
    }

    [Fact]
    public void ShapesHaveTheAreaOfTheirFigure()
    {
        var data = Data.Shapes(400, seed: 1);
        var areas = data.Truth["object"].sum([1, 2, 3]).to(ScalarType.Float64);
        double Mean(long figure) => areas[Labels(data).eq(figure)].mean().ToDouble();

        // Of radius 8 to 16, uniformly: the mean square radius is 448 / 3.
        Mean(0).ShouldBe(Math.PI * 448 / 3, 0.1 * Math.PI * 448 / 3);
        Mean(1).ShouldBe(Math.Pow(2 * 0.89, 2) * 448 / 3, 0.1 * Math.Pow(2 * 0.89, 2) * 448 / 3);
        // An equilateral triangle within the circle of radius r has the area 3 sqrt(3) / 4 r^2.
        Mean(2).ShouldBe(3 * Math.Sqrt(3) / 4 * 448 / 3, 0.1 * 3 * Math.Sqrt(3) / 4 * 448 / 3);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.75)]
    [InlineData(0.0)]
    public void MarksFollowTheClassAsOftenAsAsked(double rate)
    {
        var data = Data.CleverHans(2000, rate, seed: 1);
        var (tagged, square) = (data.Truth["tagged"], Labels(data).eq(1));

        double Share(Tensor of) => tagged[of].to(ScalarType.Float64).mean().ToDouble();
        Share(square.logical_not()).ShouldBe(rate, 0.05);
        Share(square).ShouldBe(1 - rate, 0.05);
    }

    [Fact]
    public void AMarkChangesItsPlaceAlone()
    {
        var (marked, plain) = (Data.CleverHans(50, rate: 1, seed: 1), Data.CleverHans(50, rate: 1, seed: 1, tags: false));
        var differs = (marked.Inputs - plain.Inputs).abs().amax([1], true).gt(1e-6);

        differs.logical_and(marked.Truth["tag"].logical_not()).any().ToBoolean().ShouldBeFalse();
        differs.any(3).any(2).squeeze(1).Equals(marked.Truth["tagged"]).ShouldBeTrue();
        plain.Truth["tagged"].any().ToBoolean().ShouldBeFalse();
        marked.Truth["tag"][0].sum().ToInt64().ShouldBe(7 * 13);
    }

    [Fact]
    public void BarsHaveTheColourAndDirectionTheySay()
    {
        var data = Data.Bars(2000, redHorizontal: 0.9, redVertical: 0.2, seed: 1);
        var (mask, red, vertical) = (data.Truth["object"].squeeze(1), data.Truth["red"], Labels(data).eq(1));

        red[vertical.logical_not()].to(ScalarType.Float64).mean().ToDouble().ShouldBe(0.9, 0.04);
        red[vertical].to(ScalarType.Float64).mean().ToDouble().ShouldBe(0.2, 0.04);
        // A bar is higher than wide exactly if it is vertical.
        mask.any(2).sum(1).gt(mask.any(1).sum(1)).Equals(vertical).ShouldBeTrue();
        var pixels = Pixels(data);
        var redder = (pixels.select(1, 0) * mask).sum([1, 2]).gt((pixels.select(1, 1) * mask).sum([1, 2]));
        redder.Equals(red).ShouldBeTrue();
    }

    [Fact]
    public void DigitsHaveTheColourOfTheirClass()
    {
        var (train, test) = Data.ColoredDigits(sigma: 0.02, seed: 1);
        var loose = Data.ColoredDigits(sigma: 0.02, seed: 1, biased: false).Train;

        (train.Count, test.Count).ShouldBe((1347, 450));
        train.Inputs.shape.ShouldBe([1347, 3, 24, 24]);
        Spread(train).ShouldBe(0.02, 0.006);
        Spread(loose).ShouldBeGreaterThan(0.2);

        // The standard deviation of colours within a class; those at the ends of 0..1 are cut off.
        double Spread(SyntheticDataset data)
        {
            var threes = data.Truth["colour"][Labels(data).eq(3)];
            var spread = threes.std(0);
            return spread[threes.mean([0]).gt(0.1).logical_and(threes.mean([0]).lt(0.9))].mean().ToDouble();
        }
    }

    [Fact]
    public void SpheresHaveTheirRadii()
    {
        var data = Data.Spheres(500, inner: [1, 3], outer: [4, 5], dimensions: 20, seed: 1);
        var radius = data.Inputs.norm(1);

        (radius - data.Truth["radius"]).abs().max().ToDouble().ShouldBeLessThan(1e-5);
        radius.lt(3.5).Equals(Labels(data).eq(0)).ShouldBeTrue();
        data.Truth["radius"].data<float>().ToArray().Distinct().Order().ShouldBe([1, 3, 4, 5]);
        // Every direction is as likely.
        data.Inputs.mean([0]).abs().max().ToDouble().ShouldBeLessThan(0.2);
    }

    [Fact]
    public void MoonsLieOnTheirHalfCircles()
    {
        var data = Data.TwoMoons(200, noise: 0, seed: 1);
        var (x, y) = (data.Inputs.select(1, 0), data.Inputs.select(1, 1));
        var upper = Labels(data).eq(0);

        (x * x + y * y - 1).abs()[upper].max().ToDouble().ShouldBeLessThan(1e-5);
        ((x - 1).square() + (y - 0.5).square() - 1).abs()[upper.logical_not()].max().ToDouble().ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void T1IsToldApartByOneDirectionAlone()
    {
        var data = Data.T1(4000, epsilon: 5, sigma: 1, dimensions: 10, seed: 1);
        var (u1, rest) = (data.Truth["u1"], data.Truth["u1-orthogonal"]);
        var along = data.Inputs.matmul(u1);

        (along - (Labels(data).to(ScalarType.Float32) - 0.5) * 5).abs().max().ToDouble().ShouldBeLessThan(1e-4, "noise has no part along u1");
        data.Inputs.matmul(rest.t()).std().ToDouble().ShouldBe(1, 0.02);
        (cat([u1.unsqueeze(0), rest], 0).matmul(cat([u1.unsqueeze(0), rest], 0).t()) - eye(10)).abs().max().ToDouble().ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void SenselessOptionsAreRefused()
    {
        Should.Throw<GlassboxException>(() => Data.CleverHans(10, rate: 1.5)).Message.ShouldContain("1.5");
        Should.Throw<GlassboxException>(() => Data.Shapes(0)).Message.ShouldContain("0");
        Should.Throw<GlassboxException>(() => Data.T1(dimensions: 1)).Message.ShouldContain("2 dimensions");
        Should.Throw<GlassboxException>(() => Data.Spheres(inner: [-1])).Message.ShouldContain("radius");
    }
}
