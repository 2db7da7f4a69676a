using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod.Tests;

public sealed class MyMethodTests
{
    /// <summary>Of 0, 1, 10, 12 on a line the neighbours are 1, 0, 3, 2. On a map at 0, 1, 10, 3 they are 1, 0, 3, 1: three of four are kept.</summary>
    [Fact]
    public void A_neighbour_that_moved_is_missed()
    {
        using var scope = NewDisposeScope();
        var points = tensor(new float[,] { { 0 }, { 1 }, { 10 }, { 12 } });
        var map = new Embedding(tensor(new float[,] { { 0 }, { 1 }, { 10 }, { 3 } }));

        var score = new MyMethod().Measure(points, [map], new MyMethod.Options(), new Run());

        Assert.Equal(0.75, score.Values["kept"][0].ToDouble());
    }
}
