using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Sdk.Tests.Contract;

public class PredictedTargetTests
{
    private static readonly Tensor inputs = tensor(new float[,] { { 1, 5, 2 }, { 7, 0, 0 }, { 0, 1, 9 } });

    /// <summary>A model that gives back its input, and counts the rows that it was asked for.</summary>
    private static (Model Model, Func<long> Rows) Counting()
    {
        var rows = 0L;
        return (new Model("counting", x => { rows += x.size(0); return x; }), () => rows);
    }

    [Fact]
    public void The_predicted_classes_take_one_forward_pass()
    {
        var (model, rows) = Counting();
        var target = Target.Predicted.For(model, inputs);
        target.Classes.ShouldBe([1L, 0L, 2L]);
        target.Select([2, 0]).Classes.ShouldBe([2L, 1L]);
        target.Repeat(2).Classes.ShouldBe([1L, 1L, 0L, 0L, 2L, 2L]);
        rows().ShouldBe(3);
    }

    [Fact]
    public void What_was_observed_takes_none()
    {
        var (model, rows) = Counting();
        var target = Target.Predicted.For(model, inputs);
        target.Observe([2, 0], inputs.index_select(0, tensor(new long[] { 2, 0 })));
        target.Select([0, 2]).Classes.ShouldBe([1L, 2L]);
        rows().ShouldBe(0);
        target.Classes.ShouldBe([1L, 0L, 2L]);
        rows().ShouldBe(1);
    }

    [Fact]
    public void The_class_is_that_of_the_unchanged_input_whatever_is_scored()
    {
        var (model, _) = Counting();
        var target = Target.Predicted.For(model, inputs);
        target.Score(inputs.flip(1)).data<float>().ToArray().ShouldBe([5, 0, 0]);
    }

    [Fact]
    public void Of_equal_scores_the_first_is_predicted()
    {
        var (model, _) = Counting();
        Target.Predicted.For(model, ones(1, 5)).Classes.ShouldBe([0L]);
    }

    [Fact]
    public void A_model_without_class_scores_is_one_sentence_with_a_target_that_does()
    {
        var model = new Model("map", x => x.unsqueeze(2));
        Should.Throw<GlassboxException>(() => Target.Predicted.For(model, inputs).Classes).Message.ShouldEndWith("such as Target.Scalar(\"score\", y => y.select(1, 0).flatten(1).sum(1)).");
        Target.Scalar("score", y => y.select(1, 0).flatten(1).sum(1)).For(model, inputs).Score(model.Logits(inputs)).shape.ShouldBe([3L]);
    }
}
