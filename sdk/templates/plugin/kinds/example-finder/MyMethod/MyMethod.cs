using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod;

/// <summary>The samples whose outputs point the same way as the input's: a start, to be replaced by your method.</summary>
[Method("my-method", "My method", Source = "Name the paper here")]
public sealed class MyMethod : IExampleFinder<MyMethod.Options>
{
    /// <summary>The options; their defaults are the paper's.</summary>
    /// <param name="Count">How many samples are given for each input.</param>
    /// <param name="BatchSize">How many samples run at a time.</param>
    public sealed record Options([Range(1, 100_000)] int Count = 5, [Range(1, 65536)] int BatchSize = 64);

    /// <inheritdoc/>
    public Ranking Find(Model model, Tensor inputs, Dataset data, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var wanted = Directions(model, inputs);
        var parts = new List<Tensor>();
        long done = 0;
        foreach (var batch in data.Batches(options.BatchSize))
        {
            using var turn = NewDisposeScope();
            run.Step(done, data.Count, "samples");
            parts.Add(wanted.matmul(Directions(model, batch.Inputs.to(model.Device)).t()).MoveToOuterDisposeScope());
            done += batch.Indices.Length;
        }
        var (scores, indices) = cat(parts.ToArray(), 1).topk(Math.Min(options.Count, (int)data.Count), 1);
        var largest = scores.abs().max().ToDouble();
        return new Ranking(data, indices.MoveToOuterDisposeScope(), scores.MoveToOuterDisposeScope())
        {
            Checks = [new Check("cosines are within -1..1", Math.Max(0, largest - 1), 1e-5)],
        };
    }

    /// <summary>The model's outputs, each of length one: <c>[N, classes]</c>.</summary>
    private static Tensor Directions(Model model, Tensor inputs)
    {
        var outputs = model.Logits(inputs).flatten(1);
        return outputs / outputs.square().sum(1, keepdim: true).sqrt().clamp_min(1e-12);
    }
}
