using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// How much worse the model gets when a feature, or a group of features together, takes the values of other samples: the rise of the cross-entropy, or the fall of the accuracy, with confidence intervals over the samples.
/// An interval that covers zero says that the model can do without.
/// </summary>
[Method("permutation-importance", "Permutation feature importance", Source = "Breiman 2001")]
public sealed class PermutationImportance : IDiagnostic<PermutationImportance.Options>
{
    /// <param name="Repeats">How many times each feature is permuted; the mean counts.</param>
    /// <param name="Segments">The group of each element, whole numbers that broadcast to an input; single features of tables, and squares of pictures, unless said.</param>
    /// <param name="SuperpixelCount">About how many squares pictures are divided into; 0 for 50, or fewer for small ones.</param>
    /// <param name="Accuracy">Measure the fall of the accuracy instead of the rise of the cross-entropy.</param>
    /// <param name="BatchSize">How many samples the model is given at a time, at most.</param>
    public sealed record Options(
        [Range(1, 10_000)] int Repeats = 5, Tensor? Segments = null, [Range(0, 1_000_000)] int SuperpixelCount = 0, bool Accuracy = false, [Range(1, 65536)] int BatchSize = 256);

    /// <inheritdoc/>
    public Diagnosis Diagnose(Model model, Dataset data, Options options, Run run)
    {
        if (data.Labels.Length == 0) throw new GlassboxException("The data has no labels: without them nothing says when the model gets worse.");
        if (data.Count < 2) throw new GlassboxException("A single sample has no others to take values from: give more data.");
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = cat([.. data.Batches(options.BatchSize).Select(b => b.Inputs.to(model.Device))], 0);
        var labels = tensor(data.Labels, device: x.device);
        var parts = Parts.Of(model, x.narrow(0, 0, 1), options.Segments, Superpixels.Grid, options.SuperpixelCount)[0];
        var prepared = model.Prepare();
        var before = Loss(x, "samples");

        var rises = new Tensor[parts.Count];
        for (var part = 0; part < parts.Count; part++)
        {
            using var each = NewDisposeScope();
            var inside = parts.Ids.eq(part);
            Tensor? sum = null;
            for (var repeat = 0; repeat < options.Repeats; repeat++)
            {
                var others = randperm(data.Count, generator: run.Generator(stream: 1 + part * options.Repeats + repeat)).to(x.device);
                var loss = Loss(where(inside, x.index_select(0, others), x), $"samples, group {part + 1} of {parts.Count}");
                sum = sum is null ? loss : sum + loss;
            }
            rises[part] = (sum! / options.Repeats - before).MoveToOuterDisposeScope();
        }

        var intervals = rises.Select(r => MeanInterval.Of(r.data<double>().ToArray())).ToArray();
        var table = new Table("group", "importance", "from", "to", "can do without")
        {
            Title = "Permutation importance",
            Caption = FormattableString.Invariant($"{(options.Accuracy ? "Fall of the accuracy" : "Rise of the cross-entropy")} from {(options.Accuracy ? 1 - before.mean().ToDouble() : before.mean().ToDouble()):0.####} when a group takes other samples' values; 95 % confidence intervals over {data.Count} samples, {options.Repeats} permutations each."),
        };
        foreach (var part in Enumerable.Range(0, parts.Count).OrderByDescending(p => intervals[p].Mean))
            table.Add(part, intervals[part].Mean, intervals[part].Low, intervals[part].High, intervals[part].CoversZero);
        return new Diagnosis(table)
        {
            Values = new Dictionary<string, Tensor>
            {
                ["importance"] = tensor(intervals.Select(i => i.Mean).ToArray()).MoveToOuterDisposeScope(),
                ["from"] = tensor(intervals.Select(i => i.Low).ToArray()).MoveToOuterDisposeScope(), ["to"] = tensor(intervals.Select(i => i.High).ToArray()).MoveToOuterDisposeScope(),
                ["segments"] = parts.Ids.MoveToOuterDisposeScope(),
            },
        };

        // One number a sample: its cross-entropy, or 1 where it is classified wrongly.
        Tensor Loss(Tensor inputs, string unit) => run.InBatches(inputs.size(0), options.BatchSize, (first, count) =>
        {
            var (logits, own) = (prepared.Logits(inputs.narrow(0, first, count)), labels.narrow(0, first, count));
            var loss = options.Accuracy ? logits.argmax(1).ne(own) : -logits.log_softmax(1).gather(1, own.unsqueeze(1)).squeeze(1);
            return loss.to(ScalarType.Float64).cpu();
        }, unit);
    }
}
