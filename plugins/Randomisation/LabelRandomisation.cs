using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The data randomisation test (Adebayo et al. 2018, section 4): a network of the same kind is trained on the same inputs with their labels shuffled, which it can only learn by heart, and each
/// explanation is made again. One that stays the same does not explain what relates inputs to labels.
/// </summary>
[Method("label-randomisation", "Label randomisation", Source = "Adebayo et al. 2018")]
public sealed class LabelRandomisation : IRetrainingMetric<LabelRandomisation.Options>
{
    /// <param name="Absolute">Compare magnitudes, so that evidence against counts as evidence for.</param>
    /// <param name="Threshold">The mean rank correlation, above which an explanation fails.</param>
    /// <param name="Learnt">The share of shuffled labels that the new network must have learnt for the test to mean anything; a note says where it has not.</param>
    public sealed record Options(bool Absolute = false, [Range(-1, 1)] double Threshold = 0.5, [Range(0, 1)] double Learnt = 0.95);

    /// <inheritdoc/>
    public Score Measure(Func<Dataset, Model> train, Dataset data, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var names = SideBySide.Names(explanations);
        var (remaking, notes) = Likeness.Remade(explanations, names, run);
        if (data.Labels.Length == 0) throw new GlassboxException("Label randomisation shuffles labels: the data set has none.");
        using var order = randperm(data.Count, generator: run.Generator(stream: 1));
        var shuffled = new Relabelled(data, [.. order.data<long>().ToArray().Select(i => data.Labels[i])]);
        var model = train(shuffled) ?? throw new GlassboxException("What was given to train a network gave none.");
        if (ReferenceEquals(model, explanations[0].Model)) throw new GlassboxException("What was given to train a network gave the model that was explained: it must make a new one.");
        var learnt = Learnt(model, shuffled, run);
        if (learnt < options.Learnt)
            notes.Add(FormattableString.Invariant($"The network learnt only {learnt:0 %} of the shuffled labels (the test wants {options.Learnt:0 %}): train it longer, or on fewer samples."));
        var (ranks, structures) = Likeness.Of(explanations, names, remaking, model, options.Absolute, "shuffled labels", notes, (done, total) => run.Step(done, total, "explanations"));

        var rank = new Measure("relabelled: rank correlation", ranks.MoveToOuterDisposeScope(), Better.Less);
        var measures = structures is null ? new[] { rank } : [rank, new Measure("relabelled: SSIM", structures.MoveToOuterDisposeScope(), Better.Less)];
        return new Score("Label randomisation",
            FormattableString.Invariant($"Likeness of each explanation to that of a network which learnt {learnt:0 %} of shuffled labels, mean of {SideBySide.Inputs(explanations[0].Inputs.size(0))}; less is better."), names, measures)
        {
            Values = measures.ToDictionary(m => m.Name.Split(": ")[1].Replace(' ', '-').ToLowerInvariant(), m => m.Values),
            Notes = notes,
            Warnings = Likeness.Warnings(names, rank, options.Threshold, "label randomisation check: with a network that learnt shuffled labels"),
        };
    }

    private static double Learnt(Model model, Dataset data, Run run)
    {
        using var off = no_grad();
        var right = 0L;
        foreach (var batch in data.Batches(256))
        {
            using var scope = NewDisposeScope();
            run.Cancellation.ThrowIfCancellationRequested();
            right += model.Logits(batch.Inputs.to(model.Device)).argmax(1).cpu().eq(batch.Labels).sum().ToInt64();
        }
        return right / (double)data.Count;
    }
}
