using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Samples that are in memory: one row of a tensor each.</summary>
public class TensorDataset : Dataset
{
    private readonly Tensor inputs;
    private readonly long[] labels;

    /// <param name="inputs">The inputs, one row a sample: <c>[N, ...]</c>. The data set keeps them.</param>
    /// <param name="labels">The class of each; empty where there are none.</param>
    /// <param name="classNames">The classes' names in order.</param>
    /// <exception cref="GlassboxException">There are not as many labels as inputs.</exception>
    public TensorDataset(Tensor inputs, long[]? labels = null, IReadOnlyList<string>? classNames = null)
    {
        this.labels = labels ?? [];
        if (this.labels.Length > 0 && this.labels.Length != inputs.shape[0]) throw new GlassboxException($"There are {this.labels.Length} labels for {inputs.shape[0]} inputs.");
        this.inputs = inputs.detach().DetachFromDisposeScope();
        ClassNames = classNames ?? [];
    }

    /// <summary>All inputs: <c>[N, ...]</c>.</summary>
    public Tensor Inputs => inputs;

    public sealed override long Count => inputs.shape[0];

    public sealed override long[] Labels => labels;

    public sealed override IReadOnlyList<string> ClassNames { get; }

    public override Sample this[long index]
    {
        get
        {
            Existing(index);
            return new Sample(inputs.narrow(0, index, 1), labels.Length > 0 ? labels[index] : null, index.ToString());
        }
    }

    protected override Batch Read(long[] indices)
    {
        using var index = tensor(indices);
        return new Batch(inputs.index_select(0, index), tensor(labels.Length > 0 ? [.. indices.Select(i => labels[i])] : Enumerable.Repeat(-1L, indices.Length).ToArray()), indices);
    }
}
