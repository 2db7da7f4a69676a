using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class InpaintedOcclusionTests
{
    [Fact]
    public void A_pixel_is_replaced_by_the_mean_of_its_neighbours()
    {
        var model = new Model("pixel", x => x.flatten(1));
        var x = rand([1, 1, 4, 5], dtype: ScalarType.Float64, generator: new Generator(1));
        double At(int i, int j) => x[0, 0, i, j].item<double>();
        var drops = new Occlusion().Attribute(model, x, Target.Scalar("pixel (1, 2)", o => o.select(1, 7)), new([1, 1], [1, 1], Filling.Inpaint), new Run()).Extras["drops"];
        drops[0, 0, 1, 2].item<double>().ShouldBe(At(1, 2) - (At(0, 2) + At(2, 2) + At(1, 1) + At(1, 3)) / 4, 1e-5);
        drops[0, 0, 0, 0].item<double>().ShouldBe(0);
    }

    [Fact]
    public void Overlapping_patches_over_a_plane_change_nothing_inside_it()
    {
        var plane = arange(9, dtype: ScalarType.Float64).unsqueeze(1) * 2 - arange(11, dtype: ScalarType.Float64);
        var x = plane.reshape(1, 1, 9, 11);
        var model = new Model("squares", z => z.square().flatten(1).sum(1, keepdim: true));
        var drops = new Occlusion().Attribute(model, x, Target.Scalar("sum", o => o.select(1, 0)), new([3, 4], [1, 2], Filling.Inpaint), new Run()).Extras["drops"];
        drops.shape.ShouldBe([1, 1, 7, 5]);
        // A plane meets the mean-value equation, but for patches at the border, which know fewer neighbours.
        drops[0, 0].narrow(0, 1, 5).narrow(1, 1, 2).abs().max().item<double>().ShouldBeLessThan(1e-3);
        Math.Abs(drops[0, 0, 0, 0].item<double>()).ShouldBeGreaterThan(1e-3);
    }
}
