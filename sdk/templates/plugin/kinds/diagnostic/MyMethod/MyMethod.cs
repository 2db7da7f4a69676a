using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod;

/// <summary>How often the model is right about each class: a start, to be replaced by your method.</summary>
[Method("my-method", "My method", Source = "Name the paper here")]
public sealed class MyMethod : IDiagnostic<MyMethod.Options>
{
    /// <summary>The options; their defaults are the paper's.</summary>
    /// <param name="BatchSize">How many samples run at a time.</param>
    public sealed record Options([Range(1, 65536)] int BatchSize = 64);

    /// <inheritdoc/>
    public Diagnosis Diagnose(Model model, Dataset data, Options options, Run run)
    {
        if (data.Labels.Length == 0) throw new GlassboxException("The data set has no labels, so that nobody knows what would be right: give one that has.");
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (right, all) = (new SortedDictionary<long, long>(), new SortedDictionary<long, long>());
        long done = 0;
        foreach (var batch in data.Batches(options.BatchSize))
        {
            using var turn = NewDisposeScope();
            run.Step(done, data.Count, "samples");
            var answers = model.Logits(batch.Inputs.to(model.Device)).argmax(1).cpu().data<long>().ToArray();
            var labels = batch.Labels.data<long>().ToArray();
            for (var i = 0; i < labels.Length; i++)
            {
                all[labels[i]] = all.GetValueOrDefault(labels[i]) + 1;
                right[labels[i]] = right.GetValueOrDefault(labels[i]) + (answers[i] == labels[i] ? 1 : 0);
            }
            done += labels.Length;
        }
        var table = new Table("class", "samples", "right") { Title = "My method", Formats = new Dictionary<string, string> { ["right"] = "0.0 %" } };
        foreach (var (label, count) in all) table.Add(model.ClassName(label), count, (double)right[label] / count);
        return new Diagnosis(table) { Checks = [new Check("every sample is counted", Math.Abs(all.Values.Sum() - data.Count), 0)] };
    }
}
