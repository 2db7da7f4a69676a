using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// One term of a rule with modified weights: some part of the input times some part of the weights. A rule's denominator is the sum of its terms,
/// and each term passes back its own share.
/// </summary>
/// <param name="X">The part of the input, such as its positive part.</param>
/// <param name="W">The part of the weights.</param>
/// <param name="B">The part of the bias; null for none.</param>
internal sealed record Term(Tensor X, Tensor W, Tensor? B);

/// <summary>What the rules with modified weights share.</summary>
internal static class ModifiedWeights
{
    /// <summary>Distributes relevance by the sum of some terms: <c>sum_t x_t W_t^T (R / (sum_t z_t + stabiliser))</c>.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="relevance">R, in the shape of the layer's output.</param>
    /// <param name="absorption">Takes what biases and the stabiliser keep.</param>
    /// <param name="sign">1 or -1 where every contribution has that sign, which spares looking; 0 where they may differ.</param>
    public static Tensor Distribute(LinearOperator layer, IReadOnlyList<Term> terms, Tensor relevance, Absorption absorption, int sign = 0)
    {
        if (terms.Count > 1 && layer.JoinsInputs) return DistributeJoined(layer, terms, relevance, absorption, sign);
        var z = terms.Select(t => layer.Apply(t.X, t.W, t.B)).Aggregate((a, b) => a.add_(b));
        var s = Share(layer, terms, relevance, z, absorption, sign);
        return terms.Select(t => layer.Transpose(s, t.W).mul_(t.X)).Aggregate((a, b) => a.add_(b));
    }

    /// <summary>All terms in one pass: the first convolution of a network, whose few channels have both signs, costs half.</summary>
    private static Tensor DistributeJoined(LinearOperator layer, IReadOnlyList<Term> terms, Tensor relevance, Absorption absorption, int sign)
    {
        var (x, w) = (cat(terms.Select(t => t.X).ToArray(), 1), cat(terms.Select(t => t.W).ToArray(), 1));
        var biases = terms.Select(t => t.B).OfType<Tensor>().ToArray();
        var z = layer.Apply(x, w, biases.Length == 0 ? null : biases.Aggregate((a, b) => a + b));
        var shares = layer.Transpose(Share(layer, terms, relevance, z, absorption, sign), w, x).mul_(x);
        return shares.chunk(terms.Count, 1).Aggregate((a, b) => a + b);
    }

    private static Tensor Share(LinearOperator layer, IReadOnlyList<Term> terms, Tensor relevance, Tensor z, Absorption absorption, int sign)
    {
        var s = sign == 0 ? Denominator.Share(relevance, z, absorption.Epsilon, absorption) : Denominator.ShareOfOneSign(relevance, z, sign * absorption.Epsilon, absorption);
        foreach (var term in terms)
            if (term.B is { } bias) absorption.Bias(s, bias, layer.IsConvolution);
        return s;
    }

    /// <summary>The signed parts of an input that are not zero everywhere: behind a ReLU there is no negative part, and its term costs nothing.</summary>
    public static IEnumerable<(Tensor Part, bool Positive)> SignedParts(Tensor x)
    {
        var elements = x.AsItLies();
        var least = elements.min().ToDouble();
        if (least >= 0)
        {
            yield return (x, true);
            yield break;
        }
        var greatest = elements.max().ToDouble();
        if (greatest > 0) yield return (x.clamp(min: 0), true);
        yield return (greatest <= 0 ? x : x.clamp(max: 0), false);
    }
}
