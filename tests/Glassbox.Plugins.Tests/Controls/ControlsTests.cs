using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Controls;

public class ControlsTests
{
    private static readonly Model model = new("never", _ => throw new InvalidOperationException("A control asked the model."));
    private static readonly Target target = Target.Scalar("nothing", o => o);

    [Fact]
    public void Noise_is_the_inputs_own_whatever_is_beside_it()
    {
        var x = randn(3, 2, 20, 20, generator: new Generator(1));
        foreach (var explain in new Func<Tensor, long, Tensor>[]
        {
            (i, seed) => new RandomControl().Attribute(model, i, target, new(), new Run(seed)).Values,
            (i, seed) => new BlurredNoiseControl().Attribute(model, i, target, new(), new Run(seed)).Values,
        })
        {
            var all = explain(x, 0);
            all.shape.ShouldBe(x.shape);
            explain(x.narrow(0, 1, 1), 0).ShouldEqual(all.narrow(0, 1, 1));
            all[0].allclose(all[1]).ShouldBeFalse();
            explain(x, 1).allclose(all).ShouldBeFalse();
        }
    }

    [Fact]
    public void Blurring_keeps_the_mean_and_takes_the_contrast()
    {
        var x = rand(1, 1, 40, 40, generator: new Generator(1));
        var (noise, blurred) = (new RandomControl().Attribute(model, x, target, new(), new Run()).Values, new BlurredNoiseControl().Attribute(model, x, target, new(), new Run()).Values);
        blurred.mean().item<float>().ShouldBe(noise.mean().item<float>(), 0.03f);
        blurred.std().item<float>().ShouldBeLessThan(noise.std().item<float>() / 3);
    }

    [Fact]
    public void Edges_of_a_step_by_hand()
    {
        // From 0 to 1 between the second and the third column: the Sobel weights give 4 beside the step, and nothing elsewhere; the mean of the two channels is half of it.
        var step = cat([zeros(1, 1, 3, 2), ones(1, 1, 3, 2)], 3);
        var x = cat([step, zeros(1, 1, 3, 4)], 1);
        new EdgesControl().Attribute(model, x, target, new(), new Run()).Map[0].ShouldEqual(new float[,] { { 0, 2, 2, 0 }, { 0, 2, 2, 0 }, { 0, 2, 2, 0 } });
        Should.Throw<GlassboxException>(() => new EdgesControl().Attribute(model, zeros(1, 4), target, new(), new Run())).Message.ShouldContain("pictures");
    }

    [Fact]
    public void They_say_that_they_are_controls()
    {
        var constant = new ConstantControl().Attribute(model, zeros(2, 4), target, new(), new Run());
        constant.Values.ShouldEqual(ones(2, 4));
        constant.Control.ShouldBeTrue();
        constant.Signed.ShouldBeFalse();
    }
}
