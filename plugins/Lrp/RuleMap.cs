using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Which rule each operator of a graph gets: the user's own rules first, then the composite's, then those of operators without weights.</summary>
internal sealed class RuleMap
{
    private readonly Graph graph;
    private readonly Lrp.Options options;
    private readonly Ledger ledger;
    private readonly Func<BoxRule> box;
    private readonly Node? firstLayer;
    private readonly List<(string Where, LayerRule? Rule)> own;
    private readonly List<string> notes = [];

    public RuleMap(Graph graph, Lrp.Options options, Model model, Ledger ledger)
    {
        this.graph = graph;
        this.options = options;
        this.ledger = ledger;
        firstLayer = graph.Nodes.FirstOrDefault(n => LinearOperator.Of(n) is not null);
        box = () => Box(model, graph.Input.Tensor);
        own = Parse(options.Rules);
        if (options.Composite == Composite.EpsilonGammaBox && graph.Nodes.Any(n => n.Kind == "add" && n.Inputs.Count(i => i.IsActive) > 1))
            notes.Add("This network has skip connections, on which epsilon-gamma-box is known to give poor maps: epsilon-plus suits it better.");
    }

    /// <summary>What a reader of the relevances must know.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The rule of an operator; null where there is none.</summary>
    public Rule? For(Node node)
    {
        if (LinearOperator.Of(node) is { } layer)
        {
            var rule = own.FirstOrDefault(o => Matches(o.Where, node, layer)) is (not null, _) named ? named.Rule : Composed(node, layer);
            return rule is null ? OperatorRules.Pass : (n, outputs) => Through(n, layer, rule, outputs[0]!);
        }
        if (node.Kind == "batch_norm")
            return options.BatchNorm == BatchNorm.Pass ? OperatorRules.Pass : (n, outputs) => OperatorRules.ShareBatchNorm(n, outputs, ledger);
        return OperatorRules.For(node, ledger) ?? AttentionRules.For(node, graph, ledger);
    }

    /// <summary>What the walk promises: no operator loses relevance but what its bias and stabiliser absorb.</summary>
    public Check Conservation()
    {
        // Large relevances of both signs cancel: rounding is relative to their absolute sum, not to the score.
        var tolerance = 1e-5 * Math.Max(1, ledger.Amplification);
        return new Check("relevance is conserved at every operator, but for what biases absorb", ledger.WorstImbalance, tolerance);
    }

    private Tensor?[] Through(Node node, LinearOperator layer, LayerRule rule, Tensor relevance)
    {
        var passed = rule.Apply(layer, layer.Input.Tensor.detach(), node.Output.Tensor.detach(), relevance, new Absorption(ledger, node));
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
            _ when !layer.IsConvolution => epsilon,
            Composite.EpsilonPlus or Composite.EpsilonPlusFlat => new ZPlusRule(),
            Composite.EpsilonGammaBox => new GammaRule(options.Gamma),
            Composite.EpsilonAlpha2Beta1 or Composite.EpsilonAlpha2Beta1Flat => new AlphaBetaRule(2, 1),
            Composite.WSquare => new WSquareRule(),
            _ => epsilon,
        };
    }

    // ---- the user's own rules ------------------------------------------------------------------------------------------------------

    private bool Matches(string where, Node node, LinearOperator layer) => where switch
    {
        "first" => node == firstLayer,
        "conv" => layer.IsConvolution,
        "linear" or "dense" => !layer.IsConvolution,
        _ => Regex.IsMatch(node.Path, "^" + Regex.Escape(where).Replace("\\*", ".*") + "$"),
    };

    private List<(string, LayerRule?)> Parse(string? rules)
    {
        var parsed = new List<(string, LayerRule?)>();
        foreach (var entry in (rules ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = entry.IndexOf(':');
            if (colon < 0) throw new GlassboxException($"\"{entry}\" is no rule: write where and which, such as \"layer4.*: gamma 0.5\".");
            var where = entry[..colon].Trim();
            if (!graph.Nodes.Any(n => LinearOperator.Of(n) is { } l && Matches(where, n, l)))
                throw new GlassboxException($"No layer with weights matches \"{where}\"." +
                    Nearest.Hint(where, ["first", "conv", "linear", .. graph.Nodes.Where(n => LinearOperator.Of(n) is not null).Select(n => n.Path)]));
            parsed.Add((where, One(entry[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries), entry)));
        }
        return parsed;
    }

    private static readonly string[] RuleNames =
        ["epsilon", "gamma", "z-plus", "alpha-beta", "z-box", "w-square", "flat", "pass", "gamma-unsplit", "z-plus-unsplit"];

    private LayerRule? One(string[] words, string entry)
    {
        var name = words.FirstOrDefault() ?? "";
        double Number(int i, double otherwise) => words.Length <= i ? otherwise
            : double.TryParse(words[i], System.Globalization.CultureInfo.InvariantCulture, out var n) ? n
            : throw new GlassboxException($"\"{words[i]}\" in \"{entry}\" is no number.");
        return name switch
        {
            "epsilon" => new EpsilonRule(Number(1, options.Epsilon)),
            "gamma" => new GammaRule(Number(1, options.Gamma)),
            "z-plus" => new ZPlusRule(),
            "alpha-beta" => new AlphaBetaRule(Number(1, 2), Number(2, 1)),
            "z-box" => words.Length > 1 ? new BoxRule(tensor(Number(1, 0)), tensor(Number(2, 1)), notes.Add) : box(),
            "w-square" => new WSquareRule(),
            "flat" => new FlatRule(),
            "pass" => null,
            "gamma-unsplit" => new UnsplitRule(w => w + Number(1, options.Gamma) * w.clamp(min: 0)),
            "z-plus-unsplit" => new UnsplitRule(w => w.clamp(min: 0)),
            _ => throw new GlassboxException($"There is no rule \"{name}\"." + Nearest.Hint(name, RuleNames)),
        };
    }

    // ---- the box -------------------------------------------------------------------------------------------------------------------

    private BoxRule Box(Model model, Tensor inputs) => 
        new(Bound(options.Low, 0, "low", model, inputs), Bound(options.High, 1, "high", model, inputs), notes.Add);

    /// <summary>The bound as the model's input has it: what was given, or where black and white pixels come to lie.</summary>
    private static Tensor Bound(double[]? given, double pixel, string name, Model model, Tensor inputs)
    {
        var channels = inputs.dim() == 4 ? inputs.shape[1] : 1;
        if (given is null)
        {
            if (model.Preprocessing is not { } preprocessing)
                throw new GlassboxException($"The box rule needs the smallest and largest input value: give low and high, for {model.Name} says nothing of its preprocessing.");
            return preprocessing.Normalize(full([1, preprocessing.Channels, 1, 1], pixel, dtype: inputs.dtype, device: inputs.device));
        }
        if (given.Length != 1 && given.Length != channels)
            throw new GlassboxException($"{name} has {given.Length} numbers: give one, or one for each of the {channels} channels.");
        var bound = tensor(given, dtype: inputs.dtype, device: inputs.device);
        return given.Length == 1 ? bound : bound.view(1, channels, 1, 1);
    }
}
