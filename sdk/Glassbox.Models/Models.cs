using Glassbox.Architectures;
using Glassbox.Checkpoints;
using Glassbox.Loading;
using Glassbox.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Opens networks: for scripts, the name <c>Models</c>.</summary>
public static class Models
{
    private static readonly Dictionary<string, string> ShippedWeights = new() { ["digits-cnn"] = "digits-cnn.safetensors" };

    /// <summary>Every architecture's name: torchvision's function names, and those of the small networks.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Zoo.All.Keys];

    /// <summary>Whether a network comes with trained weights.</summary>
    /// <param name="name">An architecture's name.</param>
    public static bool IsShipped(string name) => ShippedWeights.ContainsKey(name);

    /// <summary>A trained network, ready to be explained. Weights of any floating-point type become Float32. Nothing in a checkpoint or an ONNX file is run but tensor operators.</summary>
    /// <param name="nameOrPath">
    /// A network that is shipped (<c>digits-cnn</c>); an architecture, with its <paramref name="weights"/>; or a file: a checkpoint (<c>.pth</c>, <c>.pt</c>, <c>.th</c>,
    /// <c>.safetensors</c>) whose architecture is found by its names and shapes, an ONNX file, or a TorchScript file: that is a program, which libtorch's interpreter runs,
    /// so load only those whose maker you trust.
    /// </param>
    /// <param name="weights">The checkpoint of a named architecture.</param>
    /// <param name="classes">A text file with the classes' names, one a line. Unless given, ImageNet's are looked for beside the weights (<c>imagenet_classes.txt</c>).</param>
    /// <param name="preprocessing">How pictures become inputs, where the network does not come with it or was trained in another way.</param>
    /// <param name="device">Where it runs; where <c>--device</c> says, or the CPU, unless given.</param>
    /// <exception cref="GlassboxException">There is no such network or file, or the file is damaged, does not fit, or wants to run code.</exception>
    public static Model Load(string nameOrPath, string? weights = null, string? classes = null, Preprocessing? preprocessing = null, Device? device = null)
    {
        device ??= VerbHost.Device;
        if (Zoo.All.TryGetValue(nameOrPath, out var architecture))
        {
            weights ??= ShippedWeights.TryGetValue(nameOrPath, out var shipped) ? Shipped.Path(shipped)
                : throw new GlassboxException($"{nameOrPath} comes without weights: say which checkpoint to read as its weights, such as {nameOrPath}.pth.");
            return FromCheckpoint(architecture, weights, classes, preprocessing, device);
        }
        if (!IsPath(nameOrPath)) throw new GlassboxException($"There is no network \"{nameOrPath}\".{Nearest.Hint(nameOrPath, Names)}");
        if (weights is not null) throw new GlassboxException($"Weights go with an architecture's name, and {nameOrPath} is a file: leave one of the two out.");
        return Kind(nameOrPath) switch
        {
            FileKind.Kind.Onnx => FromOnnx(nameOrPath, classes, preprocessing, device),
            FileKind.Kind.TorchScript => FromTorchScript(nameOrPath, classes, preprocessing, device),
            _ => FromCheckpoint(null, nameOrPath, classes, preprocessing, device),
        };
    }

    /// <summary>An ONNX file of several inputs or outputs, to be called; <c>new Model("net", x => net.call_all(x, mask)[0], net.state_dict())</c> explains one of each.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where it runs; where <c>--device</c> says, or the CPU, unless given.</param>
    /// <exception cref="GlassboxException">There is no such file, or it is damaged or needs an operator that is not supported.</exception>
    public static OnnxFunction Onnx(string path, Device? device = null) => new(ReadOnnx(path, device ?? VerbHost.Device));

    /// <summary>How pictures become an architecture's inputs, for networks of the same kind whose files do not say it (ONNX, TorchScript).</summary>
    /// <param name="name">An architecture's name: <c>resnet50</c>.</param>
    /// <exception cref="GlassboxException">There is no such architecture, or it takes no pictures.</exception>
    public static Preprocessing PreprocessingOf(string name) => Known(name).Preprocessing ?? throw new GlassboxException($"{name} takes no pictures.");

    /// <summary>A network with weights at random, for training.</summary>
    /// <param name="name">An architecture's name.</param>
    /// <param name="classes">How many classes; as many as usual unless said.</param>
    /// <param name="seed">What the weights are drawn from.</param>
    /// <exception cref="GlassboxException">There is no such architecture.</exception>
    public static nn.Module<Tensor, Tensor> New(string name, long? classes = null, long seed = 0)
    {
        var architecture = Known(name);
        if (classes is < 1) throw new GlassboxException($"A network has at least one class, not {classes}.");
        manual_seed(seed);
        return architecture.Build(classes ?? architecture.Classes);
    }

    /// <summary>A multi-layer perceptron with ReLU and weights at random, for tables.</summary>
    /// <param name="inputs">The features of a row.</param>
    /// <param name="hidden">The neurons of each hidden layer.</param>
    /// <param name="classes">The classes, or 1 for a number.</param>
    /// <param name="seed">What the weights are drawn from.</param>
    public static nn.Module<Tensor, Tensor> Mlp(long inputs, long[] hidden, long classes, long seed = 0)
    {
        manual_seed(seed);
        return Architectures.Mlp.Create([inputs, .. hidden, classes]);
    }

