using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// Runs a network again for inputs that differ from a recorded one inside rectangles only. Each operator recomputes what the change reaches, the rest is taken
/// from the recorded run; from where everything is reached it runs as usual. Batch norms are folded into convolutions, and channels lie together in memory.
/// </summary>
internal sealed class RegionalReplay
{
    /// <summary>Above this share of a whole pass, cutting rectangles out costs more than it spares.</summary>
    public const double WorthCutting = 0.9;

    private readonly Graph graph;
    private readonly Value wanted;
    private readonly RegionalOperator[] operators;
    private readonly double work;

    private RegionalReplay(Graph graph, Value wanted, RegionalOperator[] operators)
    {
        (this.graph, this.wanted, this.operators) = (graph, wanted, operators);
        work = operators.Sum(o => o.Work);
    }

    /// <summary>The input, recorded as <c>[1, C, H, W]</c>.</summary>
    public Value Input => graph.Input;

    /// <summary>The output, recorded as <c>[1, ...]</c>.</summary>
    public Value Wanted => wanted;

    /// <summary>Runs a model on a picture and records it; null where what ran cannot be recorded, such as an output that does not depend on the input, or cannot be run again for many inputs at once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The picture: <c>[1, C, H, W]</c>.</param>
    /// <param name="layer">The layer to compute; the model's output where null.</param>
    public static RegionalReplay? Of(Model model, Tensor input, string? layer)
    {
        if (input.dim() != 4 || input.size(0) != 1 || !input.is_floating_point()) return null;
        Graph recorded;
        try { recorded = Recorded(model, input); }
        catch (GlassboxException) { return null; }
        var graph = recorded.FoldBatchNorm(check: false);
        if (layer is not null && !graph.LayerNames.Contains(layer)) graph = recorded;
        var wanted = layer is null ? graph.Output : graph.Layer(layer);
        var needed = graph.Nodes.Where(Graph.Ancestors([wanted], new Dictionary<Value, Tensor>()).Contains).Where(n => n.IsActive).ToArray();
        return needed.All(RegionalOperator.CanRepeat) ? new RegionalReplay(graph, wanted, [.. needed.Select(RegionalOperator.Of)]) : null;
    }

    /// <summary>The share of a whole pass's multiplications that inputs changed in these rectangles take.</summary>
    public double Cost(Regions where)
    {
        var changed = Plan(where);
        return operators.Sum(o => o.Work * Share(o.Node.Output)) / work;

        double Share(Value output) => !changed.TryGetValue(output, out var reached) ? 0
            : reached is null ? 1 : reached.Height * reached.Width / (double)(output.Tensor.size(2) * output.Tensor.size(3));
    }

    /// <summary>The outputs for inputs that hold <paramref name="patches"/> in these rectangles and are as recorded elsewhere.</summary>
    /// <param name="patches">What the rectangles hold: <c>[samples, C, h, w]</c>.</param>
    /// <param name="where">The rectangles.</param>
    /// <returns><c>[samples, ...]</c>.</returns>
    public Tensor Run(Tensor patches, Regions where)
    {
        using var scope = NewDisposeScope();
        var values = new ChangedValues((int)patches.size(0), Readers());
        values.Set(graph.Input, Layouts.ChannelsLast(patches), where, owned: false);
        return Run(values, where).MoveToOuterDisposeScope();
    }

    /// <summary>Runs what the input reaches.</summary>
    /// <param name="values">Holds the input.</param>
    /// <param name="where">Where the input has changed; null where it is whole.</param>
    /// <returns>The output: <c>[samples, ...]</c>.</returns>
    /// <exception cref="NotSupportedException">An operator does not treat the first axis as a batch.</exception>
    public Tensor Run(ReplayedValues values, Regions? where)
    {
        var plan = Plan(where);
        foreach (var operation in operators)
        {
            var node = operation.Node;
            if (node.Inputs.Any(values.Has))
            {
                var reached = plan[node.Output];
                Tensor?[] results = reached is null ? operation.RunWhole(values) : [operation.Run(values, reached)];
                for (var i = 0; i < results.Length; i++)
                {
                    if (results[i] is not { } result || node.Outputs[i] is not { } output) continue;
                    if (reached is null && !result.shape.SequenceEqual([values.Samples, .. output.Tensor.shape[1..]]))
                        throw new NotSupportedException($"{node} gave [{string.Join(", ", result.shape)}] for {values.Samples} samples.");
                    if (values.IsRead(output)) values.Set(output, result, reached, operation.MakesItsOwn);
                    else result.Dispose();
                }
            }
            foreach (var input in node.Inputs) values.Read(input);
        }
        return values.Whole(wanted);
    }

    /// <summary>How many of the operators read each value, and who asked for the output as one more.</summary>
    public Dictionary<Value, int> Readers()
    {
        var readers = new Dictionary<Value, int> { [wanted] = 1 };
        foreach (var operation in operators)
            foreach (var input in operation.Node.Inputs) readers[input] = readers.GetValueOrDefault(input) + 1;
        return readers;
    }

    /// <summary>The values that depend on the input and are not only read in the very places where they change.</summary>
    public HashSet<Value> Kept()
    {
        var kept = new HashSet<Value> { graph.Input, wanted };
        foreach (var operation in operators)
            if (operation is not PlacewiseOperator { IsOfOneMap: true }) kept.UnionWith(operation.Node.Inputs.Where(i => i.IsActive));
        return kept;
    }

    /// <summary>Where each value changes; null where it does so as a whole. Values that do not change are left out.</summary>
    private Dictionary<Value, Regions?> Plan(Regions? where)
    {
        var changed = new Dictionary<Value, Regions?> { [graph.Input] = where };
        foreach (var operation in operators)
        {
            var inputs = operation.Node.Inputs.Where(changed.ContainsKey).Distinct().ToArray();
            if (inputs.Length == 0) continue;
            Regions? reached = null;
            if (inputs.All(i => changed[i] is not null)) reached = operation.Reached(inputs.ToDictionary(i => i, i => changed[i]!));
            if (reached is not null && reached.Height == operation.Node.Output.Tensor.size(2) && reached.Width == operation.Node.Output.Tensor.size(3)) reached = null;
            foreach (var output in operation.Node.Outputs)
                if (output is not null) changed[output] = reached;
        }
        return changed;
    }

    private static Graph Recorded(Model model, Tensor input)
    {
        try
        {
            return model.Capture(Layouts.ChannelsLast(input));
        }
        catch (TorchException)
        {
            // Some code asks for views that only the usual layout has.
            return model.Capture(input);
        }
    }
}
