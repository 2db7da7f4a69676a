using TorchSharp;
using static Glassbox.Tests.Masking.PerturbedForwardTests;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Tests.Masking;

/// <summary>Scores of inputs that change step by step are those of the plain forward pass.</summary>
public class SteppedForwardTests
{
    public static TheoryData<string> Networks => [.. networks.Keys];

    [Theory, MemberData(nameof(Networks))]
    public void Every_operator_gives_at_every_step_what_it_gives_for_the_whole_input(string network)
    {
        var model = new Model(network, networks[network]);
        using var off = no_grad();
        var target = everything.For(model, Random(5, 1, 3, 17, 19));
        using var forward = new SteppedForward(model, Random(5, 1, 3, 17, 19), target);
        var inputs = Random(6, 3, 3, 17, 19);
        Near(forward.Scores(inputs), model.Score(inputs, target.Repeat(3)));
        // What changes in each of the three from step to step: corners, borders, the middle, nothing, everything.
        (long Top, long Left, long Height, long Width)[][] steps =
        [
            [(0, 0, 3, 4), (14, 15, 3, 4), (6, 7, 3, 4)], [(0, 16, 2, 3), (5, 5, 1, 1), (2, 3, 4, 2)], [(0, 0, 0, 0), (8, 0, 1, 19), (0, 0, 0, 0)],
            [(0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0)], [(16, 18, 1, 1), (0, 0, 17, 19), (6, 6, 5, 5)], [(3, 3, 2, 2), (9, 9, 2, 2), (15, 0, 2, 2)],
        ];
        foreach (var step in steps)
        {
            for (var i = 0; i < 3; i++)
                inputs[i].narrow(1, step[i].Top, step[i].Height).narrow(2, step[i].Left, step[i].Width).mul_(-1.5).add_(0.3);
            Near(forward.Scores(inputs), model.Score(inputs, target.Repeat(3)));
        }
        // As many as there are left, and begun anew.
        var two = inputs.narrow(0, 1, 2) * 2;
        Near(forward.Scores(two), model.Score(two, target.Repeat(2)));
    }

    [Fact]
    public void Only_what_has_changed_since_the_step_before_is_recomputed()
    {
        var model = new Model("two convolutions", x => F.conv2d(F.conv2d(x, Random(1, 8, 3, 3, 3), padding: [1, 1]).relu(), Random(2, 8, 8, 3, 3), padding: [1, 1]));
        var x = Random(3, 1, 3, 64, 64);
        var target = everything.For(model, x);
        using var forward = new SteppedForward(model, x, target);
        var inputs = x.repeat(2, 1, 1, 1);
        forward.Scores(inputs);
        for (var i = 0; i < 16; i++)
        {
            inputs.narrow(2, 4 * i, 4).narrow(3, 4 * i, 4).zero_();
            Near(forward.Scores(inputs), model.Score(inputs, target.Repeat(2)));
        }
        // Two whole passes, then 8 x 8 of 64 x 64 places in each of two inputs and sixteen steps.
        (forward.Passes - 2).ShouldBeLessThan(2 * 16 * 0.02);
    }

    [Fact]
    public void A_network_that_looks_at_its_input_before_it_chooses_is_run_as_it_is()
    {
        var model = new Model("fickle", x => x.mean().ToDouble() > 0 ? x * 2 : x * 3);
        var x = full([1, 2, 8, 8], 1.0, dtype: ScalarType.Float64);
        var target = everything.For(model, x);
        using var forward = new SteppedForward(model, x, target);
        var inputs = x.clone();
        Near(forward.Scores(inputs), model.Score(inputs, target));
        inputs[0].narrow(1, 0, 7).fill_(-1);
        Near(forward.Scores(inputs), model.Score(inputs, target));
    }

    [Fact]
    public void What_it_is_given_is_left_as_it_is()
    {
        var model = new Model("in place", x => F.conv2d(x, Random(1, 4, 3, 3, 3), padding: [1, 1]).relu_());
        var first = Random(3, 2, 3, 12, 12);
        var second = first.clone();
        second.narrow(2, 3, 2).narrow(3, 3, 2).zero_();
        var (firstBefore, secondBefore) = (first.clone(), second.clone());
        var target = everything.For(model, first.narrow(0, 0, 1));
        using var forward = new SteppedForward(model, first.narrow(0, 0, 1), target);
        forward.Scores(first);
        forward.Scores(second);
        (first - firstBefore).abs().max().ToDouble().ShouldBe(0);
        (second - secondBefore).abs().max().ToDouble().ShouldBe(0);
    }

    [Fact]
    public void It_leaves_no_tensors()
    {
        var model = new Model("a convolution", x => F.conv2d(x, Random(1, 4, 3, 3, 3), padding: [1, 1]).relu().mean([2L, 3L]));
        using var scope = NewDisposeScope();
        var x = Random(3, 2, 3, 12, 12);
        var target = Target.Class(0).For(model, x.narrow(0, 0, 1));
        using var census = new TensorCensus();
        using (NewDisposeScope())
        using (var forward = new SteppedForward(model, x.narrow(0, 0, 1), target))
            for (var i = 0; i < 5; i++) forward.Scores(x * i);
        census.Left.ShouldBe(0);
    }
}
