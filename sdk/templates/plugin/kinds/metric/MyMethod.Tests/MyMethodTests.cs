using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod.Tests;

public sealed class MyMethodTests
{
    /// <summary>Of (1, -6, 2, 1) the largest quarter is 6 of 10.</summary>
    [Fact]
    public void The_largest_element_has_its_share_of_all()
    {
        using var scope = NewDisposeScope();
        var model = new Model("itself", x => x);
        var inputs = ones(1, 4);
        var explanation = new Attribution(model, inputs, Target.Class(0).For(model, inputs), tensor(new float[,] { { 1, -6, 2, 1 } }));

        var score = new MyMethod().Measure(model, [explanation], new MyMethod.Options(Share: 0.25), new Run());

        Assert.Equal(0.6, score.Table().Rows[0][1].Number!.Value, 6);
    }
}
