using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>What an operator passes to no input, because its stabiliser or its bias keeps it.</summary>
/// <param name="ledger">The account.</param>
/// <param name="node">The operator.</param>
/// <param name="sign">-1 for shares that the rule subtracts.</param>
internal sealed class Absorption(Ledger ledger, Node node, double sign = 1)
{
    /// <summary>The account of shares that the rule subtracts.</summary>
    public Absorption Subtracted => new(ledger, node, -sign);

    /// <summary><c>sum R - s z</c>: what the division left over.</summary>
    public void Rest(Tensor relevance, Tensor s, Tensor z)
    {
        if (!ledger.IsBatchFirst(node))
        {
            Take(relevance - s * z);
            return;
        }
        var n = relevance.shape[0];
        // One pass over both, without their product in memory.
        var divided = s.reshape(n, 1, -1).matmul(z.reshape(n, -1, 1)).view(n);
        Take(relevance.reshape(n, -1).sum(1) - divided);
    }

    /// <summary><c>sum s b</c>: the bias's share.</summary>
    /// <param name="s">The relevance for a unit of output.</param>
    /// <param name="bias">One number an output channel.</param>
    /// <param name="convolution">Whether channels are the second dimension; they are the last one otherwise.</param>
    public void Bias(Tensor s, Tensor bias, bool convolution)
    {
        if (!ledger.IsBatchFirst(node))
        {
            Take(s * (convolution ? bias.view([-1, .. Enumerable.Repeat(1L, (int)s.dim() - 2)]) : bias));
            return;
        }
        var n = s.shape[0];
        var channels = convolution ? s.reshape(n, s.shape[1], -1).sum(2) : s.reshape(n, -1, s.shape[^1]).sum(1);
        Take(channels.matmul(bias));
    }

    /// <summary>All of it, element by element or a number a sample.</summary>
    public void Take(Tensor relevance) => ledger.Absorb(node, sign < 0 ? -relevance : relevance);
}
