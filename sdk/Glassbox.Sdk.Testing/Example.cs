using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Testing;

/// <summary>
/// What the conformance kit gives a method: a small picture classifier with a few inputs, points in three clusters, a data set, concepts, explanations and maps.
/// A method that needs something else, such as a network with attention, gets it by setting what it needs.
/// </summary>
public sealed class Example
{
    private readonly Device device;
    private Model? trained;

    /// <summary>The kit's own example.</summary>
    /// <param name="device">Where it lies; the CPU unless said.</param>
    public Example(Device? device = null)
    {
        this.device = device ?? CPU;
        Model = Network();
        Inputs = Shapes();
        Points = Clusters(120, 8);
    }

    /// <summary>The model.</summary>
    public Model Model { get; init; }

    /// <summary>The same model, slow: cancellation is tested on it. It is <see cref="Model"/> itself where that was set.</summary>
    internal Model SlowModel => Model.Module is ExampleNetwork ? Network(delay: TimeSpan.FromMilliseconds(25)) : Model;

    /// <summary>A batch of inputs, at least two: <c>[N, ...]</c>.</summary>
    public Tensor Inputs { get; init; }

    /// <summary>What is explained.</summary>
    public Target Target { get; init; } = Target.Predicted;

    /// <summary>The layer that a method explains which must be told one; null where the model has none to name.</summary>
    public string? Layer { get; init; } = "features.3";

    /// <summary>Points, one a row: <c>[N, D]</c>.</summary>
    public Tensor Points { get; init; }

    /// <summary>Samples like the inputs; made from the inputs' shape unless set.</summary>
    public Dataset? Data { get; init; }

    /// <summary>Concepts by examples like the inputs; made from the inputs' shape unless set.</summary>
    public Concept[]? Concepts { get; init; }

    /// <summary>The method's options by name in camel case; those left out take their defaults.</summary>
    public IReadOnlyDictionary<string, object?> Options { get; init; } = new Dictionary<string, object?>();

    /// <summary>Values for operands that the kit knows nothing of, by name.</summary>
    public IReadOnlyDictionary<string, object?> Operands { get; init; } = new Dictionary<string, object?>();

    /// <summary>Which values go where in a call.</summary>
    /// <param name="slow">Take the slow model and many points.</param>
    /// <param name="inputs">Other inputs than <see cref="Inputs"/>.</param>
    internal object? Operand(string name, Type type, bool slow = false, Tensor? inputs = null)
    {
        inputs ??= Inputs;
        if (Operands.TryGetValue(name, out var own)) return own;
        if (type == typeof(Model)) return slow ? SlowModel : Model;
        // Made before the call, which is not to be blamed for a network's tensors.
        if (type == typeof(Func<Dataset, Model>) && (trained ??= Network(seed: 8)) is var anew) return (Func<Dataset, Model>)(_ => anew);
        if (type == typeof(Target)) return Target;
        var points = slow ? Clusters(1500, 20) : Points;
        if (type == typeof(Tensor)) return name == "points" ? points : inputs;
        if (type == typeof(Dataset)) return Data ?? new Samples(Random(2, 24, inputs.shape[1..]), [.. Enumerable.Range(0, 24).Select(i => (long)i % ExampleNetwork.Classes)]);
        if (type == typeof(Concept[])) return Concepts ?? [new Concept("bright", Random(3, 8, inputs.shape[1..]) + 1), new Concept("dark", Random(4, 8, inputs.shape[1..]) - 1)];
        if (type == typeof(Attribution[])) return new[] { ExampleMethods.Explain(slow ? SlowModel : Model, inputs, Target, squared: false), ExampleMethods.Explain(slow ? SlowModel : Model, inputs, Target, squared: true) };
        if (type == typeof(Embedding[])) return new[] { new Embedding(points.narrow(1, 0, 2)), new Embedding(points.narrow(1, 2, 2)) };
        return null;
    }

    private Model Network(ulong seed = 7, TimeSpan delay = default)
    {
        var network = new ExampleNetwork(seed) { Delay = delay };
        network.to(device);
        return new Model("example", network, new Preprocessing([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]), ["circle", "square", "star", "cross"]);
    }

    private Tensor Random(int seed, long count, params long[] shape) => randn([count, .. shape], generator: new Generator((ulong)seed)).to(device);

    /// <summary>Three pictures of faint noise, each with a bright square somewhere else.</summary>
    private Tensor Shapes()
    {
        var pictures = Random(1, 3, ExampleNetwork.Channels, ExampleNetwork.Size, ExampleNetwork.Size) * 0.1;
        for (var i = 0; i < 3; i++) pictures[i].narrow(1, 1 + 3 * i, 4).narrow(2, 7 - 3 * i, 4).add_(2);
        return pictures;
    }

    /// <summary>Points around three centres.</summary>
    private Tensor Clusters(long count, long dimensions)
    {
        var generator = new Generator(5);
        var centres = randn([3, dimensions], generator: generator) * 4;
        return (centres.repeat([(count + 2) / 3, 1]).narrow(0, 0, count) + randn([count, dimensions], generator: generator)).to(device);
    }

    private sealed class Samples(Tensor inputs, long[] labels) : Dataset
    {
        public override long Count => labels.Length;

        public override Sample this[long index] => new(inputs.narrow(0, index, 1), labels[index], $"sample {index}");

        public override long[] Labels => labels;
    }
}
