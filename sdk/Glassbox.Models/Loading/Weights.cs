using Glassbox.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Loading;

/// <summary>Puts a checkpoint's tensors into a network of the right kind, or says how they differ.</summary>
internal static class Weights
{
    private const int MostWrappers = 4;

    /// <summary>A network with the checkpoint's weights.</summary>
    /// <param name="architecture">The network; null to find it by the checkpoint's names and shapes.</param>
    /// <param name="checkpoint">The tensors by name, which become the network's own.</param>
    /// <param name="file">The checkpoint's name, for messages.</param>
    /// <exception cref="GlassboxException">They do not fit; the message says which names are missing, unexpected or of another shape, and what the checkpoint looks like.</exception>
    public static (Architecture Architecture, nn.Module<Tensor, Tensor> Network) Fit(Architecture? architecture, IReadOnlyDictionary<string, Tensor> checkpoint, string file)
    {
        var (wanted, tensors) = Unwrapped(checkpoint).Select(t => (Fitting(architecture, Blueprint.ShapesOf(t)), t)).FirstOrDefault(c => c.Item1 is not null);
        if (wanted is null) throw Misfit(architecture, [.. Unwrapped(checkpoint).Select(Blueprint.ShapesOf)], file);

        var network = Blueprint.Empty(wanted, Blueprint.ShapesOf(tensors))!;
        var own = network.state_dict();
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        foreach (var (name, tensor) in tensors)
            if (own.TryGetValue(wanted.Rename(name), out var target))
                target.SetData(tensor.is_floating_point() ? tensor.to(ScalarType.Float32).contiguous() : tensor.to(target.dtype).contiguous());
        foreach (var (name, counter) in own)
            if (name.EndsWith("num_batches_tracked") && !tensors.ContainsKey(name)) counter.zero_();
        return (wanted, network);
    }

    /// <summary>The tensors by their names, and then without each part that all names begin with: training puts <c>module.</c>, <c>_orig_mod.</c> or <c>model.</c> before a network's own.</summary>
    private static IEnumerable<IReadOnlyDictionary<string, Tensor>> Unwrapped(IReadOnlyDictionary<string, Tensor> tensors)
    {
        for (var wrappers = 0; wrappers < MostWrappers; wrappers++)
        {
            yield return tensors;
            var first = tensors.Keys.FirstOrDefault() ?? "";
            var wrapper = first[..(first.IndexOf('.') + 1)];
            if (wrapper.Length == 0 || !tensors.Keys.All(k => k.StartsWith(wrapper, StringComparison.Ordinal) && k.Length > wrapper.Length)) yield break;
            tensors = tensors.ToDictionary(t => t.Key[wrapper.Length..], t => t.Value);
        }
    }

    /// <summary>The architecture that was asked for, or any where none was, if the weights fit it.</summary>
    private static Architecture? Fitting(Architecture? asked, IReadOnlyDictionary<string, long[]> shapes) =>
        (asked is null ? Zoo.All.Values : [asked]).FirstOrDefault(a => DifferenceFrom(a, shapes) is { Fits: true });

    private static Difference? DifferenceFrom(Architecture architecture, IReadOnlyDictionary<string, long[]> shapes) =>
        Blueprint.Of(architecture, shapes) is { } network ? Difference.Between(architecture, network, shapes) : null;

    /// <summary>The error that weights do not fit: how they differ from the architecture that was asked for, and which other one they are more like.</summary>
    /// <param name="asked">The architecture; null where any would do.</param>
    /// <param name="unwrapped">The weights' shapes, by each way to name them.</param>
    /// <param name="file">The checkpoint's name.</param>
    private static GlassboxException Misfit(Architecture? asked, IReadOnlyList<IReadOnlyDictionary<string, long[]>> unwrapped, string file)
    {
        var all = unwrapped.SelectMany(shapes => Zoo.All.Values.Select(a => (Architecture: a, Difference: DifferenceFrom(a, shapes)))).Where(c => c.Difference is not null).ToArray();
        var best = all.OrderByDescending(c => c.Difference!.Likeness).FirstOrDefault();
        var own = all.Where(c => c.Architecture == asked).Select(c => c.Difference).MaxBy(d => d!.Likeness);
        var likely = best.Difference is { Likeness: > 0.5 } && best.Difference.Likeness > (own?.Likeness ?? 0);
        if (asked is null)
            return new($"{file} holds the weights of no network that Glassbox knows by name{(likely ? $"; it looks like {best.Architecture.Name}, but for {best.Difference}" : "")}.");
        return new($"{file} does not fit {asked.Name}{(own is null ? "" : $": {own}")}{(!likely ? "" : $"; it {(best.Difference!.Fits ? "is" : "looks like")} {best.Architecture.Name}")}.");
    }
}
