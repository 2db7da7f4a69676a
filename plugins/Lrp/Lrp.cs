using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Layer-wise relevance propagation (Bach et al. 2015; Montavon et al. 2019): the score is distributed backwards, operator by operator, and conserved.</summary>
[Method("lrp", "Layer-wise relevance propagation", Source = "Bach et al. 2015; Montavon et al. 2019",
    Notice = "LRP is patented by others (EP3271863B1, US 12,061,966 B2): see to a licence before commercial use.")]
public sealed class Lrp : IAttributor<Lrp.Options>
{
    /// <summary>The options.</summary>
    /// <param name="Composite">Which rule each kind of layer gets.</param>
    /// <param name="Epsilon">Stabiliser of the epsilon rule, added to each denominator with its sign.</param>
    /// <param name="Gamma">How much the gamma rule favours positive contributions.</param>
    /// <param name="Low">The smallest input value, for the box rule: one number, or one a channel (of a table, a feature). None for the smallest that pixels can have after the model's preprocessing.</param>
    /// <param name="High">The largest input value, for the box rule: one number, or one a channel (of a table, a feature). None for the largest that pixels can have.</param>
    /// <param name="Rules">
    /// Rules for some operators, before the composite's: <c>first: z-box; layer4.*: gamma 0.5; depth 2-5 conv: z-plus; softmax: stop</c>. What comes first counts. Where: first, last, conv,
    /// linear, a depth among the layers with weights, a module path with *, an operator, or several that must hold. Which: epsilon, gamma, z-plus, alpha-beta, z-box, w-square,
    /// flat, each with its numbers; pass, share, gradient, half or stop for any operator.
    /// </param>
    /// <param name="BatchNorm">Whether batch norms become part of the layer before them, or pass relevance unchanged.</param>
    /// <param name="Initial">Whether the walk starts with the score or with one.</param>
    /// <param name="Gates">Who gets the relevance of a product with an attention weight or a gate.</param>
    /// <param name="Layer">Where the walk ends: a layer, whose relevance is then given back; the input where none.</param>
    /// <param name="Stabiliser">Added with its sign to the denominators of every rule but epsilon.</param>
    /// <param name="Biases">What becomes of the relevance that falls to biases.</param>
    public sealed record Options(
        Composite Composite = Composite.EpsilonPlus, [Range(0, 1e6)] double Epsilon = 1e-6, [Range(0, 1e6)] double Gamma = 0.25,
        double[]? Low = null, double[]? High = null, string? Rules = null,
        BatchNorm BatchNorm = BatchNorm.Fold, InitialRelevance Initial = InitialRelevance.Score, [LayerName] string? Layer = null, Gates Gates = Gates.Half,
        [Range(1e-12, 1)] double Stabiliser = 1e-6, Biases Biases = Biases.Absorb);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
        Explain(model, inputs, target, options, run,
            (node, graph, account) => options.Gates == Gates.Constant && Gate.LetsConstantThrough(node)
                ? (n, outputs) => Gate.Absorb(n, outputs, account)
                : OperatorRules.For(node, account) ?? AttentionRules.For(node, graph, account, options.Gates));

    /// <summary>Relevance by the options' rules for layers with weights, and by others for operators without.</summary>
    internal static Attribution Explain(Model model, Tensor inputs, Target target, Options options, Run run, Func<Node, Graph, Account, Rule?> withoutWeights)
    {
        using var off = no_grad();
        var score = target.For(model, inputs);
        using var scope = NewDisposeScope();
        var graph = (options.BatchNorm == BatchNorm.Fold ? model.Prepare().Capture(inputs) : model.Capture(inputs)).UnrollRecurrent();
        var from = score.Layer is { } name ? graph.Layer(name) : graph.Output;
        var wanted = options.Layer is { } layer ? graph.Layer(layer) : graph.Input;
        var (scores, gradient) = score.Start(from.Tensor);
        // Any scalar function's score is distributed by gradient x value; that of a class or a neuron is its value.
        var seed = options.Initial == InitialRelevance.Score ? gradient * from.Tensor.detach() : gradient;
        var ledger = new Ledger();
        var account = new Account(ledger, options.Stabiliser);
        var rules = new RuleMap(graph, options, model, account, node => withoutWeights(node, graph, account));
        var relevance = Walk.Back(graph, new Dictionary<Value, Tensor> { [from] = seed }, rules.For, run, [wanted], ledger)[wanted];
        return new Attribution(model, inputs, score, relevance.MoveToOuterDisposeScope())
        {
            Checks = [rules.Conservation()],
            Notes = rules.Notes,
            Extras = new Dictionary<string, Tensor>
            {
                ["score"] = scores.MoveToOuterDisposeScope(),
                ["absorbed"] = tensor(ledger.Absorbed).MoveToOuterDisposeScope(),
            },
        };
    }
}

/// <summary>Which rule each kind of layer gets.</summary>
public enum Composite
{
    /// <summary>Epsilon everywhere; with epsilon 0 this is LRP-0.</summary>
    Epsilon,

    /// <summary>z-plus for convolutions, epsilon for dense layers (Kohlbrenner et al. 2020).</summary>
    EpsilonPlus,

    /// <summary>As <see cref="EpsilonPlus"/>, with the flat rule for the first layer (Lapuschkin et al. 2019).</summary>
    EpsilonPlusFlat,

    /// <summary>The box rule for the first convolution, gamma for the others, epsilon for dense layers (Montavon et al. 2019). Made for networks like VGG; poor on residual ones.</summary>
    EpsilonGammaBox,

    /// <summary>alpha 2, beta 1 for convolutions, epsilon for dense layers.</summary>
    EpsilonAlpha2Beta1,

    /// <summary>As <see cref="EpsilonAlpha2Beta1"/>, with the flat rule for the first layer.</summary>
    EpsilonAlpha2Beta1Flat,

    /// <summary>w-square for convolutions, epsilon for dense layers.</summary>
    WSquare,

    /// <summary>The generalised gamma rule for every layer with weights, as for vision transformers (Achtibat et al. 2024).</summary>
    Gamma,
}

/// <summary>What becomes of batch norms in evaluation mode.</summary>
public enum BatchNorm
{
    /// <summary>They become part of the convolution or dense layer before them; those that follow no such layer share relevance by the epsilon rule.</summary>
    Fold,

    /// <summary>They pass relevance on unchanged.</summary>
    Pass,
}

/// <summary>Who gets the relevance of a product of two activations of which one is a gate: attention weights from a softmax, or a sigmoid that lets channels through.</summary>
public enum Gates
{
    /// <summary>Each factor half, and the softmax passes its own on by its Taylor expansion (AttnLRP, Achtibat et al. 2024, propositions 3.1 and 3.3).</summary>
    Half,

    /// <summary>What the gate lets through gets all, as if the gate were a constant (Arras et al. 2017; for attention Ali et al. 2022).</summary>
    Constant,
}

/// <summary>What becomes of the relevance that falls to the biases of layers with weights.</summary>
public enum Biases
{
    /// <summary>They stand in the denominators and keep their share, which reaches no input (Bach et al. 2015).</summary>
    Absorb,

    /// <summary>Denominators are sums over the inputs alone, which share all of it.</summary>
    Ignore,
}

/// <summary>What the walk starts with.</summary>
public enum InitialRelevance
{
    /// <summary>The score itself, so that the relevances sum to it.</summary>
    Score,

    /// <summary>One, so that maps of different inputs have one scale.</summary>
    One,
}
