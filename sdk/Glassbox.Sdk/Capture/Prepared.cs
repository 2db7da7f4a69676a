using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// A model for many passes in one call of a method: batches run as a compiled graph, with batch norms folded and in the layout that the library runs fastest, about a third faster than the model's own
/// forward function. Whatever the graph cannot stand for runs as the model itself: fewer than four samples, a network whose operators depend on what its tensors hold, one that draws random numbers.
/// The first batch shows that both agree: the model itself is given one of its samples.
/// </summary>
public sealed class Prepared
{
    // A pass of one sample more shows that the graph stands for the model; below this it would cost more than it saves.
    private const long FewestSamples = 4;

    private readonly Model model;
    private CompiledGraph? compiled;
    private bool shown;

    internal Prepared(Model model) => this.model = model;

    /// <summary>As <see cref="Model.Logits"/>; gradients flow to the inputs only.</summary>
    public Tensor Logits(Tensor inputs)
    {
        if (!Compiled(inputs)) return model.Logits(inputs);
        var output = compiled.Run(inputs);
        return Shows(inputs, output) ? output : model.Logits(inputs);
    }

    /// <summary>As <see cref="Model.Score"/>.</summary>
    public Tensor Score(Tensor inputs, FixedTarget target) => target.Layer is null ? target.Score(Logits(inputs)) : model.Score(inputs, target);

    /// <summary>As <see cref="Model.Capture"/>, with batch norms folded (<see cref="BatchNormFolding"/>) wherever the layers asked for allow it.</summary>
    /// <param name="inputs">The batch: <c>[N, ...]</c>.</param>
    /// <param name="gradients">Whether the recorded values stay connected for <c>autograd.grad</c>.</param>
    /// <param name="layers">The layers that will be asked for. A layer whose output goes into a batch norm has no activation of its own once that is folded, so the model's own operators are captured.</param>
    public Graph Capture(Tensor inputs, bool gradients = false, params IReadOnlyList<string?> layers)
    {
        if (Compiled(inputs) && compiled.Has(layers))
        {
            var graph = compiled.Record(inputs, gradients);
            if (Shows(inputs, graph.Output.Tensor)) return graph;
        }
        var plain = model.Capture(inputs, gradients);
        // Folded weights take no part in an autograd graph that was recorded already.
        if (gradients) return plain;
        var folded = plain.FoldBatchNorm();
        return layers.All(l => l is null || folded.Find(l) is not null) ? folded : plain;
    }

    [MemberNotNullWhen(true, nameof(compiled))]
    private bool Compiled(Tensor inputs)
    {
        model.RefuseTrainingMode();
        if (inputs.dim() < 2 || inputs.size(0) < FewestSamples) return false;
        compiled ??= model.CompiledFor(inputs);
        return compiled is not null;
    }

    /// <summary>Whether the model itself gives the same for one sample of the batch; looked at once, and once for all where nothing but parameters can change what it gives.</summary>
    private bool Shows(Tensor inputs, Tensor output)
    {
        if (shown || (compiled!.HasShown && model.IsMadeOfParameters)) return true;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var plain = model.Logits(inputs.narrow(0, 0, 1));
        var tolerance = plain.dtype == ScalarType.Float64 ? 1e-9 : 1e-4;
        shown = output.dim() == plain.dim() && output.size(0) == inputs.size(0) && output.shape[1..].SequenceEqual(plain.shape[1..])
            && (output.narrow(0, 0, 1).detach() - plain).abs().max().ToDouble() <= tolerance * plain.abs().max().ToDouble();
        if (shown) return compiled.HasShown = true;
        model.KeepPlain(inputs);
        compiled = null;
        return false;
    }
}
