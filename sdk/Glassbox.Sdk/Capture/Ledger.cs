using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// The account of a walk: what each operator was given and passed on, what its bias and stabiliser absorbed, and the total at every cut of the
/// graph. All sums are a sample's. They stay on the device until they are read.
/// </summary>
public sealed class Ledger
{
    private readonly List<(Node Node, Tensor Given, Tensor Passed)> open = [];
    private readonly Dictionary<Value, Tensor> sums = [];
    private readonly Dictionary<Node, Tensor> kept = [];
    private readonly List<Tensor> magnitudes = [];
    private List<LedgerEntry>? entries;
    private Graph? graph;
    private Tensor? seed;
    private double[] seedSums = [];
    private double amplification;
    private long samples;

    /// <summary>What the walk started with, a number a sample.</summary>
    public double[] Seed
    {
        get
        {
            Settle();
            return seedSums;
        }
    }

    /// <summary>One entry an operator, from the output to the input.</summary>
    public IReadOnlyList<LedgerEntry> Entries => Settle();

    /// <summary>What biases and stabilisers absorbed in all, a number a sample.</summary>
    public double[] Absorbed => [.. Enumerable.Range(0, Seed.Length).Select(n => Entries.Sum(e => e.Absorbed[n]))];

    /// <summary>
    /// The largest part of the seed, over samples and operators, that went missing or came from nowhere: given, less passed on, less absorbed.
    /// </summary>
    public double WorstImbalance => Entries.Count == 0 ? 0 : Entries.Max(e => e.Imbalance(seedSums));

    /// <summary>How many times the seed the absolute relevances at an operator sum to, at most: rounding errors grow by as much.</summary>
    public double Amplification
    {
        get
        {
            Settle();
            return amplification;
        }
    }

    /// <summary>The first operator, walking back from the output, that loses or makes relevance; null where all conserve it.</summary>
    /// <param name="tolerance">The share of the seed that rounding may lose.</param>
    public LedgerEntry? FirstBreak(double tolerance = 1e-4) => Entries.FirstOrDefault(e => e.Imbalance(seedSums) > tolerance);

    /// <summary>A rule reports relevance that it passes to no input, because the bias or the stabiliser absorbs it.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="relevance">What is absorbed: element by element in the shape of the output, or already summed, <c>[N]</c>, where <see cref="IsBatchFirst"/>.</param>
    public void Absorb(Node node, Tensor relevance)
    {
        var own = PerSample(relevance, AxisOf(node.Output));
        if (kept.Remove(node, out var before))
        {
            kept[node] = Keep(before + own);
            before.Dispose();
            own.Dispose();
        }
        else kept[node] = own;
    }

    /// <summary>A rule reports that an operator which moves relevance gave some of it to constants, such as a class token put before the others: all that it did not pass on.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="given">The relevance of its outputs.</param>
    /// <param name="passed">The relevance that it passed to its inputs.</param>
    public void AbsorbRest(Node node, Tensor?[] given, Tensor?[] passed)
    {
        using var scope = NewDisposeScope();
        Tensor Sum(Tensor?[] relevance, Value?[] values) => relevance.Zip(values)
            .Where(p => p.First is not null).Select(p => PerSample(p.First!, AxisOf(p.Second!))).Aggregate(zeros_like(seed!), (a, b) => a + b);
        kept[node] = Keep(Sum(given, node.Outputs) - Sum(passed, node.Inputs));
    }

    /// <summary>Whether the first axis of an operator's output holds the batch, alone or outermost.</summary>
    public bool IsBatchFirst(Node node) => AxisOf(node.Output) == 0;

    internal void Start(Graph graph, IEnumerable<KeyValuePair<Value, Tensor>> seeds)
    {
        this.graph = graph;
        samples = graph.Input.Tensor.size(0);
        foreach (var (value, relevance) in seeds)
        {
            sums[value] = PerSample(relevance, AxisOf(value));
            seed = seed is null ? sums[value].alias().DetachFromDisposeScope() : Keep(seed + sums[value]);
        }
    }

