using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Gradient;

public class IntegratedGradientsTests
{
    private static readonly Tensor x = tensor(new float[,] { { 2, 1 }, { -1, 3 } });

    /// <summary>f = a^3 b: along the line from 0 to (a, b) the gradient is (3 t^3 a^2 b, t^3 a^3), so the attributions are (3/4, 1/4) of f.</summary>
    private static Model Cubic => new("cubic", x => (x.select(1, 0).pow(3) * x.select(1, 1)).unsqueeze(1));

    [Theory]
    [InlineData(Quadrature.GaussLegendre), InlineData(Quadrature.Trapezoid), InlineData(Quadrature.RiemannMiddle), InlineData(Quadrature.RiemannLeft), InlineData(Quadrature.RiemannRight)]
    public void An_affine_function_is_exact_in_one_step(Quadrature quadrature)
    {
        var model = new Model("affine", x => (x.matmul(tensor(new float[,] { { 3 }, { -2 } })) + 5));
        var got = new IntegratedGradients().Attribute(model, x, 0, new(1, quadrature, Baseline: 1), new Run());
        got.Values.ShouldEqual(new float[,] { { 3, 0 }, { -6, -4 } });
        got.Checks.Single().Holds.ShouldBeTrue();
        got.Checks.Single().Error.ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Two_Gauss_Legendre_points_integrate_a_cubic_exactly()
    {
        var got = new IntegratedGradients().Attribute(Cubic, x, 0, new(2), new Run());
        got.Values.ShouldEqual(new float[,] { { 6, 2 }, { -2.25f, -0.75f } });
    }

    [Fact]
    public void The_quadratures_differ_as_their_formulas_say()
    {
        // One step for the first input, gradient (12 t^3, 8 t^3), direction (2, 1).
        Values(Quadrature.RiemannLeft).ShouldEqual(new float[,] { { 0, 0 } });
        Values(Quadrature.RiemannRight).ShouldEqual(new float[,] { { 24, 8 } });
        Values(Quadrature.RiemannMiddle).ShouldEqual(new float[,] { { 3, 1 } });
        Values(Quadrature.Trapezoid).ShouldEqual(new float[,] { { 12, 4 } });

        static Tensor Values(Quadrature quadrature) => new IntegratedGradients().Attribute(Cubic, x.narrow(0, 0, 1), 0, new(1, quadrature), new Run()).Values;
    }

    [Fact]
    public void Gauss_Legendre_with_n_points_is_exact_up_to_degree_2n_minus_1()
    {
        foreach (var n in new[] { 1, 2, 5, 50, 400 })
        {
            var rule = QuadratureRule.Of(Quadrature.GaussLegendre, n);
            rule.Points.ShouldBe(rule.Points.Order());
            foreach (var degree in new[] { 0, 1, n, 2 * n - 1 })
                rule.Points.Zip(rule.Weights, (point, weight) => weight * Math.Pow(point, degree)).Sum().ShouldBe(1.0 / (degree + 1), 1e-12);
        }
    }

    [Fact]
    public void The_probability_of_each_inputs_class_is_explained_completely()
    {
        var model = new Model("linear", x => x.matmul(tensor(new float[,] { { 1, -0.5f, 0 }, { 0, 1, 2 } })));
        var got = new IntegratedGradients().Attribute(model, x, Target.Classes(0, 1).Probability(), new(BatchSize: 7), new Run());
        // The scores are (2, 0, 2) and (-1, 3.5, 6); at the baseline every class has a third.
        var probabilities = new[] { Math.Exp(2) / (2 * Math.Exp(2) + 1), Math.Exp(3.5) / (Math.Exp(-1) + Math.Exp(3.5) + Math.Exp(6)) };
        got.Values.sum(1).data<float>().ToArray().ShouldBe([(float)(probabilities[0] - 1 / 3.0), (float)(probabilities[1] - 1 / 3.0)], 1e-5f);
        got.Checks.Single().Holds.ShouldBeTrue();
    }

    [Fact]
    public void A_set_of_baselines_gives_the_mean_over_them()
    {
        var model = ReferenceNetworks.Load("mlp");
        var inputs = ReferenceNetworks.Inputs("mlp")["x"];
        var (a, b) = (full(20, 0.5), randn(20, generator: new Generator(1)));
        var both = new IntegratedGradients().Attribute(model, inputs, Target.Default, new(Baselines: stack([a, b], 0)), new Run());
        var one = new IntegratedGradients().Attribute(model, inputs, Target.Default, new(Baseline: 0.5), new Run());
        var other = new IntegratedGradients().Attribute(model, inputs, Target.Default, new(Baselines: b.expand(1, 4, 20)), new Run());
        both.Values.ShouldEqual((one.Values + other.Values) / 2, 1e-4);
        both.Checks.Single().Holds.ShouldBeTrue();
    }

    [Fact]
    public void The_completeness_error_is_what_it_says()
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var inputs = ReferenceNetworks.Inputs("tinycnn")["x"];
        var got = new IntegratedGradients().Attribute(model, inputs, Target.Default, new(4), new Run());
        using var off = no_grad();
        var promised = model.Score(inputs, got.Target) - model.Score(zeros_like(inputs), got.Target);
        var error = got.Values.flatten(1).sum(1) - promised;
        got.Extras["completeness-error"].ShouldEqual(error, 1e-3);
        got.Checks.Single().Error.ShouldBe((error / promised).abs().max().item<float>(), 1e-3);
    }

