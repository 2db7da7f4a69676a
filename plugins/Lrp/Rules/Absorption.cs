using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>What an operator passes to no input, because its stabiliser or its bias keeps it.</summary>
/// <param name="account">Where it is reported.</param>
/// <param name="node">The operator.</param>
/// <param name="sign">-1 for shares that the rule subtracts.</param>
internal sealed class Absorption(Account account, Node node, double sign = 1)
{
    /// <summary>The stabiliser of every rule but epsilon.</summary>
    public double Epsilon => account.Stabiliser;

    /// <summary>The account of shares that the rule subtracts.</summary>
    public Absorption Subtracted => new(account, node, -sign);

    /// <summary><c>sum R - s z</c>: what the division left over.</summary>
    public void Rest(Tensor relevance, Tensor s, Tensor z)
    {
        if (!account.Ledger.IsBatchFirst(node))
        {
            Take(relevance - s * z);
            return;
        }
        Take(relevance.sum(Axes.OfSample(relevance)) - Dot(s, z));
    }

    /// <summary><c>sum s epsilon</c>: the stabiliser's share where it has one sign.</summary>
    public void Stabiliser(Tensor s, double epsilon) => Take((account.Ledger.IsBatchFirst(node) ? s.sum(Axes.OfSample(s)) : s) * epsilon);

    /// <summary><c>sum s b</c>: the bias's share.</summary>
    /// <param name="s">The relevance for a unit of output.</param>
    /// <param name="bias">One number an output channel.</param>
    /// <param name="convolution">Whether channels are the second dimension; they are the last one otherwise.</param>
    public void Bias(Tensor s, Tensor bias, bool convolution)
    {
        if (!account.Ledger.IsBatchFirst(node))
        {
            Take(s * (convolution ? bias.view([-1, .. Enumerable.Repeat(1L, (int)s.dim() - 2)]) : bias));
            return;
        }
        var others = Axes.OfSample(s).Where(d => d != (convolution ? 1 : s.dim() - 1)).ToArray();
        Take((others.Length == 0 ? s : s.sum(others)).matmul(bias));
    }

    /// <summary>All of it, element by element or a number a sample.</summary>
    public void Take(Tensor relevance) => account.Ledger.Absorb(node, sign < 0 ? -relevance : relevance);

    /// <summary>The inner product of each sample's elements, read as they lie in memory and without their product: <c>[N]</c>. One product of stacked rows is ten times slower.</summary>
    private static Tensor Dot(Tensor a, Tensor b)
    {
        var (x, y) = (a.AsItLies().flatten(1), b.AsItLies(a).flatten(1));
        return stack([.. Enumerable.Range(0, (int)a.shape[0]).Select(n => x[n].dot(y[n]))], 0);
    }
}
