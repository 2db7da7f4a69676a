using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Testing;

/// <summary>All numbers of a result, kept for comparing.</summary>
/// <param name="Tensors">Copies of its tensors.</param>
/// <param name="Table">Its table with all digits; empty where it has none.</param>
internal sealed record Snapshot(IReadOnlyDictionary<string, Tensor> Tensors, string Table)
{
    public static Snapshot Of(Result result)
    {
        var tensors = result.Tensors.ToDictionary(t => t.Key, t => t.Value.detach().clone().cpu());
        if (result is Embedding { Quality: { Count: > 0 } quality })
            tensors["quality"] = tensor(quality.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => q.Value).ToArray());
        return new Snapshot(tensors, result.Table()?.ToCsv() ?? "");
    }

    /// <summary>What is different, in words; null where every bit is the same.</summary>
    public string? Difference(Snapshot other)
    {
        foreach (var (name, mine) in Tensors)
        {
            if (!other.Tensors.TryGetValue(name, out var theirs)) return $"{name} is missing";
            if (!mine.shape.SequenceEqual(theirs.shape)) return $"{name} is {Shape(mine)} and {Shape(theirs)}";
            if (!SameBits(mine, theirs)) return $"{name} differs by up to {Written(Distance(mine, theirs))}";
        }
        return Table == other.Table ? null : "the table differs";
    }

    public static bool SameBits(Tensor one, Tensor other) => one.dtype == other.dtype && one.cpu().contiguous().bytes.SequenceEqual(other.cpu().contiguous().bytes);

    /// <summary>The largest difference of two tensors of the same shape.</summary>
    public static double Distance(Tensor one, Tensor other) => one.numel() == 0 ? 0 : (one.to(ScalarType.Float64) - other.to(ScalarType.Float64)).abs().max().ToDouble();

    public static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

    public static string Written(double number) => number.ToString("0.#e+0", System.Globalization.CultureInfo.InvariantCulture);
}
