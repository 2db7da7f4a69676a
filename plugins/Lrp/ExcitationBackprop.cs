using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Excitation backpropagation: a winner-take-all process runs down the network, and each value's share is its probability of winning. Weights below
/// zero and biases take no part. The contrastive form subtracts what the opposite of the class would excite.
/// </summary>
[Method("excitation-backprop", "Excitation backpropagation", Source = "Zhang et al. 2016")]
public sealed class ExcitationBackprop : IAttributor<ExcitationBackprop.Options>
{
    /// <summary>The options.</summary>
    /// <param name="Contrastive">Whether what the negated class layer excites is subtracted.</param>
    /// <param name="Layer">Where probabilities are read: a layer; the input where none.</param>
    public sealed record Options(bool Contrastive = false, [LayerName] string? Layer = null);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var off = no_grad();
        var score = target.For(model, inputs);
        using var scope = NewDisposeScope();
        var graph = model.Prepare().Capture(inputs);
        var from = score.Layer is { } scored ? graph.Layer(scored) : graph.Output;
        var wanted = options.Layer is { } layer ? graph.Layer(layer) : graph.Input;
        var ledger = new Ledger();
        var account = new Account(ledger);
        var top = graph.Nodes.LastOrDefault(n => n.Index <= from.Producer?.Index && LinearOperator.Of(n) is not null);
        if (options.Contrastive && top is null) throw new GlassboxException($"{model.Name} has no layer with weights whose opposite could be taken: use the form without contrast.");
        var shares = Walk.Back(graph, new Dictionary<Value, Tensor> { [from] = score.Start(from.Tensor).Gradient }, RuleOf, run, [wanted], ledger)[wanted];
        return new Attribution(model, inputs, score, shares.MoveToOuterDisposeScope())
        {
            Signed = options.Contrastive,
            Extras = new Dictionary<string, Tensor> { ["absorbed"] = tensor(ledger.Absorbed).MoveToOuterDisposeScope() },
            Checks = [new Check("probability given = probability passed on + lost where nothing excites, at every operator", ledger.WorstImbalance, 1e-5 * Math.Max(1, ledger.Amplification))],
        };

        Rule? RuleOf(Node node)
        {
            if (LinearOperator.Of(node) is not { } linear) return PositiveRules.For(node, graph, account);
            return (n, outputs) =>
            {
                var x = linear.Input.Tensor;
                var passed = Excite(n, linear, x, linear.Weight, outputs[0]!, 1);
                if (options.Contrastive && n == top) passed -= Excite(n, linear, x, -linear.Weight, outputs[0]!, -1);
                return [.. n.Inputs.Select(i => i == linear.Input ? passed : null)];
            };
        }

        Tensor Excite(Node node, LinearOperator linear, Tensor x, Tensor weight, Tensor probability, double sign)
        {
            var terms = ModifiedWeights.SignedParts(x).Select(p => new Term(p.Part, p.Positive ? weight.clamp(min: 0) : weight.clamp(max: 0), null)).ToList();
            // In the contrastive form the two halves take what was given once: the second gives it back.
            if (sign < 0) ledger.Absorb(node, probability);
            return ModifiedWeights.Distribute(linear, terms, probability, new Absorption(account, node, sign));
        }
    }
}
