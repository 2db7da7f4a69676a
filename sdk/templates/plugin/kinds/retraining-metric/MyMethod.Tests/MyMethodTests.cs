using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod.Tests;

public sealed class MyMethodTests
{
    /// <summary>The network trained anew is 3 x + 4 y, so that its gradient times (1, 1) is (3, 4): the cosine with (1, 0) is 3/5.</summary>
    [Fact]
    public void An_explanation_is_compared_with_the_network_trained_anew()
    {
        using var scope = NewDisposeScope();
        var weights = tensor(new float[] { 3, 4 });
        var anew = new Model("anew", x => (x * weights).sum(1, keepdim: true));
        var inputs = ones(1, 2);
        var explanation = new Attribution(anew, inputs, Target.Class(0).For(anew, inputs), tensor(new float[,] { { 1, 0 } }));

        var score = new MyMethod().Measure(_ => anew, new None(), [explanation], new MyMethod.Options(), new Run());

        Assert.Equal(0.6, score.Table().Rows[0][1].Number!.Value, 5);
    }

    private sealed class None : Dataset
    {
        public override long Count => 0;

        public override Sample this[long index] => throw new ArgumentOutOfRangeException(nameof(index));

        public override long[] Labels => [];
    }
}
