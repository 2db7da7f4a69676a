using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// The classes that a model predicts for inputs. They are read off the outputs that a method observes on its way, or else from a forward pass of their own, when they are first needed.
/// </summary>
internal sealed class PredictedScores(Model model, Tensor inputs) : FixedTarget
{
    private const int BatchSize = 64;
    private readonly long?[] classes = new long?[inputs.size(0)];

    public override long[] Classes => Of(Rows.From(0, classes.Length));

    public override FixedTarget Probability => new SoftmaxScores(this, logarithm: false);

    public override string Description => Settled().Description;

    public override Tensor Score(Tensor output) => Settled().Score(output);

    public override FixedTarget Repeat(long times) => Settled().Repeat(times);

    public override FixedTarget Select(long[] inputs) => new ClassScores(Of(inputs), model);

    public override FixedTarget Settled() => new ClassScores(Classes, model);

    public override void Observe(long[] inputs, Tensor output)
    {
        if (output.dim() != 2) return;
        using var off = no_grad();
        using var best = output.argmax(1);
        var predicted = best.cpu().data<long>().ToArray();
        for (var i = 0; i < inputs.Length; i++) classes[inputs[i]] = predicted[i];
    }

    private long[] Of(IEnumerable<long> wanted)
    {
        var asked = wanted.ToArray();
        using var off = no_grad();
        foreach (var open in asked.Where(i => classes[i] is null).Distinct().Order().Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            Observe(open, ClassLogits.Of(model, inputs.index_select(0, tensor(open, device: inputs.device))));
        }
        return Array.ConvertAll(asked, i => classes[i]!.Value);
    }
}
