using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod;

/// <summary>Points seen along random directions at right angles to each other: a start, to be replaced by your method.</summary>
[Method("my-method", "My method", Source = "Name the paper here")]
public sealed class MyMethod : IProjector<MyMethod.Options>
{
    /// <summary>The options; their defaults are the paper's.</summary>
    /// <param name="Dimensions">How many dimensions the map has.</param>
    public sealed record Options([Range(1, 100)] int Dimensions = 2);

    /// <inheritdoc/>
    public Embedding Project(Tensor points, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        run.Step(0, 1, "maps");
        var columns = points.size(1);
        if (options.Dimensions > columns) throw new GlassboxException($"Points of {columns} numbers have no map of {options.Dimensions} dimensions: ask for at most {columns}.");
        var random = randn([columns, options.Dimensions], dtype: points.dtype, generator: run.Generator()).to(points.device);
        var directions = linalg.qr(random).Q;
        var error = (directions.t().matmul(directions) - eye(options.Dimensions, dtype: points.dtype, device: points.device)).abs().max().ToDouble();
        return new Embedding(points.detach().matmul(directions).MoveToOuterDisposeScope())
        {
            Extras = new Dictionary<string, Tensor> { ["directions"] = directions.MoveToOuterDisposeScope() },
            Checks = [new Check("directions are at right angles and of length 1", error, 1e-5)],
        };
    }
}
