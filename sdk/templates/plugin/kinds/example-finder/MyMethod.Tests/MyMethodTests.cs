using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod.Tests;

public sealed class MyMethodTests
{
    /// <summary>Of (0, 1), (2, 0), (1, 1) the one that points most as (3, 0) does is the second, then the third.</summary>
    [Fact]
    public void The_sample_that_points_the_same_way_comes_first()
    {
        using var scope = NewDisposeScope();
        var model = new Model("itself", x => x);

        var found = new MyMethod().Find(model, tensor(new float[,] { { 3, 0 } }), new Three(), new MyMethod.Options(Count: 2), new Run());

        Assert.Equal([1L, 2L], found.Indices.data<long>().ToArray());
        Assert.Equal(1, found.Scores[0, 0].ToDouble(), 5);
    }

    private sealed class Three : Dataset
    {
        private static readonly float[][] points = [[0, 1], [2, 0], [1, 1]];

        public override long Count => points.Length;

        public override Sample this[long index] => new(tensor(points[index]).unsqueeze(0), null, $"{index}");

        public override long[] Labels => [];
    }
}
