using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Sdk.Tests.Masking;

public class FillingTests
{
    private static readonly Model model = new("none", x => x);

    private static Tensor Filled(Filling fill, Tensor input, Parts? parts = null, Tensor? baseline = null) =>
        Fillings.For(fill, Filling.Zero, baseline, input, parts, new Run(5).Generator());

    [Fact]
    public void The_mean_is_that_of_the_part_in_each_channel()
    {
        var input = tensor(new[] { 1.0, 3, 5, 7, 10, 30, 50, 80 }).reshape(1, 2, 2, 2);
        var parts = Parts.Of(model, input, tensor(new long[,] { { 0, 0 }, { 0, 1 } }))[0];
        Filled(Filling.Mean, input, parts).flatten().data<double>().ToArray().ShouldBe([3, 3, 3, 7, 30, 30, 30, 80]);
        Filled(Filling.Mean, input).flatten().data<double>().ToArray().ShouldBe([4, 4, 4, 4, 42.5, 42.5, 42.5, 42.5]);
    }

    [Fact]
    public void Groups_of_a_tables_features_have_one_mean()
    {
        var input = tensor(new[,] { { 1.0, 3, 8 } });
        var parts = Parts.Of(model, input, tensor(new long[] { 0, 0, 1 }))[0];
        Filled(Filling.Mean, input, parts).flatten().data<double>().ToArray().ShouldBe([2, 2, 8]);
    }

    [Fact]
    public void Blur_spreads_a_point_as_a_gaussian_and_keeps_a_plain_picture_plain()
    {
        var point = zeros([1, 1, 41, 41], dtype: ScalarType.Float64);
        point[0, 0, 20, 20] = 1.0;
        var blurred = Filled(Filling.Blur, point);
        blurred.sum().item<double>().ShouldBe(1, 1e-12);
        // The standard deviation is 41 / 20: values fall by exp(-d^2 / (2 * 2.05^2)).
        var ratio = blurred[0, 0, 20, 23].item<double>() / blurred[0, 0, 20, 20].item<double>();
        ratio.ShouldBe(Math.Exp(-9 / (2 * 2.05 * 2.05)), 1e-12);
        var plain = full([1, 3, 16, 20], 0.7, dtype: ScalarType.Float64);
        (Filled(Filling.Blur, plain) - plain).abs().max().item<double>().ShouldBeLessThan(1e-12);
    }

    [Fact]
    public void Noise_has_the_mean_and_deviation_of_each_channel_and_comes_from_the_seed()
    {
        var input = randn([1, 2, 100, 100], dtype: ScalarType.Float64, generator: new Generator(1)) * tensor(new[] { 2.0, 0.1 }).reshape(2, 1, 1) + tensor(new[] { 5.0, -3.0 }).reshape(2, 1, 1);
        var noise = Filled(Filling.Noise, input);
        for (var c = 0; c < 2; c++)
        {
            noise[0, c].mean().item<double>().ShouldBe(input[0, c].mean().item<double>(), c == 0 ? 0.1 : 0.005);
            (noise[0, c].std().item<double>() / input[0, c].std().item<double>()).ShouldBe(1, 0.05);
        }
        Filled(Filling.Noise, input).Equals(noise).ShouldBeTrue();
    }

    [Fact]
    public void A_baseline_broadcasts_to_the_input()
    {
        var input = zeros(1, 3, 2, 2);
        var perChannel = Filled(Filling.Auto, input, baseline: tensor(new[] { 1f, 2f, 3f }).reshape(3, 1, 1));
        perChannel.flatten().data<float>().ToArray().ShouldBe([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
        Filled(Filling.Auto, input, baseline: tensor(0.5)).eq(0.5).all().item<bool>().ShouldBeTrue();
    }
}
