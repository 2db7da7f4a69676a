using System.Globalization;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The rules that a user assigns: <c>layer4.*: gamma 0.5; depth 1-3 conv: z-plus; softmax: stop</c>. What comes first counts.</summary>
internal sealed class OwnRules
{
    private static readonly string[] LayerRuleNames =
        ["epsilon", "gamma", "z-plus", "alpha-beta", "z-box", "w-square", "flat", "gamma-unsplit", "z-plus-unsplit"];

    private static readonly string[] OperatorRuleNames = ["pass", "share", "gradient", "half", "stop"];

    private readonly List<(Where Where, LayerRule? Layer, Rule? Operator)> rules = [];
    private readonly Lrp.Options options;
    private readonly Account account;
    private readonly Func<BoxRule> box;
    private readonly Action<string> note;

    /// <param name="graph">What ran.</param>
    /// <param name="options">The rules as text, and the parameters of those that name none.</param>
    /// <param name="box">The box rule with the options' bounds.</param>
    /// <param name="note">Takes what the reader of the result must know.</param>
    /// <param name="account">Where rules report.</param>
    public OwnRules(Graph graph, Lrp.Options options, Func<BoxRule> box, Action<string> note, Account account)
    {
        (this.options, this.box, this.note, this.account) = (options, box, note, account);
        foreach (var entry in (options.Rules ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = entry.IndexOf(':');
            if (colon < 0) throw new GlassboxException($"\"{entry}\" is no rule: write where and which, such as \"layer4.*: gamma 0.5\".");
            var where = Where.Parse(entry[..colon].Trim(), graph);
            var words = entry[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (OfOperator(words.FirstOrDefault() ?? "") is { } rule)
            {
                rules.Add((where, null, rule));
                continue;
            }
            var layerRule = OfLayer(words, entry);
            if (graph.Nodes.FirstOrDefault(n => n.IsActive && LinearOperator.Of(n) is null && where.Holds(n, null)) is { } bare)
                throw new GlassboxException($"The rule \"{words[0]}\" is for layers with weights, and {bare.Kind} has none: choose from {string.Join(", ", OperatorRuleNames)}.");
            rules.Add((where, layerRule, null));
        }
    }

    /// <summary>The rule assigned to an operator; null where there is none.</summary>
    public (LayerRule? Layer, Rule? Operator)? For(Node node, LinearOperator? layer)
    {
        var found = rules.FirstOrDefault(r => r.Where.Holds(node, layer));
        return found.Where is null ? null : (found.Layer, found.Operator);
    }

    private Rule? OfOperator(string name) => name switch
    {
        "pass" => OperatorRules.Pass,
        "share" => (node, outputs) => node.Inputs.Count(i => i.IsActive) > 1 && OperatorRules.IsProduct(node)
            ? throw new GlassboxException($"{node.FullName} in \"{node.Path}\" is a product of two activations, each of which would get all of it: \"half\" gives each half.")
            : OperatorRules.Share(node, outputs, account),
        "gradient" => (node, outputs) => OperatorRules.Move(node, outputs, account),
        "half" => (node, outputs) => AttentionRules.Uniform(node, outputs, account),
        "stop" => (node, outputs) => Stop(node, outputs),
        _ => null,
    };

    private Tensor?[] Stop(Node node, Tensor?[] outputs)
    {
        account.Ledger.Absorb(node, outputs[0]!);
        return new Tensor?[node.Inputs.Length];
    }

    private LayerRule OfLayer(string[] words, string entry)
    {
        var name = words.FirstOrDefault() ?? "";
        double Number(int i, double otherwise) => words.Length <= i ? otherwise
            : double.TryParse(words[i], CultureInfo.InvariantCulture, out var n) ? n
            : throw new GlassboxException($"\"{words[i]}\" in \"{entry}\" is no number.");
        return name switch
        {
            "epsilon" => new EpsilonRule(Number(1, options.Epsilon)),
            "gamma" => new GammaRule(Number(1, options.Gamma)),
            "z-plus" => new ZPlusRule(),
            "alpha-beta" => new AlphaBetaRule(Number(1, 2), Number(2, 1)),
            "z-box" => words.Length > 1 ? new BoxRule(tensor(Number(1, 0)), tensor(Number(2, 1)), note) : box(),
            "w-square" => new WSquareRule(),
            "flat" => new FlatRule(),
            "gamma-unsplit" => new UnsplitRule(w => w + Number(1, options.Gamma) * w.clamp(min: 0)),
            "z-plus-unsplit" => new UnsplitRule(w => w.clamp(min: 0)),
            _ => throw new GlassboxException($"There is no rule \"{name}\"." + Nearest.Hint(name, [.. LayerRuleNames, .. OperatorRuleNames])),
        };
    }
}
