using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The search for the parts of one input to wipe: which, in order, and the score before the first and after each.</summary>
internal sealed class WipingPath(Model model, MaskedInput masked, FixedTarget target, Parts parts, double[] shares, PixelWiping.Options options, Run run, string unit)
{
    /// <summary>The parts that are present when these are wiped: <c>[1, parts]</c> of Bool.</summary>
    public Tensor Without(IReadOnlyCollection<int> wiped) => Rows([wiped]);

    /// <summary>Tries every part that still fits, wipes the best, and starts again from there.</summary>
    public (List<int> Order, List<double> Scores) Greedy()
    {
        var (order, scores) = (new List<int>(), new List<double>());
        while (true)
        {
            using var scope = NewDisposeScope();
            // Candidates differ from the input wiped so far by one part: that is the run to start from.
            var forward = new PerturbedForward(model, masked.Inputs(Without(order)), target);
            if (order.Count == 0) scores.Add(forward.Scores(masked.Inputs(Without(order))).ToDouble());
            var candidates = Fitting(order).ToArray();
            if (candidates.Length == 0) return (order, scores);
            var values = Score(forward, [.. candidates.Select(part => (IReadOnlyCollection<int>)[.. order, part])], $"{unit}, {order.Count} wiped");
            var best = Best(values);
            order.Add(candidates[best]);
            scores.Add(values[best]);
        }
    }

    /// <summary>Tries every part alone, then wipes them in the order of what that did.</summary>
    public (List<int> Order, List<double> Scores) Ranked()
    {
        using var scope = NewDisposeScope();
        var forward = new PerturbedForward(model, masked.Inputs(Without([])), target);
        var alone = Score(forward, [[], .. Enumerable.Range(0, parts.Count).Select(part => (IReadOnlyCollection<int>)[part])], unit);
        var order = new List<int>();
        // Stable: of equal parts the first.
        foreach (var part in Enumerable.Range(0, parts.Count).OrderBy(part => options.Goal == WipingGoal.Destroy ? alone[part + 1] : -alone[part + 1]))
            if (Fits(order, part)) order.Add(part);
        var path = Score(forward, [.. Enumerable.Range(0, order.Count + 1).Select(wiped => (IReadOnlyCollection<int>)order[..wiped])], "wiped inputs");
        return (order, [.. path]);
    }

    private int Best(double[] scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
            if (options.Goal == WipingGoal.Destroy ? scores[i] < scores[best] : scores[i] > scores[best]) best = i;
        return best;
    }

    private IEnumerable<int> Fitting(List<int> wiped) => Enumerable.Range(0, parts.Count).Where(part => !wiped.Contains(part) && Fits(wiped, part));

    // Shares are sums of whole numbers of elements: rounding must not leave a part out.
    private bool Fits(List<int> wiped, int part) => wiped.Sum(w => shares[w]) + shares[part] <= options.Share + 1e-9;

    private double[] Score(PerturbedForward forward, IReadOnlyList<IReadOnlyCollection<int>> wiped, string counted) =>
        masked.Evaluate(Rows(wiped), forward.Scores, options.BatchSize, run, counted).data<double>().ToArray();

    private Tensor Rows(IReadOnlyList<IReadOnlyCollection<int>> wiped)
    {
        var present = new bool[wiped.Count, parts.Count];
        for (var row = 0; row < wiped.Count; row++)
            for (var part = 0; part < parts.Count; part++) present[row, part] = !wiped[row].Contains(part);
        return tensor(present).to(parts.Ids.device);
    }
}
