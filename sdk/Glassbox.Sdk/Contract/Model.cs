using Glassbox.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// A trained network: a forward function, its named layers and parameters, and what belongs to them (preprocessing, class names, device).
/// Methods never change it.
/// </summary>
public sealed class Model
{
    private readonly Func<Tensor, Tensor> forward;
    private readonly CompiledGraphs compiled;
    private readonly Seen seen;

    /// <summary>A model from any differentiable function of a batch.</summary>
    /// <param name="name">A name for reports.</param>
    /// <param name="forward">From a batch <c>[N, ...]</c> to the output, for classifiers logits <c>[N, classes]</c>. It may be nn modules, functional code, a TorchScript file: what runs is what is explained.</param>
    /// <param name="parameters">The named parameters and buffers that <paramref name="forward"/> uses, so that captured operators carry their names.</param>
    /// <param name="preprocessing">How pictures become inputs.</param>
    /// <param name="classNames">The classes' names in order; empty for indices only.</param>
    /// <param name="device">Where the parameters are; the CPU unless said.</param>
    public Model(
        string name, Func<Tensor, Tensor> forward, IReadOnlyDictionary<string, Tensor>? parameters = null,
        Preprocessing? preprocessing = null, IReadOnlyList<string>? classNames = null, Device? device = null)
    {
        Name = name;
        (compiled, seen) = (new(), new());
        this.forward = inputs =>
        {
            var output = GivenFunction.Call(forward, inputs, name, "inputs");
            seen.OneScore = output.dim() == 2 && output.size(1) == 1;
            return output;
        };
        Parameters = parameters ?? new Dictionary<string, Tensor>();
        Preprocessing = preprocessing;
        ClassNames = classNames ?? [];
        Device = device ?? Parameters.Values.FirstOrDefault()?.device ?? CPU;
    }

    /// <summary>A model from a module, switched to evaluation mode.</summary>
    /// <param name="name">A name for reports.</param>
    /// <param name="module">The network; dropout and batch statistics are off from here on.</param>
    /// <param name="preprocessing">How pictures become inputs.</param>
    /// <param name="classNames">The classes' names in order.</param>
    public Model(string name, nn.Module<Tensor, Tensor> module, Preprocessing? preprocessing = null, IReadOnlyList<string>? classNames = null)
        : this(name, module.call, module.state_dict(), preprocessing, classNames)
    {
        Module = module;
        module.eval();
    }

    private Model(Model other)
    {
        (Name, forward, compiled, seen, Module) = (other.Name, other.forward, other.compiled, other.seen, other.Module);
        (Parameters, Preprocessing, ClassNames, Device, FeatureNames, Vocabulary) = (other.Parameters, other.Preprocessing, other.ClassNames, other.Device, other.FeatureNames, other.Vocabulary);
    }

    /// <summary>The same model, whose inputs are rows with these names, such as <c>table.FeatureNames</c>: figures write them.</summary>
    public Model WithFeatureNames(IReadOnlyList<string> names) => new(this) { FeatureNames = names };

    /// <summary>The same model, whose inputs are texts of these words: the word of token 0, of token 1, and so on. Figures write them.</summary>
    public Model WithVocabulary(IReadOnlyList<string> words) => new(this) { Vocabulary = words };

    /// <summary>The module behind the model; null where it is a plain function, a TorchScript file or an ONNX graph.</summary>
    public nn.Module<Tensor, Tensor>? Module { get; }

    /// <summary>A name for reports.</summary>
    public string Name { get; }

    /// <summary>The parameters and buffers by name, live.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters { get; }

    /// <summary>How pictures become inputs; null where the inputs are no pictures.</summary>
    public Preprocessing? Preprocessing { get; }

    /// <summary>The classes' names in order; empty where they are not known.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What each place of a row is called, where the inputs are rows of a table; empty where it is not known.</summary>
    public IReadOnlyList<string> FeatureNames { get; private init; } = [];

    /// <summary>The word of each token, where the inputs are texts; empty where it is not known.</summary>
    public IReadOnlyList<string> Vocabulary { get; private init; } = [];

    /// <summary>Where the parameters are.</summary>
    public Device Device { get; }

    /// <summary>The model's output for a batch: <c>[N, ...]</c>, for classifiers logits <c>[N, classes]</c>. Gradients flow as the caller's grad mode says.</summary>
    /// <exception cref="GlassboxException">The network is in training mode: its answer would depend on the rest of the batch.</exception>
    public Tensor Logits(Tensor inputs)
    {
        RefuseTrainingMode();
        // A network may change what it is given.
        var own = inputs.clone();
        var output = forward(own);
        if (!ReferenceEquals(output, own)) own.Dispose();
        return output;
    }

    /// <summary>One score a sample for a target: <c>[N]</c>, differentiable in the inputs.</summary>
    /// <param name="inputs">The batch: <c>[N, ...]</c>.</param>
    /// <param name="target">What to score, settled for as many inputs.</param>
    public Tensor Score(Tensor inputs, FixedTarget target) =>
        target.Score(target.Layer is { } layer ? Capture(inputs, gradients: is_grad_enabled()).Layer(layer).Tensor : Logits(inputs));

