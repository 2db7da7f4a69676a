using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod.Tests;

public sealed class MyMethodTests
{
    /// <summary>The larger element wins: right for both samples of class 0, for one of two of class 1.</summary>
    [Fact]
    public void Each_class_has_its_share_of_right_answers()
    {
        using var scope = NewDisposeScope();

        var diagnosis = new MyMethod().Diagnose(new Model("itself", x => x), new Four(), new MyMethod.Options(BatchSize: 3), new Run());

        Assert.Equal([1.0, 0.5], diagnosis.Table().Rows.Select(r => r[2].Number!.Value));
    }

    private sealed class Four : Dataset
    {
        private static readonly float[][] points = [[1, 0], [2, 1], [0, 3], [4, 3]];

        public override long Count => points.Length;

        public override Sample this[long index] => new(tensor(points[index]).unsqueeze(0), Labels[index], $"{index}");

        public override long[] Labels => [0, 0, 1, 1];
    }
}
