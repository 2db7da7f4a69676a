using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Sdk.Tests.Contract;

public class ProbabilityTargetTests
{
    private static readonly Tensor logits = tensor(new double[,] { { 0, Math.Log(3), 0 }, { Math.Log(2), 0, 0 }, { 0, 0, Math.Log(6) } });
    private static readonly Model model = new("identity", x => x * 1);

    private static double[] Scores(FixedTarget target, Tensor output) => target.Score(output).data<double>().ToArray();

    [Fact]
    public void It_is_the_softmax_of_the_class()
    {
        Scores(Target.Class(0).Probability().For(model, logits), logits).ShouldBe([1 / 5.0, 2 / 4.0, 1 / 8.0], 1e-12);
        Scores(Target.Classes(1, 2, 0).LogProbability().For(model, logits), logits).ShouldBe([Math.Log(3 / 5.0), Math.Log(1 / 4.0), Math.Log(1 / 8.0)], 1e-12);
        Scores(Target.Predicted.Probability().For(model, logits), logits).ShouldBe([3 / 5.0, 2 / 4.0, 6 / 8.0], 1e-12);
    }

    [Fact]
    public void Each_input_keeps_its_own_class_in_any_order_and_number()
    {
        var target = Target.Classes(1, 2, 0).Probability().For(model, logits);
        Scores(target.Select([2, 0]), logits.index_select(0, tensor(new long[] { 2, 0 }))).ShouldBe([1 / 8.0, 3 / 5.0], 1e-12);
        Scores(target.Tile(3, 2), cat([logits, logits], 0)).ShouldBe([3 / 5.0, 1 / 4.0, 1 / 8.0, 3 / 5.0, 1 / 4.0, 1 / 8.0], 1e-12);
    }

    [Fact]
    public void Every_target_of_a_class_knows_the_classs_probability_and_no_other_does()
    {
        foreach (var target in new[] { Target.Class(0), Target.Class(0).Probability(), Target.Class(0).LogProbability() })
            Scores(target.For(model, logits).Probability!, logits).ShouldBe([1 / 5.0, 2 / 4.0, 1 / 8.0], 1e-12);
        Scores(Target.Predicted.For(model, logits).Probability!, logits).ShouldBe([3 / 5.0, 2 / 4.0, 6 / 8.0], 1e-12);
        Target.Scalar("the sum", o => o.sum(1)).For(model, logits).Probability.ShouldBeNull();
    }

    [Fact]
    public void Settled_targets_that_score_alike_are_equal()
    {
        FixedTarget Settled(Target target) => target.For(model, logits).Settled();
        Settled(Target.Predicted).ShouldBe(Settled(Target.Classes(1, 0, 2)));
        Settled(Target.Class(1).Probability()).ShouldBe(Settled(Target.Classes(1, 1, 1).Probability()));
        Settled(Target.Class(1).Probability()).ShouldNotBe(Settled(Target.Class(1).LogProbability()));
        Settled(Target.Classes(0, 1, 0).Probability()).ShouldNotBe(Settled(Target.Classes(0, 1, 1).Probability()));
        var sum = Target.Scalar("a", o => o.sum(1));
        Settled(sum).ShouldBe(Settled(sum));
        Settled(sum).ShouldNotBe(Settled(Target.Scalar("a", o => o.mean([1L]))));
        Settled(Target.Scalar("a", o => o.sum(1), layer: "mul")).ShouldNotBe(Settled(Target.Scalar("a", o => o.mean([1L]), layer: "mul")));
        Settled(Target.Neuron("mul", 1)).ShouldBe(Settled(Target.Neuron("mul", 1)));
        Settled(Target.Neuron("mul", 1)).ShouldNotBe(Settled(Target.Neuron("mul", 2)));
    }

    [Fact]
    public void It_says_what_it_is()
    {
        Target.Class(2).Probability().Description.ShouldBe("probability of class 2");
        Target.Class(2).LogProbability().For(model, logits).Description.ShouldBe("log probability of class 2");
    }

    [Fact]
    public void What_is_no_class_has_none() =>
        Should.Throw<GlassboxException>(() => Target.Scalar("the sum", o => o.sum(1)).Probability().For(model, logits)).Message.ShouldBe("The target, the sum, is no class and has no probability.");
}
