using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod.Tests;

public sealed class MyMethodTests
{
    /// <summary>For w·x the gradient times the input is (1, 4, 3): shares of 1/8, 4/8, 3/8.</summary>
    [Fact]
    public void Shares_of_a_linear_function_are_those_of_its_terms()
    {
        using var scope = NewDisposeScope();
        var weights = tensor(new float[] { 1, 2, -3 });
        var model = new Model("linear", x => (x * weights).sum(1, keepdim: true));

        var explained = new MyMethod().Attribute(model, tensor(new float[,] { { 1, 2, 1 } }), 0, new MyMethod.Options(), new Run());

        Assert.Equal([0.125f, 0.5f, 0.375f], explained.Values.data<float>().ToArray());
    }
}
