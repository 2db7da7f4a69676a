using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The model-parameter randomisation test (Adebayo et al. 2018): layer after layer, trained weights give way to random ones, and each explanation is made again. One that stays the same does not explain
/// what the network has learnt; edge detectors pass for explanations otherwise. The model's weights are changed meanwhile and put back after.
/// </summary>
[Method("randomisation", "Parameter randomisation", Source = "Adebayo et al. 2018")]
public sealed class Randomisation : IMetric<Randomisation.Options>
{
    /// <param name="Order">Which layers have random weights at a stage.</param>
    /// <param name="Stages">How many stages there are at most, in equal steps from one layer to all; 0 for one a layer, as in the paper. Each costs as much as the explanations did.</param>
    /// <param name="Weights">What takes the place of trained weights.</param>
    /// <param name="Absolute">Compare magnitudes, so that evidence against counts as evidence for.</param>
    /// <param name="Threshold">The mean rank correlation, above which an explanation fails.</param>
    public sealed record Options(
        RandomisationOrder Order = RandomisationOrder.Cascading, [Range(0, 100_000)] int Stages = 3, RandomWeights Weights = RandomWeights.Initial, bool Absolute = false,
        [Range(-1, 1)] double Threshold = 0.5);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var names = SideBySide.Names(explanations);
        var inputs = explanations[0].Inputs;
        var (remaking, notes) = Likeness.Remade(explanations, names, run);
        var layers = Layers.Of(model, inputs);
        var stages = Stages(layers, options);
        var (ranks, structures) = (new List<Tensor>(), new List<Tensor>());
        for (var s = 0; s < stages.Length; s++)
        {
            using var random = new RandomisedParameters(model, stages[s].Layers.SelectMany(l => l.Parameters), options.Weights, run);
            var stage = s;
            var (rank, structure) = Likeness.Of(
                explanations, names, remaking, RandomisedParameters.Anew(model), options.Absolute, $"random weights ({stages[s].Name})", notes, (done, total) => run.Step(stage * total + done, stages.Length * total, "explanations"));
            ranks.Add(rank);
            if (structure is not null) structures.Add(structure);
        }
        return Told(names, explanations, options, stages, layers.Length, stack(ranks.ToArray(), 1), structures.Count > 0 ? stack(structures.ToArray(), 1) : null, notes);
    }

    private static Score Told(string[] names, Attribution[] explanations, Options options, Stage[] stages, int layers, Tensor ranks, Tensor? structures, IReadOnlyList<string> notes)
    {
        var correlation = new Measure("randomised: rank correlation", ranks.nanmean(1).MoveToOuterDisposeScope(), Better.Less);
        var measures = new List<Measure> { correlation };
        var values = new Dictionary<string, Tensor> { ["rank-correlation"] = ranks.MoveToOuterDisposeScope() };
        if (structures is not null)
        {
            measures.Add(new Measure("randomised: SSIM", structures.mean([1L]).MoveToOuterDisposeScope(), Better.Less));
            values["ssim"] = structures.MoveToOuterDisposeScope();
        }
        var curves = names.SelectMany((name, e) => new[] { ("rank correlation", ranks), ("SSIM", structures) }.Where(m => m.Item2 is not null).Select(m =>
            new Curve(name, [.. stages.Select((_, s) => s + 1.0)], m.Item2![e].nanmean(1).data<double>().ToArray()) { XTitle = $"stage ({options.Order switch
            {
                RandomisationOrder.Cascading => "random from the output down",
                RandomisationOrder.BottomUp => "random from the input up",
                _ => "one layer random",
            }})", YTitle = m.Item1 }));
        return new Score("Parameter randomisation",
            $"Likeness of each explanation to itself with random weights, mean of {stages.Length} stages ({string.Join("; ", stages.Select(s => s.Name))}; {layers} layers in all) and " +
                $"{SideBySide.Inputs(explanations[0].Inputs.size(0))}; less is better.", names, measures)
        {
            Curves = [.. curves],
            Values = values,
            Notes = notes,
            Warnings = Likeness.Warnings(names, correlation, options.Threshold, "randomisation check: with random weights"),
        };
    }

    private static Stage[] Stages((string Name, string[] Parameters)[] layers, Options options)
    {
        var count = options.Stages == 0 ? layers.Length : Math.Min(options.Stages, layers.Length);
        // From one layer to all; a single stage is the whole network.
        var ends = Enumerable.Range(0, count).Select(i => count == 1 ? layers.Length : 1 + (int)Math.Round((layers.Length - 1.0) * i / (count - 1)));
        return [.. ends.Select(end => options.Order switch
        {
            RandomisationOrder.Cascading => new Stage(end == layers.Length ? "all" : $"{layers[^end].Name} and later", layers[^end..]),
            RandomisationOrder.BottomUp => new Stage(end == layers.Length ? "all" : $"{layers[end - 1].Name} and earlier", layers[..end]),
            _ => new Stage(layers[^end].Name, [layers[^end]]),
        })];
    }

    private sealed record Stage(string Name, (string Name, string[] Parameters)[] Layers);
}

/// <summary>Which layers have random weights at a stage.</summary>
public enum RandomisationOrder
{
    /// <summary>From the output down: the last layer, then the last two, and so on (the paper's cascading randomisation).</summary>
    Cascading,

    /// <summary>One layer at a time, the others as trained.</summary>
    Independent,

    /// <summary>From the input up: the first layer, then the first two, and so on.</summary>
    BottomUp,
}
