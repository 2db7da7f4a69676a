using Glassbox.Plugins.Tests.Goldens;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Gradient;

public class TaylorDecompositionTests
{
    [Fact]
    public void Of_a_linear_function_it_is_weight_times_input()
    {
        var (w, x) = (tensor(new float[,] { { 2 }, { -1 }, { 3 } }), tensor(new float[,] { { 1, 4, 2 }, { 0, 1, -1 } }));
        var got = new TaylorDecomposition().Attribute(new Model("linear", t => t.matmul(w)), x, 0, new(), new Run());
        got.Values.ShouldEqual(new float[,] { { 2, -4, 6 }, { 0, -1, -3 } });
        // The root has no part along the gradient, and there the function is zero.
        got.Extras["root"].matmul(w).abs().max().ToDouble().ShouldBeLessThan(1e-5);
        got.Values.sum(1).ShouldEqual(new float[] { 4, -4 });
    }

    [Fact]
    public void At_the_orthogonal_root_it_is_gradient_x_input_of_any_network()
    {
        var (model, x) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        var got = new TaylorDecomposition().Attribute(model, x, Target.Predicted, new(), new Run());
        got.Values.ShouldEqual(new GradientXInput().Attribute(model, x, Target.Predicted, new(), new Run()).Values);
        var gradient = new Saliency().Attribute(model, x, got.Target.Classes is { } c ? Target.Classes(c) : 0, new(Signed: true, PerChannel: true), new Run()).Values;
        (gradient * got.Extras["root"]).flatten(1).sum(1).abs().max().ToDouble().ShouldBeLessThan(1e-4);
    }

    [Fact]
    public void The_nearest_root_of_an_affine_function_explains_all_of_it()
    {
        // f = w.x + b: the root lies f / |w| away along w, so that each element gets f w^2 / |w|^2.
        var (w, x) = (tensor(new float[,] { { 3 }, { 4 } }), tensor(new float[,] { { 1, 2 } }));
        var got = new TaylorDecomposition().Attribute(new Model("affine", t => t.matmul(w) + 14), x, 0, new(TaylorRoot.Nearest), new Run());
        got.Values.ShouldEqual(new float[,] { { 9, 16 } });
        got.Notes.Single().ShouldBe("To first order the relevances sum to 25; f(x) - f(root) is 25.");
    }

    [Fact]
    public void The_score_at_the_nearest_root_is_zero()
    {
        var (model, x) = (ReferenceNetworks.Load("mlp"), ReferenceNetworks.Inputs("mlp")["x"]);
        var scores = new TaylorDecomposition().Attribute(model, x, Target.Predicted, new(TaylorRoot.Nearest), new Run()).Extras["scores"];
        (scores.select(1, 1).abs() / scores.select(1, 0).abs()).max().ToDouble().ShouldBeLessThan(1e-3);
    }
}
