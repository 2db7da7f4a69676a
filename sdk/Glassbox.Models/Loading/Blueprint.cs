using System.Collections.Concurrent;
using Glassbox.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Loading;

/// <summary>The names and shapes of a network's parameters and buffers, without their values.</summary>
internal static class Blueprint
{
    private static readonly ConcurrentDictionary<(string, long), IReadOnlyDictionary<string, long[]>> Known = [];

    /// <summary>The names and shapes that an architecture has for weights of these shapes; null where they are not of its kind.</summary>
    public static IReadOnlyDictionary<string, long[]>? Of(Architecture architecture, IReadOnlyDictionary<string, long[]> weights)
    {
        try
        {
            if (architecture.FromShapes is not null)
            {
                using var fitted = Empty(architecture, weights);
                return fitted is null ? null : ShapesOf(fitted.state_dict());
            }
            return Known.GetOrAdd((architecture.Name, architecture.ClassesOf(weights)), _ =>
            {
                using var network = Empty(architecture, weights)!;
                return ShapesOf(network.state_dict());
            });
        }
        catch (TorchException)
        {
            return null; // A damaged file says sizes that fit no memory.
        }
    }

    /// <summary>The network for weights of these shapes, its own values not set; null where they are not of its kind.</summary>
    public static nn.Module<Tensor, Tensor>? Empty(Architecture architecture, IReadOnlyDictionary<string, long[]> weights)
    {
        using var unset = nn.init.LeaveUnset();
        return architecture.FromShapes is { } fromShapes ? fromShapes(weights) : architecture.Build(architecture.ClassesOf(weights));
    }

    /// <summary>Tensors' shapes by name.</summary>
    public static IReadOnlyDictionary<string, long[]> ShapesOf(IReadOnlyDictionary<string, Tensor> tensors) => tensors.ToDictionary(t => t.Key, t => t.Value.shape);
}