    internal void Enter(Node node, Tensor?[] given, Tensor?[] passed)
    {
        var into = Keep(node.Outputs.Where((o, i) => given[i] is not null).Select(o => sums[o!]).Aggregate(zeros_like(seed!), (a, b) => a + b));
        var from = zeros_like(seed!);
        for (var i = 0; i < passed.Length; i++)
        {
            if (passed[i] is not { } relevance || !node.Inputs[i].IsActive) continue;
            // What is passed on untouched has the sum that it had.
            var same = Array.FindIndex(given, g => g is not null && g.Handle == relevance.Handle);
            var own = same >= 0 ? sums[node.Outputs[same]!] : PerSample(relevance, AxisOf(node.Inputs[i]));
            if (same < 0) magnitudes.Add(Magnitude(relevance, AxisOf(node.Inputs[i])));
            from += own;
            sums[node.Inputs[i]] = sums.Remove(node.Inputs[i], out var before) ? Keep(before + own) : own.alias().DetachFromDisposeScope();
            before?.Dispose();
            if (same < 0) own.Dispose();
        }
        // Where a value's samples cannot be told apart, the batch as a whole must balance.
        var whole = node.Inputs.Where((v, i) => passed[i] is not null && v.IsActive).Concat(node.Outputs.OfType<Value>()).Any(v => AxisOf(v) is null);
        if (whole && kept.Remove(node, out var absorbed)) kept[node] = Even(absorbed);
        open.Add(whole ? (node, Even(into), Even(from)) : (node, into, Keep(from)));
    }

    /// <summary>Reads the sums from the device, once.</summary>
    private List<LedgerEntry> Settle()
    {
        if (entries is not null) return entries;
        if (seed is null) return [];
        entries = [];
        seedSums = Read(seed);
        var total = seedSums;
        foreach (var (node, given, passed) in open)
        {
            var (into, from) = (Read(given), Read(passed));
            var absorbed = kept.TryGetValue(node, out var a) ? Read(a) : new double[into.Length];
            total = [.. total.Select((t, n) => t - into[n] + from[n])];
            entries.Add(new LedgerEntry(node, into, from, absorbed, total));
        }
        amplification = magnitudes.Select(m => Read(m).Select((v, n) => v / Math.Max(Math.Abs(seedSums[n]), 1e-12)).Max()).DefaultIfEmpty(1).Max();
        foreach (var sum in sums.Values) sum.Dispose();
        return entries;
    }

    private static double[] Read(Tensor sums)
    {
        using var scope = NewDisposeScope();
        var numbers = sums.to(ScalarType.Float64).cpu().data<double>().ToArray();
        sums.Dispose();
        return numbers;
    }

    /// <summary>A sum outlives the scope of the operator it was made in.</summary>
    private static Tensor Keep(Tensor sum) => sum.DetachFromDisposeScope();

    private int? AxisOf(Value value) => graph?.BatchAxis(value);

    /// <summary>The sum over each sample.</summary>
    private Tensor PerSample(Tensor tensor, int? axis)
    {
        using var scope = NewDisposeScope();
        if (tensor.dim() == 1 && tensor.size(0) == samples) return Keep(tensor.detach().to(ScalarType.Float64, copy: true));
        return Settled(Rows(tensor, axis).sum(1));
    }

    /// <summary>The absolute sum over each sample.</summary>
    private Tensor Magnitude(Tensor tensor, int? axis)
    {
        using var scope = NewDisposeScope();
        return Settled(Rows(tensor, axis).norm(1, p: 1));
    }

    /// <summary>A sample a row; the whole batch in one row where the axis is not known.</summary>
    private Tensor Rows(Tensor tensor, int? axis)
    {
        var first = axis is > 0 && tensor.dim() > 1 ? tensor.detach().movedim([axis.Value], [0]) : tensor.detach();
        return first.AsItLies().reshape(axis is null ? 1 : samples, -1);
    }

    private Tensor Settled(Tensor sums) => sums.size(0) == samples ? Keep(sums.to(ScalarType.Float64, copy: true)) : Even(sums);

    /// <summary>The batch's mean for each sample.</summary>
    private Tensor Even(Tensor sums) => Keep((sums.sum().to(ScalarType.Float64) / samples).expand(samples).clone());

    /// <summary>The account as a table, an operator a row, for the first sample.</summary>
    public Table Table()
    {
        var table = new Table("operator", "given", "passed on", "absorbed", "total at this cut");
        foreach (var e in Entries) table.Add(e.Node.Name, e.Given[0], e.Passed[0], e.Absorbed[0], e.Total[0]);
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
