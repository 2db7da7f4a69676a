using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Architectures;

/// <summary>A network that can be built by name, and what travels with it.</summary>
/// <param name="Name">The name: torchvision's function where it has one.</param>
/// <param name="Build">Makes the network, with weights at random, for this many classes.</param>
internal sealed record Architecture(string Name, Func<long, nn.Module<Tensor, Tensor>> Build)
{
    /// <summary>How many classes it has unless its weights say otherwise.</summary>
    public long Classes { get; init; } = 1000;

    /// <summary>The parameter with one row a class, which tells how many classes a checkpoint has; null where the number is fixed.</summary>
    public string? Head { get; init; }

    /// <summary>How pictures become inputs; null where the inputs are no pictures.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The names of its classes where it has the usual number of them; empty for ImageNet's, which are read from a file.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Checkpoints of older libraries name some parameters otherwise: from their name to the network's.</summary>
    public Func<string, string> Rename { get; init; } = name => name;

    /// <summary>Beginnings of names in checkpoints that belong to parts which only help training and are not built.</summary>
    public string[] TrainingOnly { get; init; } = [];

    /// <summary>A network in the shape of these weights, where the number of classes alone does not fix it; null where they are not of this kind.</summary>
    public Func<IReadOnlyDictionary<string, long[]>, nn.Module<Tensor, Tensor>?>? FromShapes { get; init; }

    /// <summary>How many classes weights of these shapes have.</summary>
    public long ClassesOf(IReadOnlyDictionary<string, long[]> shapes) =>
        Head is not null && shapes.TryGetValue(Head, out var head) && head.Length > 0 && head.All(size => size > 0) ? head[0] : Classes;
}
