using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>How one operator of a recorded run is run again for a batch of changed inputs. Unless a derived class knows better, it needs its inputs whole.</summary>
/// <param name="node">The operator, recorded for a single input.</param>
internal class RegionalOperator(Node node)
{
    private static readonly HashSet<string> Resizing = ["view", "reshape", "_unsafe_view", "expand"];

    /// <summary>The operator.</summary>
    public Node Node => node;

    /// <summary>About how many multiplications the whole operator takes for one sample.</summary>
    public virtual double Work => node.Outputs.Sum(o => o?.Tensor.numel() ?? 0) * (node.Kind is "linear" or "addmm" or "matmul" or "mm" ? node.Inputs[0].Tensor.shape[^1] : 1.0);

    /// <summary>Where the output changes if inputs change in these rectangles; null where it must be run whole.</summary>
    /// <param name="changed">The inputs that change.</param>
    public virtual Regions? Reached(IReadOnlyDictionary<Value, Regions> changed) => null;

    /// <summary>The output in these rectangles: <c>[samples, C, h, w]</c>.</summary>
    public virtual Tensor Run(ReplayedValues values, Regions where) => throw new NotSupportedException($"{node.FullName} runs on whole tensors only.");

    /// <summary>The outputs for every sample.</summary>
    public virtual Tensor?[] RunWhole(ReplayedValues values)
    {
        foreach (var input in node.Inputs) values.Share(input);
        // The sizes that the network took from its batch are those of a single input.
        if (Resizing.Contains(node.Kind))
        {
            var (input, shape) = (values.Whole(node.Inputs[0]), node.Output.Tensor.shape);
            return [node.Kind == "expand" ? input.expand([values.Samples, .. shape[1..]]) : input.reshape([values.Samples, .. shape[1..]])];
        }
        return node.Run(v => v.IsActive || IsRow(v) ? values.Whole(v) : null);
    }

    /// <summary>Whether the memory of its results is theirs alone.</summary>
    public virtual bool MakesItsOwn => false;

    /// <summary>What is put beside the input of each sample is there once a sample.</summary>
    private bool IsRow(Value value) => node.Kind is "cat" or "concat" or "stack" && value.Tensor.dim() > 0 && value.Tensor.size(0) == 1;

    /// <summary>The way to run an operator again.</summary>
    public static RegionalOperator Of(Node node) => SlidingOperator.Of(node) ?? PlacewiseOperator.Of(node) ?? new RegionalOperator(node);

    /// <summary>Whether an operator recorded for one input can be run for many: the first axis of all that depends on the input must be the batch.</summary>
    public static bool CanRepeat(Node node)
    {
        if (node.Kind.StartsWith("as_strided", StringComparison.Ordinal)) return false;
        return node.Inputs.Where(i => i.IsActive).Concat(node.Outputs.OfType<Value>()).All(v => v.Tensor.dim() > 0 && v.Tensor.size(0) == 1);
    }
}
