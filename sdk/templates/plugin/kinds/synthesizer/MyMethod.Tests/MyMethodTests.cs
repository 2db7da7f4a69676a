using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod.Tests;

public sealed class MyMethodTests
{
    /// <summary>The sum of all elements grows by rate times the root of their number at each step, since its gradient is 1 everywhere.</summary>
    [Fact]
    public void A_linear_score_rises_by_the_length_of_its_gradient()
    {
        using var scope = NewDisposeScope();
        var model = new Model("sum", x => x.flatten(1).sum(1, keepdim: true));

        var made = new MyMethod().Synthesize(model, 0, new MyMethod.Options(Steps: 3, Rate: 0.5, Size: 8), new Run());

        var scores = made.Scores.data<double>().ToArray();
        Assert.Equal(scores[0] + 2 * 0.5 * Math.Sqrt(3 * 8 * 8), scores[2], 4);
    }
}
