using static TorchSharp.torch;

namespace Glassbox.Onnx;

/// <summary>From a node and its inputs to its outputs, in ATen operators.</summary>
internal delegate Tensor[] OnnxOperator(OnnxNode node, OnnxInputs inputs);

/// <summary>The ONNX operators that are known, by name: each family has its file.</summary>
internal static class OnnxOperators
{
    private static readonly Dictionary<string, OnnxOperator> Table = new[]
    {
        ConvolutionOperators.All, LinearOperators.All, RecurrentOperators.All, NormalizationOperators.All, ActivationOperators.All, PoolOperators.All, ElementwiseOperators.All,
        ReductionOperators.All, ShapeOperators.All, IndexingOperators.All, ConstantOperators.All, ResizeOperators.All,
    }.SelectMany(family => family).ToDictionary();

    /// <summary>The operator of a node.</summary>
    /// <exception cref="GlassboxException">It is not known; the message names it and the node.</exception>
    public static OnnxOperator Of(OnnxNode node, string file) =>
        node.Domain.Length == 0 && Table.TryGetValue(node.Operator, out var op)
            ? op
            : throw new GlassboxException($"{file}: node \"{node.Label}\" is the ONNX operator {(node.Domain.Length > 0 ? node.Domain + "." : "")}{node.Operator}, which is not supported.");
}

/// <summary>The inputs of a node while it runs.</summary>
/// <param name="node">The node.</param>
/// <param name="values">Its inputs; null for an optional one left out.</param>
/// <param name="batch">How many samples run, where the file was written for one; else null.</param>
internal readonly struct OnnxInputs(OnnxNode node, Tensor?[] values, long? batch)
{
    public int Count => values.Length;

    /// <summary>How many samples run, where the file was written for exactly one; else null.</summary>
    public long? BatchOfOneFile => batch;

    /// <summary>An input that must be there.</summary>
    public Tensor this[int index] => Optional(index) ?? throw node.Unsupported($"lacks its input {index}");

    public Tensor? Optional(int index) => index < values.Length ? values[index] : null;

    /// <summary>An input of whole numbers: axes, sizes. Null where it is left out.</summary>
    public long[]? Longs(int index)
    {
        if (Optional(index) is not { } value) return null;
        if (value.numel() > 4096) throw node.Unsupported($"has {value.numel()} numbers where axes or sizes are expected");
        using var numbers = value.to(ScalarType.Int64).cpu().flatten();
        return numbers.data<long>().ToArray();
    }

    /// <summary>An input of numbers: scales. Null where it is left out or empty.</summary>
    public double[]? Doubles(int index)
    {
        if (Optional(index) is not { } value || value.numel() == 0) return null;
        if (value.numel() > 4096) throw node.Unsupported($"has {value.numel()} numbers where a few are expected");
        using var numbers = value.to(ScalarType.Float64).cpu().flatten();
        return numbers.data<double>().ToArray();
    }

    /// <summary>All inputs, which must be there.</summary>
    public Tensor[] All()
    {
        var all = new Tensor[values.Length];
        for (var i = 0; i < all.Length; i++) all[i] = this[i];
        return all;
    }
}

/// <summary>Dimensions as ONNX counts them.</summary>
internal static class OnnxAxes
{
    /// <summary>The axis from the front, where a negative one counts from the back.</summary>
    public static long Axis(this OnnxNode node, long axis, long rank) =>
        axis >= -rank && axis < rank ? axis < 0 ? axis + rank : axis : throw node.Unsupported($"has the axis {axis} of {rank} dimensions");

    public static long[] Axes(this OnnxNode node, IEnumerable<long> axes, long rank) => [.. axes.Select(a => node.Axis(a, rank))];

    /// <summary>The largest constant that may be made from a size alone, in elements: it bounds the memory that a damaged file can ask for.</summary>
    private const long Largest = 1 << 27;

    /// <summary>Sizes, refused where they ask for more memory than a network needs.</summary>
    public static long[] Bounded(this OnnxNode node, long[] sizes)
    {
        Int128 count = 1;
        foreach (var size in sizes)
        {
            if (size < 0) throw node.Unsupported($"asks for the size [{string.Join(", ", sizes)}]");
            count = Int128.Min(count * size, long.MaxValue);
        }
        return count <= Largest ? sizes : throw node.Unsupported($"asks for {count} elements, more than the {Largest} that are allowed");
    }
}