    /// <summary>A 1-d convolutional network with weights at random, for signals <c>[N, channels, length]</c>.</summary>
    /// <param name="channels">The channels of a signal.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="seed">What the weights are drawn from.</param>
    public static nn.Module<Tensor, Tensor> SignalCnn(long channels, long classes, long seed = 0)
    {
        manual_seed(seed);
        return new SignalCnn(channels, classes);
    }

    private static Architecture Known(string name) =>
        Zoo.All.TryGetValue(name, out var architecture) ? architecture : throw new GlassboxException($"There is no network \"{name}\".{Nearest.Hint(name, Names)}");

    private static Model FromCheckpoint(Architecture? wanted, string path, string? classes, Preprocessing? preprocessing, Device device)
    {
        var file = Path.GetFileName(path);
        var (architecture, network) = Weights.Fit(wanted, Checkpoint.Read(path), file);
        network.to(device);
        var count = architecture.ClassesOf(Blueprint.ShapesOf(network.state_dict()));
        IReadOnlyList<string> names =
            classes is not null ? ClassNames.Read(classes, count)
            : architecture.ClassNames.Count == count ? architecture.ClassNames
            : count == 1000 ? ClassNames.Near(path)
            : [];
        return new Model(architecture.Name, network, preprocessing ?? architecture.Preprocessing, names);
    }

    private static Model FromOnnx(string path, string? classes, Preprocessing? preprocessing, Device device)
    {
        var network = ReadOnnx(path, device);
        var name = Path.GetFileNameWithoutExtension(path);
        if (network.InputNames.Count != 1 || network.OutputNames.Count != 1)
        {
            string Said(IReadOnlyList<string> names, string what) => $"{names.Count} {what}{(names.Count == 1 ? "" : "s")} ({string.Join(", ", names)})";
            var others = string.Concat(network.InputNames.Skip(1).Select(n => $", {string.Concat(n.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}"));
            throw new GlassboxException($"{Path.GetFileName(path)} takes {Said(network.InputNames, "input")} and gives {Said(network.OutputNames, "output")}, where a model takes one and gives one: choose in a script, " +
                $"as in var net = Models.Onnx(\"{path}\"); new Model(\"{name}\", x => net.call_all(x{others})[0], net.state_dict()).");
        }
        var names = classes is not null ? ClassNames.Read(classes, network.Classes) : network.Classes == 1000 ? ClassNames.Near(path) : [];
        return new Model(name, x => network.Forward(x)[0], network.Parameters, preprocessing, names, device);
    }

    private static OnnxNetwork ReadOnnx(string path, Device device) =>
        new(Files.InputFile.Read(path, "ONNX file", Array.MaxLength), Path.GetFileName(path), Path.GetDirectoryName(Path.GetFullPath(path)), device);

    private static Model FromTorchScript(string path, string? classes, Preprocessing? preprocessing, Device device)
    {
        try
        {
            var script = jit.load(path, device).eval();
            var name = Path.GetFileNameWithoutExtension(path);
            var parameters = script.state_dict();
            // PyTorch's encoder layers run as one operator that has no gradient where gradients are off, and as those that it is made of where they are on.
            var fuses = parameters.Keys.Any(key => key.EndsWith("self_attn.in_proj_weight", StringComparison.Ordinal));
            Tensor Forward(Tensor x)
            {
                using var on = fuses ? enable_grad() : null;
                return Only(OfOne(script, x, name, path), name, path);
            }
            return new Model(name, Forward, parameters, preprocessing, classes is null ? [] : ClassNames.Read(classes, null), device);
        }
        catch (TorchException e) { throw new GlassboxException($"{path} is no TorchScript file that this libtorch ({__version__}) can load: {e.Message}", e); }
    }

    private static Tensor[] OfOne(jit.ScriptModule script, Tensor input, string name, string path)
    {
        try { return script.call_all(input); }
        // libtorch's sentence goes on with the name in quotes.
        catch (TorchException e) when (e.Message.Split("missing value for argument '") is [_, var rest, ..])
        {
            var other = rest.Split('\'')[0];
            throw new GlassboxException(
                $"{name} takes another input, {other}: give it in a script, as in var net = jit.load(\"{path}\").eval(); new Model(\"{name}\", x => net.call_all(x, {other})[0], net.state_dict()).", e);
        }
    }

    private static Tensor Only(Tensor[] outputs, string name, string path) => outputs is [var only] ? only : throw new GlassboxException(
        $"{name} returns {outputs.Length} tensors, not one: choose one in a script, as in var net = jit.load(\"{path}\").eval(); new Model(\"{name}\", x => net.call_all(x)[0], net.state_dict()).");

    private static FileKind.Kind Kind(string path)
    {
        try
        {
            using var stream = Files.InputFile.Open(path, "network");
            return FileKind.Of(stream);
        }
        catch (InvalidDataException e) { throw new GlassboxException($"{path} is damaged: {e.Message}", e); }
    }

    private static bool IsPath(string text) =>
        File.Exists(text) || text.Contains(Path.DirectorySeparatorChar) || Path.GetExtension(text) is ".pth" or ".pt" or ".th" or ".safetensors" or ".onnx" or ".bin";
}
