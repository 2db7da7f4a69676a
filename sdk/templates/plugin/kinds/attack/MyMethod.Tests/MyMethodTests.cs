using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod.Tests;

public sealed class MyMethodTests
{
    /// <summary>Of (1.0, 0.9) the first class wins; with epsilon 0.2 its score falls to 0.8, and the second wins.</summary>
    [Fact]
    public void A_step_against_the_winner_lets_the_other_win()
    {
        using var scope = NewDisposeScope();
        var model = new Model("itself", x => x);

        var attacked = new MyMethod().Attack(model, tensor(new float[,] { { 1, 0.9f } }), Target.Predicted, new MyMethod.Options(Epsilon: 0.2), new Run());

        Assert.Equal([0.8f, 0.9f], attacked.Changed.data<float>().ToArray());
        Assert.True(attacked.Succeeded[0].ToBoolean());
    }
}
