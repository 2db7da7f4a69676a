using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// The account of a walk: what each operator was given and passed on, what its bias and stabiliser absorbed, and the total at every cut of the
/// graph. All sums are a sample's, in double precision.
/// </summary>
public sealed class Ledger
{
    private readonly List<LedgerEntry> entries = [];
    private readonly Dictionary<Node, double[]> absorbed = [];
    private double[] total = [];

    /// <summary>What the walk started with, a number a sample.</summary>
    public double[] Seed { get; private set; } = [];

    /// <summary>One entry an operator, from the output to the input.</summary>
    public IReadOnlyList<LedgerEntry> Entries => entries;

    /// <summary>What biases and stabilisers absorbed in all, a number a sample.</summary>
    public double[] Absorbed => [.. Enumerable.Range(0, Seed.Length).Select(n => absorbed.Values.Sum(a => a[n]))];

    /// <summary>
    /// The largest part of the seed, over samples and operators, that went missing or came from nowhere: given, less passed on, less absorbed.
    /// </summary>
    public double WorstImbalance => entries.Count == 0 ? 0 : entries.Max(e => e.Imbalance(Seed));

    /// <summary>How many times the seed the absolute relevances at an operator sum to, at most: rounding errors grow by as much.</summary>
    public double Amplification { get; private set; }

    /// <summary>The first operator, walking back from the output, that loses or makes relevance; null where all conserve it.</summary>
    /// <param name="tolerance">The share of the seed that rounding may lose.</param>
    public LedgerEntry? FirstBreak(double tolerance = 1e-4) => entries.FirstOrDefault(e => e.Imbalance(Seed) > tolerance);

    /// <summary>A rule reports relevance that it passes to no input, because the bias or the stabiliser absorbs it.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="relevance">What is absorbed, element by element: the first dimension is the batch.</param>
    public void Absorb(Node node, Tensor relevance)
    {
        var sums = PerSample(relevance);
        absorbed[node] = absorbed.TryGetValue(node, out var before) ? [.. before.Zip(sums, (a, b) => a + b)] : sums;
    }

    internal void Start(IEnumerable<Tensor> seeds)
    {
        Seed = Sum(seeds);
        total = Seed;
    }

    internal void Enter(Node node, Tensor?[] given, Tensor?[] passed, IReadOnlyDictionary<Value, Tensor> pending)
    {
        var into = Sum(given.OfType<Tensor>());
        var from = Sum(passed.Where((_, i) => node.Inputs[i].IsActive).OfType<Tensor>());
        if (from.Length == 0) from = new double[into.Length];
        total = [.. total.Select((t, n) => t - into[n] + from[n])];
        var magnitude = Sum(given.OfType<Tensor>().Select(t => t.abs()));
        Amplification = Math.Max(Amplification, magnitude.Select((m, n) => m / Math.Max(Math.Abs(Seed[n]), 1e-12)).Max());
        entries.Add(new LedgerEntry(node, into, from, absorbed.GetValueOrDefault(node) ?? new double[into.Length], total));
    }

    private static double[] Sum(IEnumerable<Tensor> tensors)
    {
        double[]? sum = null;
        foreach (var tensor in tensors)
        {
            var own = PerSample(tensor);
            sum = sum is null ? own : [.. sum.Zip(own, (a, b) => a + b)];
        }
        return sum ?? [];
    }

    private static double[] PerSample(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().reshape(tensor.shape[0], -1).sum(1, type: ScalarType.Float64).cpu().data<double>().ToArray();
    }

    /// <summary>The account as a table, an operator a row, for the first sample.</summary>
    public Table Table()
    {
        var table = new Table("operator", "given", "passed on", "absorbed", "total at this cut");
        foreach (var e in entries) table.Add(e.Node.Name, e.Given[0], e.Passed[0], e.Absorbed[0], e.Total[0]);
        return table;
    }
}

/// <summary>What one operator was given and passed on, a number a sample.</summary>
/// <param name="Node">The operator.</param>
/// <param name="Given">The relevance that arrived at its outputs.</param>
/// <param name="Passed">The relevance that it passed to its inputs.</param>
/// <param name="Absorbed">The relevance that its bias and stabiliser kept.</param>
/// <param name="Total">The relevance on the whole cut of the graph before this operator.</param>
public sealed record LedgerEntry(Node Node, double[] Given, double[] Passed, double[] Absorbed, double[] Total)
{
    /// <summary>The largest share of the seed that is neither passed on nor absorbed, over the samples.</summary>
    public double Imbalance(double[] seed) =>
        Enumerable.Range(0, Given.Length).Max(n => Math.Abs(Given[n] - Passed[n] - Absorbed[n]) / Math.Max(Math.Abs(seed[n]), 1e-12));
}
