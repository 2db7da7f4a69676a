using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Does the network localise the object, or does it use the context? Covers the object, then everything else, then as much at a random place, and watches the probability of the class: it falls with the object
/// where the network looks at it, and with the surroundings where it relies on these.
/// </summary>
[Method("context-test", "Localising or using context", Source = "Zeiler and Fergus 2014")]
public sealed class ContextTest : IDiagnostic<ContextTest.Options>
{
    /// <param name="Masks">Where the object is in each sample: [N, H, W], non-zero on it.</param>
    /// <param name="Fill">What covers; unless said zero, which is grey for normalised pictures.</param>
    /// <param name="Baseline">What covers, instead of a fill: a number, a value a channel, an input.</param>
    public sealed record Options(Tensor? Masks = null, Filling Fill = Filling.Auto, Tensor? Baseline = null);

    /// <inheritdoc/>
    public Diagnosis Diagnose(Model model, Dataset data, Options options, Run run)
    {
        if (options.Masks is not { } masks) throw new GlassboxException("Say where the objects are: masks, [N, H, W], non-zero on the object of each sample.");
        if (masks.dim() != 3 || masks.size(0) != data.Count) throw new GlassboxException($"Masks of shape [{string.Join(", ", masks.shape)}] do not fit {data.Count} samples: give [N, H, W].");
        using var off = no_grad();
        using var scope = NewDisposeScope();
        string[] covered = ["nothing", "object", "surroundings", "as much elsewhere"];
        var probabilities = covered.Select(_ => new List<double>()).ToArray();
        var random = new Random((int)(run.Seed ^ run.Seed >> 32));
        var prepared = model.Prepare();
        for (var n = 0L; n < data.Count; n++)
        {
            run.Step(n, data.Count, "samples");
            using var each = NewDisposeScope();
            var sample = data[n];
            var x = sample.Input.to(model.Device);
            if (x.dim() != 4 || x.size(2) != masks.size(1) || x.size(3) != masks.size(2))
                throw new GlassboxException($"Masks of {masks.size(1)} x {masks.size(2)} do not fit pictures of [{string.Join(", ", x.shape)}].");
            var mask = masks[n].ne(0).to(x.device).reshape(1, 1, masks.size(1), masks.size(2));
            var filling = Fillings.For(options.Fill, auto: Filling.Zero, options.Baseline, x, null, run.Generator(stream: (int)n));
            var elsewhere = mask.roll([random.NextInt64(masks.size(1)), random.NextInt64(masks.size(2))], [2, 3]);
            var shown = cat([x, where(mask, filling, x), where(mask, x, filling), where(elsewhere, filling, x)], 0);
            var p = prepared.Logits(shown).softmax(1);
            var target = sample.Label ?? p[0].argmax().ToInt64();
            for (var c = 0; c < covered.Length; c++) probabilities[c].Add(p[c, target].ToDouble());
        }
        run.Step(data.Count, data.Count, "samples");

        double[] Fall(int c) => [.. probabilities[0].Zip(probabilities[c], (whole, left) => whole - left)];
        var more = MeanInterval.Of([.. Fall(1).Zip(Fall(2), (withObject, withContext) => withObject - withContext)]);
        var verdict = more.CoversZero || double.IsNaN(more.Low) ? "cannot be told from these samples" : more.Mean > 0 ? "the network localises: it looks at the object" : "the network uses the context";
        var table = new Table("covered", "probability", "fall", "from", "to")
        {
            Title = "Localising or using context?",
            Caption = FormattableString.Invariant($"The fall when the object is covered, less that when the surroundings are: {more.Mean:0.###} ({more.Low:0.###} to {more.High:0.###}): {verdict}. 95 % confidence intervals over {data.Count} samples."),
        };
        for (var c = 0; c < covered.Length; c++)
        {
            var fall = MeanInterval.Of(Fall(c));
            table.Add(covered[c], probabilities[c].Average(), fall.Mean, fall.Low, fall.High);
        }
        return new Diagnosis(table)
        {
            Values = new Dictionary<string, Tensor>
            {
                ["probabilities"] = stack(probabilities.Select(p => tensor(p.ToArray())), 1).MoveToOuterDisposeScope(),
                ["object-less-surroundings"] = tensor(new[] { more.Mean, more.Low, more.High }).MoveToOuterDisposeScope(),
            },
        };
    }
}
