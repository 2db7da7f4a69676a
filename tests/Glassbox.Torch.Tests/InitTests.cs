using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class InitTests
{
    [Fact]
    public void Fans_gains_and_bounds()
    {
        nn.init.CalculateFanInAndFanOut(empty(4, 3, 5, 5)).ShouldBe((75, 100));
        nn.init.calculate_gain(nn.init.NonlinearityType.LeakyReLU, 1).ShouldBe(1);
        manual_seed(1);
        var w = nn.init.kaiming_uniform_(empty(200, 300), nonlinearity: nn.init.NonlinearityType.ReLU);
        w.abs().max().ToDouble().ShouldBe(Math.Sqrt(6 / 300.0), 1e-4);
        nn.init.xavier_uniform_(empty(200, 300)).abs().max().ToDouble().ShouldBe(Math.Sqrt(6 / 500.0), 1e-4);
        nn.init.xavier_normal_(empty(200, 300)).std().ToDouble().ShouldBe(Math.Sqrt(2 / 500.0), 1e-3);
        nn.init.kaiming_normal_(empty(200, 300), mode: nn.init.FanInOut.FanOut).std().ToDouble().ShouldBe(Math.Sqrt(2 / 200.0), 1e-3);
    }

    [Fact]
    public void Truncated_normal_draws_stay_inside_and_have_its_variance()
    {
        manual_seed(2);
        var draws = nn.init.trunc_normal_(empty(100_000, dtype: float64), a: -1, b: 1);
        draws.abs().max().ToDouble().ShouldBeLessThanOrEqualTo(1);
        // Variance of the standard normal cut at 1: 1 - 2 phi(1) / (2 Phi(1) - 1).
        draws.var().ToDouble().ShouldBe(0.2911, 0.005);
        nn.init.trunc_normal_(empty(100_000), mean: 3, std: 0.5, a: 2, b: 4).mean().ToDouble().ShouldBe(3, 0.01);
    }

    [Fact]
    public void Orthogonal_matrices_are_orthogonal_and_a_dirac_convolution_passes_through()
    {
        var q = nn.init.orthogonal_(empty(3, 5, dtype: float64), gain: 2);
        q.matmul(q.t()).ShouldBe(4 * eye(3, dtype: float64), 1e-12);
        var tall = nn.init.orthogonal_(empty(5, 3, dtype: float64));
        tall.t().matmul(tall).ShouldBe(eye(3, dtype: float64), 1e-12);
        var x = randn(1, 2, 4, 4);
        nn.functional.conv2d(x, nn.init.dirac_(empty(2, 2, 3, 3)), padding: [1, 1]).ShouldBe(x);
        nn.init.eye_(empty(2, 3)).ShouldBe(eye(2, 3));
    }

    [Fact]
    public void Sparse_columns_have_their_share_of_zeros()
    {
        (nn.init.sparse_(empty(10, 50), 0.25) == 0).sum(0).ShouldBe(full([50], 3));
    }

    [Fact]
    public void Initialising_a_parameter_is_no_step_of_autograd()
    {
        var p = new TorchSharp.Modules.Parameter(zeros(2, 2));
        nn.init.normal_(p);
        p.is_leaf.ShouldBeTrue();
        p.requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void Layers_start_as_PyTorchs_do()
    {
        manual_seed(3);
        var layer = nn.Linear(400, 300);
        layer.weight.abs().max().ToDouble().ShouldBe(1 / 20.0, 1e-4);
        layer.bias!.abs().max().ToDouble().ShouldBe(1 / 20.0, 2e-3);
        nn.BatchNorm2d(3).weight.ShouldHold(1, 1, 1);
        nn.Embedding(2000, 50).weight.std().ToDouble().ShouldBe(1, 0.02);
    }
}