    [Fact]
    public void Refining_doubles_the_steps_until_the_sum_is_right()
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var inputs = ReferenceNetworks.Inputs("tinycnn")["x"];
        var coarse = new IntegratedGradients().Attribute(model, inputs, Target.Default, new(4, Tolerance: 2e-3), new Run());
        var fine = new IntegratedGradients().Attribute(model, inputs, Target.Default, new(4, Tolerance: 2e-3, Refine: true), new Run());
        coarse.Checks.Single().Holds.ShouldBeFalse();
        fine.Checks.Single().Holds.ShouldBeTrue();
        var bounded = new IntegratedGradients().Attribute(model, inputs, Target.Default, new(4, Tolerance: 2e-3, Refine: true, MaximumSteps: 4), new Run());
        bounded.Values.ShouldEqual(coarse.Values);
        bounded.Checks.Single().Holds.ShouldBeFalse();
    }

    [Fact]
    public void A_batch_gives_what_its_inputs_give_one_by_one_whatever_the_batch_size()
    {
        var model = ReferenceNetworks.Load("mlp");
        var inputs = ReferenceNetworks.Inputs("mlp")["x"];
        var together = new IntegratedGradients().Attribute(model, inputs, Target.Classes(0, 1, 2, 0), new(9, BatchSize: 7), new Run()).Values;
        for (var i = 0; i < 4; i++)
            new IntegratedGradients().Attribute(model, inputs.narrow(0, i, 1), i % 3, new(9), new Run()).Values.ShouldEqual(together.narrow(0, i, 1));
    }

    [Fact]
    public void A_baseline_for_each_input_is_what_that_input_gets_alone()
    {
        var model = ReferenceNetworks.Load("mlp");
        var inputs = ReferenceNetworks.Inputs("mlp")["x"];
        var own = inputs.flip([0L]);
        var together = new IntegratedGradients().Attribute(model, inputs, 1, new(9, Baseline: own), new Run()).Values;
        for (var i = 0; i < 4; i++)
            new IntegratedGradients().Attribute(model, inputs.narrow(0, i, 1), 1, new(9, Baseline: own[i]), new Run()).Values.ShouldEqual(together.narrow(0, i, 1));
        Should.Throw<GlassboxException>(() => new IntegratedGradients().Attribute(model, inputs, 1, new(9, Baseline: 0, Baselines: own), new Run()))
            .Message.ShouldBe("Give either one baseline or several baselines, not both.");
    }

    [Fact]
    public void A_baseline_that_does_not_fit_is_one_sentence()
    {
        foreach (var shape in new long[][] { [3], [1, 3], [0, 2], [1, 3, 2] })
            Should.Throw<GlassboxException>(() => new IntegratedGradients().Attribute(Cubic, x, 0, new(Baselines: zeros(shape)), new Run()))
                .Message.ShouldContain($"[{string.Join(", ", shape)}] do not fit");
    }

    [Fact]
    public void The_local_form_is_the_mean_gradient_along_the_line()
    {
        // From 0 to (a, b) the gradient (3 t^3 a^2 b, t^3 a^3) is (3 a^2 b, a^3) / 4 in the mean.
        var got = new IntegratedGradients().Attribute(Cubic, x, 0, new(2, Local: true), new Run());
        got.Values.ShouldEqual(new float[,] { { 3, 2 }, { 2.25f, -0.25f } });
        var whole = new IntegratedGradients().Attribute(Cubic, x, 0, new(2), new Run());
        (got.Values * x).ShouldEqual(whole.Values);
        got.Checks.Single().ToString().ShouldStartWith("sum of values times (x - baseline) = f(x) - f(baseline)");
        got.Checks.Single().Error.ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void The_local_form_is_checked_with_each_baselines_own_factor()
    {
        var baselines = tensor(new float[,] { { 0, 0 }, { 1, -1 }, { 3, 2 } });
        var got = new IntegratedGradients().Attribute(Cubic, x, 0, new(2, Baselines: baselines, Local: true), new Run());
        got.Checks.Single().Error.ShouldBeLessThan(1e-5);
        var each = Enumerable.Range(0, 3).Select(b => new IntegratedGradients().Attribute(Cubic, x, 0, new(2, Baselines: baselines.narrow(0, b, 1), Local: true), new Run()).Values);
        got.Values.ShouldEqual(stack(each.ToArray(), 0).mean([0L]));
    }
}
