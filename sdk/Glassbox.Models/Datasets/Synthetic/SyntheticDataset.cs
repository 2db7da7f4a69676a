using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Generated samples of which is known what made their class.</summary>
public sealed class SyntheticDataset : TensorDataset
{
    internal SyntheticDataset(Tensor inputs, long[] labels, IReadOnlyList<string> classNames, IReadOnlyDictionary<string, Tensor> truth, Preprocessing? preprocessing = null)
        : base(inputs, labels, classNames)
    {
        Truth = truth.ToDictionary(t => t.Key, t => t.Value.DetachFromDisposeScope());
        Preprocessing = preprocessing;
    }

    /// <summary>
    /// What is known, by name. Of pictures, where something is: <c>object</c>, <c>tag</c>, Bool <c>[N, 1, H, W]</c>; what a sample has: <c>tagged</c>, <c>red</c>, Bool <c>[N]</c>,
    /// <c>colour</c> <c>[N, 3]</c>; of points, the directions that matter.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Truth { get; }

    /// <summary>How the pictures became inputs, for models that are trained on them; null for points.</summary>
    public Preprocessing? Preprocessing { get; }
}