    /// <summary>Runs the model once on a batch and records every operator that ran.</summary>
    /// <param name="inputs">The batch: <c>[N, ...]</c>.</param>
    /// <param name="gradients">Whether the recorded values stay connected for <c>autograd.grad</c>; they are plain values unless said.</param>
    public Graph Capture(Tensor inputs, bool gradients = false)
    {
        RefuseTrainingMode();
        return Recorder.Record(this, forward, inputs, gradients);
    }

    /// <summary>This model for many passes over inputs: batches run faster, and give the same to rounding.</summary>
    public Prepared Prepare() => new(this);

    /// <summary>The compiled graph for samples of this shape; null where there can be none.</summary>
    internal CompiledGraph? CompiledFor(Tensor inputs) => compiled.For(this, inputs);

    /// <summary>Samples of this shape run as the model itself from here on.</summary>
    internal void KeepPlain(Tensor inputs) => compiled.KeepPlain(inputs);

    /// <summary>
    /// The activation of one layer for each sample of a data set, flattened: <c>[N, D]</c> on the CPU. It is computed once and kept in <c>$XDG_CACHE_HOME/glassbox/features</c> under a hash of the operators up
    /// to the layer, their weights, and the samples, so that it is never out of date; matrices of more than 256 MB stay on disk and are read where they are looked at.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <param name="layer">The layer's name, any of the captured graph's; the model's output where null.</param>
    /// <param name="batchSize">How many samples run at a time at most: fewer do where their activations would take more than 1 GB.</param>
    /// <param name="cache">Whether the matrix is taken from the cache and kept there; otherwise it is computed in memory.</param>
    /// <exception cref="GlassboxException">There is no such layer; the message names the nearest.</exception>
    public Tensor Features(Dataset data, string? layer = null, int batchSize = 64, bool cache = true)
    {
        RefuseTrainingMode();
        return FeatureReader.Read(this, data, layer, batchSize, cache, VerbHost.NewRun());
    }

    /// <summary>The shape of a layer's activation for these inputs: <c>[N, ...]</c>.</summary>
    public long[] LayerShape(Tensor inputs, string layer)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return Capture(inputs).Layer(layer).Tensor.shape;
    }

    /// <summary>The name of a class, or its index as text where it has none.</summary>
    public string ClassName(long index) => index < ClassNames.Count ? ClassNames[(int)index] : index.ToString();

    /// <summary>A class as a title names it: by its name, else by its index, or as the output where the model, as far as it has run, gives one score alone.</summary>
    internal string ClassInWords(long index) => index < ClassNames.Count ? ClassNames[(int)index] : seen.OneScore ? "the output" : $"class {index}";

    /// <summary>The index of the class of this name (letter case ignored), or of this number.</summary>
    /// <exception cref="GlassboxException">There is no such class; the message names the nearest.</exception>
    public long ClassIndex(string name)
    {
        for (var i = 0; i < ClassNames.Count; i++)
            if (string.Equals(ClassNames[i], name, StringComparison.OrdinalIgnoreCase)) return i;
        // ImageNet's names list synonyms: "tabby, tabby cat".
        for (var i = 0; i < ClassNames.Count; i++)
            if (ClassNames[i].Split(", ").Contains(name, StringComparer.OrdinalIgnoreCase)) return i;
        if (long.TryParse(name, out var index)) return index;
        throw new GlassboxException($"{Name} has no class \"{name}\"." +
            (Parameters.Keys.Any(p => p.StartsWith(name + ".", StringComparison.Ordinal)) ? $" {name} is a layer: write layer: \"{name}\"." :
             ClassNames.Count == 0 ? " It has no class names: give the class's index." : Nearest.Hint(name, [.. ClassNames.SelectMany(c => c.Split(", "))])));
    }

    /// <summary>
    /// Whether what the model gives can change with its parameters alone: every module in it ships with Glassbox, where none keeps anything else, none is training, and its parameters are those that it was made with.
    /// A function, or a module of somebody's own, may read a field that changes.
    /// </summary>
    internal bool IsMadeOfParameters =>
        Module is { } module
        && module.modules().Prepend(module).All(m => !m.training && m.GetType().Assembly.GetName().Name is "Glassbox.Torch" or "Glassbox.Models")
        && module.state_dict().Values.Select(t => t.Handle).SequenceEqual(Parameters.Values.Select(t => t.Handle));

    internal void RefuseTrainingMode()
    {
        if (Module is { training: true })
            throw new GlassboxException($"{Name} is in training mode, where an answer depends on the rest of the batch: call eval() on the network first.");
    }

    /// <summary>What the model's runs have shown of it.</summary>
    private sealed class Seen
    {
        public bool OneScore { get; set; }
    }
}
