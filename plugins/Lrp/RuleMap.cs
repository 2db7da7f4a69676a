using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Which rule each operator of a graph gets: the user's own rules first, then the composite's, then those of operators without weights.</summary>
internal sealed class RuleMap
{
    private readonly Lrp.Options options;
    private readonly Account account;
    private readonly Func<BoxRule> box;
    private readonly Func<Node, Rule?> withoutWeights;
    private readonly Node? firstLayer;
    private readonly OwnRules own;
    private readonly List<string> notes = [];

    /// <param name="graph">What ran.</param>
    /// <param name="options">The composite, the user's own rules, and their parameters.</param>
    /// <param name="model">The model, whose preprocessing bounds the inputs.</param>
    /// <param name="account">Where rules report.</param>
    /// <param name="withoutWeights">The rules of operators without weights.</param>
    public RuleMap(Graph graph, Lrp.Options options, Model model, Account account, Func<Node, Rule?> withoutWeights)
    {
        this.options = options;
        this.account = account;
        this.withoutWeights = withoutWeights;
        firstLayer = graph.Nodes.FirstOrDefault(n => LinearOperator.Of(n) is not null);
        box = () => Box(model, graph.Input.Tensor);
        own = new OwnRules(graph, options, box, notes.Add, account);
        if (options.Composite == Composite.EpsilonGammaBox && graph.Nodes.Any(n => n.Kind == "add" && n.Inputs.Count(i => i.IsActive) > 1))
            notes.Add("This network has skip connections, on which epsilon-gamma-box is known to give poor maps: epsilon-plus suits it better.");
    }

    /// <summary>What a reader of the relevances must know.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The rule of an operator; null where there is none.</summary>
    public Rule? For(Node node)
    {
        var layer = LinearOperator.Of(node);
        var assigned = own.For(node, layer);
        if (assigned is (_, { } rule)) return rule;
        if (layer is not null) return (n, outputs) => Through(n, layer, assigned?.Layer ?? Composed(node, layer), outputs[0]!);
        return node.Kind == "batch_norm" && options.BatchNorm == BatchNorm.Pass ? OperatorRules.Pass : withoutWeights(node);
    }

    /// <summary>What the walk promises: no operator loses relevance but what its bias and stabiliser absorb.</summary>
    public Check Conservation()
    {
        // Large relevances of both signs cancel: rounding is relative to their absolute sum, not to the score.
        var tolerance = 1e-5 * Math.Max(1, account.Ledger.Amplification);
        return new Check("relevance is conserved at every operator, but for what biases absorb", account.Ledger.WorstImbalance, tolerance);
    }

    private Tensor?[] Through(Node node, LinearOperator layer, LayerRule rule, Tensor relevance)
    {
        var (x, z) = (layer.Input.Tensor.detach(), node.Output.Tensor.detach());
        if (options.Biases == Biases.Ignore && layer.Bias is not null)
        {
            layer = layer.WithoutBias();
            if (rule.DividesByOutput) z = layer.Apply(x, layer.Weight, null);
        }
        var passed = rule.Apply(layer, x, z, relevance, new Absorption(account, node));
        return [.. node.Inputs.Select(i => i == layer.Input ? passed : null)];
    }

    private LayerRule Composed(Node node, LinearOperator layer)
    {
        var epsilon = new EpsilonRule(options.Epsilon);
        var first = node == firstLayer;
        return options.Composite switch
        {
            Composite.EpsilonPlusFlat or Composite.EpsilonAlpha2Beta1Flat when first => new FlatRule(),
            Composite.EpsilonGammaBox when first && layer.IsConvolution => box(),
            Composite.Gamma => new GammaRule(options.Gamma),
            _ when !layer.IsConvolution => epsilon,
            Composite.EpsilonPlus or Composite.EpsilonPlusFlat => new ZPlusRule(),
            Composite.EpsilonGammaBox => new GammaRule(options.Gamma),
            Composite.EpsilonAlpha2Beta1 or Composite.EpsilonAlpha2Beta1Flat => new AlphaBetaRule(2, 1),
            Composite.WSquare => new WSquareRule(),
            _ => epsilon,
        };
    }

    private BoxRule Box(Model model, Tensor inputs) =>
        new(Bound(options.Low, 0, "low", model, inputs), Bound(options.High, 1, "high", model, inputs), notes.Add);

    /// <summary>The bound as the model's input has it: what was given, or where black and white pixels come to lie.</summary>
    private static Tensor Bound(double[]? given, double pixel, string name, Model model, Tensor inputs)
    {
        var channels = inputs.dim() > 1 ? inputs.shape[1] : 1;
        if (given is null)
        {
            if (model.Preprocessing is not { } preprocessing)
                throw new GlassboxException($"The box rule needs the smallest and largest input value: give low and high, for {model.Name} says nothing of its preprocessing.");
            return preprocessing.Normalize(full([1, preprocessing.Channels, 1, 1], pixel, dtype: inputs.dtype, device: inputs.device));
        }
        if (given.Length != 1 && given.Length != channels)
            throw new GlassboxException($"{name} has {given.Length} numbers: give one, or one for each of the {channels} channels.");
        var bound = tensor(given, dtype: inputs.dtype, device: inputs.device);
        return given.Length == 1 ? bound : bound.view([1, channels, .. Enumerable.Repeat(1L, (int)inputs.dim() - 2)]);
    }
}
