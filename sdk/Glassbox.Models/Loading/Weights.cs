using Glassbox.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Loading;

/// <summary>Puts a checkpoint's tensors into a network of the right kind, or says how they differ.</summary>
internal static class Weights
{
    /// <summary>What training wrappers put before every name.</summary>
    private static readonly string[] Wrappers = ["module.", "_orig_mod.", "model.", "network.", "net."];

    /// <summary>A network with the checkpoint's weights.</summary>
    /// <param name="architecture">The network; null to find it by the checkpoint's names and shapes.</param>
    /// <param name="checkpoint">The tensors by name, which become the network's own.</param>
    /// <param name="file">The checkpoint's name, for messages.</param>
    /// <exception cref="GlassboxException">They do not fit; the message says which names are missing, unexpected or of another shape, and what the checkpoint looks like.</exception>
    public static (Architecture Architecture, nn.Module<Tensor, Tensor> Network) Fit(Architecture? architecture, IReadOnlyDictionary<string, Tensor> checkpoint, string file)
    {
        var tensors = Unwrapped(checkpoint);
        var shapes = Blueprint.ShapesOf(tensors);
        var wanted = architecture ?? Zoo.All.Values.FirstOrDefault(a => DifferenceFrom(a, shapes) is { Fits: true });
        if (wanted is null) throw new GlassboxException($"{file} holds the weights of no network that Glassbox knows by name{LooksLike(null, shapes)}.");
        var difference = DifferenceFrom(wanted, shapes) ?? throw new GlassboxException($"{file} does not fit {wanted.Name}{LooksLike(wanted, shapes)}.");
        if (!difference.Fits) throw new GlassboxException($"{file} does not fit {wanted.Name}: {difference}{LooksLike(wanted, shapes)}.");

        var network = Blueprint.Empty(wanted, shapes)!;
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

    /// <summary>The tensors by the names that the network itself gives them.</summary>
    private static IReadOnlyDictionary<string, Tensor> Unwrapped(IReadOnlyDictionary<string, Tensor> tensors)
    {
        while (Wrappers.FirstOrDefault(w => tensors.Count > 0 && tensors.Keys.All(k => k.StartsWith(w, StringComparison.Ordinal) && k.Length > w.Length)) is { } wrapper)
            tensors = tensors.ToDictionary(t => t.Key[wrapper.Length..], t => t.Value);
        return tensors;
    }

    private static Difference? DifferenceFrom(Architecture architecture, IReadOnlyDictionary<string, long[]> shapes) =>
        Blueprint.Of(architecture, shapes) is { } network ? Difference.Between(architecture, network, shapes) : null;

    /// <summary>A part of a sentence that names the architecture which the checkpoint is most like, other than the one that was asked for.</summary>
    private static string LooksLike(Architecture? asked, IReadOnlyDictionary<string, long[]> shapes)
    {
        var (best, difference) = Zoo.All.Values.Where(a => a != asked).Select(a => (a, DifferenceFrom(a, shapes))).Where(c => c.Item2 is not null).MaxBy(c => c.Item2!.Likeness);
        return difference switch
        {
            { Fits: true } => $"; it is {best.Name}",
            { Likeness: > 0.5 } => asked is null ? $"; it looks like {best.Name}, but for {difference}" : $"; it looks like {best.Name}",
            _ => "",
        };
    }
}
