using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class PixelWipingTests
{
    private static readonly Target score = Target.Scalar("the score", output => output.select(1, 0));

    private static Attribution Wipe(Model model, Tensor x, PixelWiping.Options options) => new PixelWiping().Attribute(model, x, score, options, new Run());

    [Theory]
    [InlineData(WipingGoal.Destroy, WipingSearch.Greedy), InlineData(WipingGoal.Destroy, WipingSearch.Ranked)]
    [InlineData(WipingGoal.Maximise, WipingSearch.Greedy), InlineData(WipingGoal.Maximise, WipingSearch.Ranked)]
    public void Of_an_additive_function_the_optimum_is_found(WipingGoal goal, WipingSearch search)
    {
        var weights = randn(10, dtype: ScalarType.Float64, generator: new Generator(1));
        var model = new Model("linear", x => x.matmul(weights.unsqueeze(1)));
        var x = randn(1, 10, dtype: ScalarType.Float64, generator: new Generator(2));
        var wiped = Wipe(model, x, new(0.3, goal, search));
        var terms = (x[0] * weights).data<double>().ToArray();
        // All sets of 3 of the 10 features.
        var sets = Enumerable.Range(0, 1 << 10).Where(s => int.PopCount(s) == 3).Select(s => terms.Where((_, i) => (s >> i & 1) == 0).Sum());
        wiped.Extras["scores"][0, -1].item<double>().ShouldBe(goal == WipingGoal.Destroy ? sets.Min() : sets.Max(), 1e-12);
        wiped.Values.count_nonzero().ToInt64().ShouldBe(3);
        wiped.Values.sum().item<double>().ShouldBe(terms.Sum() - wiped.Extras["scores"][0, -1].item<double>(), 1e-12);
        wiped.Checks.ShouldAllBe(c => c.Holds);
    }

    [Fact]
    public void Greedy_search_sees_that_one_part_stands_in_for_another()
    {
        // Either of the first two suffices: alone neither is missed, and the third counts a little.
        var model = new Model("either", x => maximum(x.select(1, 0), x.select(1, 1)).unsqueeze(1) * 10 + x.narrow(1, 2, 1));
        var x = ones(1, 4, dtype: ScalarType.Float64);
        var greedy = Wipe(model, x, new(0.75));
        greedy.Extras["order"][0].data<long>().ToArray().ShouldBe([2, 0, 1]);
        greedy.Extras["scores"][0].data<double>().ToArray().ShouldBe([11, 10, 10, 0]);
        greedy.Values[0].data<double>().ToArray().ShouldBe([0, 10, 1, 0]);
    }

    [Fact]
    public void Patches_of_a_network_equal_an_explicit_loop()
    {
        var model = ReferenceNetworks.Load("resnet");
        var x = ReferenceNetworks.Inputs("resnet")["x"].narrow(0, 0, 1);
        var wiped = new PixelWiping().Attribute(model, x, Target.Class(1), new(0.13, SuperpixelCount: 16), new Run());
        var (state, order) = (x.clone(), new List<long>());
        for (var step = 0; step < 2; step++)
        {
            var scores = Enumerable.Range(0, 16).Select(part =>
            {
                var without = state.clone();
                without[0].narrow(1, part / 4 * 8, 8).narrow(2, part % 4 * 8, 8).zero_();
                return order.Contains(part) ? double.PositiveInfinity : model.Logits(without)[0, 1].item<float>();
            }).ToArray();
            var best = Array.IndexOf(scores, scores.Min());
            order.Add(best);
            state[0].narrow(1, best / 4 * 8, 8).narrow(2, best % 4 * 8, 8).zero_();
        }
        wiped.Extras["order"][0].data<long>().ToArray().ShouldBe(order);
        wiped.Extras["wiped"].ShouldEqual(state);
    }

    [Fact]
    public void Nothing_is_wiped_where_no_part_fits()
    {
        var wiped = Wipe(new Model("sum", x => x.sum(1, keepdim: true)), ones(1, 4), new(0.2));
        wiped.Values.abs().sum().ToDouble().ShouldBe(0);
        wiped.Extras["scores"][0].data<double>().ToArray().ShouldBe([4]);
    }
}
