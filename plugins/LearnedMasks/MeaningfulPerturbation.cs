using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Learns the smallest smooth mask that, by blurring what it covers, destroys the score: min over m of lambda1 |1 - m| + lambda2 sum |grad m|^beta + f(m x + (1 - m) blurred x).
/// The mask has few cells and is enlarged smoothly, and the picture is shifted a little at each step, so that it shows no artefacts that only this network on this very picture responds to.
/// A pixel's value is how much of it the mask deletes, 0 to 1.
/// </summary>
[Method("meaningful-perturbation", "Meaningful perturbation", Source = "Fong and Vedaldi 2017")]
public sealed class MeaningfulPerturbation : IAttributor<MeaningfulPerturbation.Options>
{
    private const int Circles = 12;

    /// <param name="Steps">How many steps of Adam the mask is learned for.</param>
    /// <param name="LearningRate">Adam's step size.</param>
    /// <param name="Cell">How many pixels along each side a cell of the learned mask spans; unless said a 28th of the shorter side, the paper's 8 for 224 pixels.</param>
    /// <param name="AreaWeight">
    /// The paper's lambda1: what deleting a whole cell costs. The paper, and its authors' code unless told to localise, have 1e-4; to localise objects that code has 1e-3, the default here: 1e-4 deletes half of a
    /// picture where the score falls easily, what is around the object included.
    /// </param>
    /// <param name="VariationWeight">The paper's lambda2: what differences between neighbouring cells cost.</param>
    /// <param name="VariationPower">The paper's beta: the power of these differences.</param>
    /// <param name="Jitter">How many pixels the picture is shifted at each step, at most; unless said 4 for 224 pixels, and in proportion.</param>
    /// <param name="MaskBlur">The standard deviation in pixels of the Gaussian that the enlarged mask is smoothed by; unless said 5 for 224 pixels, and in proportion.</param>
    /// <param name="Logits">Destroy the logit instead of the paper's softmax probability; the weights are then in its unit.</param>
    /// <param name="Fill">What the deleted parts are replaced by; unless said the blurred picture.</param>
    /// <param name="Baseline">What the deleted parts are replaced by, instead of a fill: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each.</param>
    /// <param name="BatchSize">How many pictures are explained at a time, at most.</param>
    public sealed record Options(
        [Range(1, 100_000)] int Steps = 300,
        [Range(1e-6, 10)] double LearningRate = 0.1,
        [Range(1, 1024)] int? Cell = null,
        [Range(0, 1e9)] double AreaWeight = 1e-3,
        [Range(0, 1e9)] double VariationWeight = 1e-2,
        [Range(1, 10)] double VariationPower = 3,
        [Range(0, 64)] int? Jitter = null,
        [Range(0, 1000)] double? MaskBlur = null,
        bool Logits = false,
        Filling Fill = Filling.Auto,
        Tensor? Baseline = null,
        [Range(1, 65536)] int BatchSize = 8);

    /// <summary>
    /// Explains a batch of pictures <c>[N, C, H, W]</c>: values <c>[N, 1, H, W]</c>, 1 where the picture is deleted. Extras: the learned <c>mask</c>, <c>[N, 1, h, w]</c>, 1 where the picture is kept;
    /// <c>scores</c> of each picture as it is, with the mask's parts deleted, and with everything deleted, <c>[N, 3]</c>; and the <c>losses</c>, <c>[N, steps]</c>.
    /// </summary>
    /// <inheritdoc cref="IAttributor{TOptions}.Attribute"/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        if (inputs.dim() != 4)
            throw new GlassboxException($"Meaningful perturbation explains pictures [N, C, H, W]; these inputs are [{string.Join(", ", inputs.shape)}].");
        using var scope = NewDisposeScope();
        var x = inputs.detach().to(model.Device);
        var scale = Math.Min(x.size(2), x.size(3)) / 224.0;
        options = options with
        {
            Cell = options.Cell ?? Math.Max(1, (int)Math.Round(8 * scale)), Jitter = options.Jitter ?? (int)Math.Round(4 * scale), MaskBlur = options.MaskBlur ?? 5 * scale,
        };
        var settled = target.For(model, x);
        var (maps, masks, scores, losses) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        for (var first = 0L; first < x.size(0); first += options.BatchSize)
        {
            var count = Math.Min(options.BatchSize, x.size(0) - first);
            var pictures = x.narrow(0, first, count);
            var fillings = cat([.. Enumerable.Range(0, (int)count).Select(n =>
                Fillings.For(options.Fill, auto: Filling.Blur, Baseline.OfInput(options.Baseline, x, first + n), pictures.narrow(0, n, 1), null, run.Generator(stream: 1)))], 0);
            var score = new MaskedScore(model, settled.Select(Rows.From(first, count)), !options.Logits);
            var (mask, loss) = Learn(pictures, fillings, score, options, run);
            using var off = no_grad();
            var shown = Enlarged(mask, pictures, options);
            maps.Add(1 - shown);
            masks.Add(mask);
            losses.Add(loss);
            scores.Add(stack([score.Of(pictures), score.Of(Mixed(pictures, fillings, shown)), score.Of(fillings)], 1).to(ScalarType.Float64).cpu());
        }
        var (map, reached) = (cat([.. maps], 0), cat([.. scores], 0));
        return new Attribution(model, inputs, settled, map.MoveToOuterDisposeScope())
        {
            Signed = false,
            Extras = new Dictionary<string, Tensor>
            {
                ["mask"] = cat([.. masks], 0).MoveToOuterDisposeScope(), ["scores"] = reached.MoveToOuterDisposeScope(), ["losses"] = cat([.. losses], 0).MoveToOuterDisposeScope(),
            },
            Notes = [.. Enumerable.Range(0, (int)x.size(0)).Select(n => Told(n, map, reached, !options.Logits && settled.Classes is not null))],
            Checks = [new Check("the mask deletes what the score rests on (share of the fall under a full mask that it leaves undone)", Undone(reached), 0.1)],
        };
    }

    private static (Tensor Mask, Tensor Losses) Learn(Tensor pictures, Tensor fillings, MaskedScore score, Options options, Run run)
    {
        var count = pictures.size(0);
        var mask = Start(pictures, fillings, score, options).requires_grad_();
        using var adam = optim.Adam([mask], options.LearningRate);
        var shifts = randint(-options.Jitter!.Value, options.Jitter.Value + 1, [options.Steps, 2], dtype: ScalarType.Int64, generator: run.Generator(stream: 2)).data<long>().ToArray();
        var losses = new List<Tensor>();
        for (var step = 0; step < options.Steps; step++)
        {
            run.Step(step, options.Steps, "steps");
            using var scope = NewDisposeScope();
            long[] shift = [shifts[2 * step], shifts[2 * step + 1]];
            var masked = Mixed(pictures.roll(shift, [2, 3]), fillings.roll(shift, [2, 3]), Enlarged(mask, pictures, options));
            var loss = score.Of(masked) + (1 - mask).abs().sum([1L, 2, 3]) * options.AreaWeight + Variation(mask, options.VariationPower) * options.VariationWeight;
            // Not backward(), which would leave the model's parameters with gradients.
            mask.grad = autograd.grad([loss.sum()], [mask])[0];
            adam.step();
            using (no_grad()) mask.clamp_((Scalar)0, (Scalar)1);
            losses.Add(loss.detach().to(ScalarType.Float64).cpu().MoveToOuterDisposeScope());
        }
        run.Step(options.Steps, options.Steps, "steps");
        return (mask.detach(), stack([.. losses], 1));
    }

    /// <summary>The paper's start: for each picture the smallest circle around its centre that, deleted, takes 99 % of the score that deleting everything takes.</summary>
    private static Tensor Start(Tensor pictures, Tensor fillings, MaskedScore score, Options options)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (height, width, cell) = (pictures.size(2), pictures.size(3), options.Cell!.Value);
        var (rows, columns) = ((height + cell - 1) / cell, (width + cell - 1) / cell);
        var y = (arange(rows, dtype: pictures.dtype, device: pictures.device) * 2 + 1 - rows) / rows;
        var x = (arange(columns, dtype: pictures.dtype, device: pictures.device) * 2 + 1 - columns) / columns;
        var distance = (y.unsqueeze(1).square() + x.square()).sqrt();
        var (full, none) = (score.Of(pictures), score.Of(fillings));
        var start = zeros([pictures.size(0), 1, rows, columns], dtype: pictures.dtype, device: pictures.device);
        // From the largest circle inwards, as long as the smaller one still does.
        for (var circle = Circles; circle >= 1; circle--)
        {
            var candidate = distance.ge(Math.Sqrt(2) * circle / Circles).to(pictures.dtype).expand(start.shape);
            var left = score.Of(Mixed(pictures, fillings, Enlarged(candidate, pictures, options)));
            var suppresses = (left - none).le((full - none) * 0.01).reshape(-1, 1, 1, 1);
            start = where(suppresses, candidate, start);
        }
        return start.MoveToOuterDisposeScope();
    }

    private static Tensor Enlarged(Tensor mask, Tensor pictures, Options options)
    {
        var large = nn.functional.interpolate(mask, [pictures.size(2), pictures.size(3)], mode: InterpolationMode.Bilinear, align_corners: false);
        return GaussianBlur.Of(large, options.MaskBlur!.Value, BlurEdge.Repeat);
    }

    private static Tensor Mixed(Tensor pictures, Tensor fillings, Tensor shown) => fillings + (pictures - fillings) * shown;

    private static Tensor Variation(Tensor mask, double power)
    {
        var (rows, columns) = (mask.size(2), mask.size(3));
        return (mask.narrow(2, 1, rows - 1) - mask.narrow(2, 0, rows - 1)).abs().pow(power).sum([1L, 2, 3])
             + (mask.narrow(3, 1, columns - 1) - mask.narrow(3, 0, columns - 1)).abs().pow(power).sum([1L, 2, 3]);
    }

    private static double Undone(Tensor scores)
    {
        var (before, after, nothing) = (scores.select(1, 0), scores.select(1, 1), scores.select(1, 2));
        return ((after - nothing) / (before - nothing).clamp_min(1e-12)).clamp_min(0).max().item<double>();
    }

    private static string Told(int n, Tensor map, Tensor scores, bool probability)
    {
        var (area, values) = (map[n].mean().ToDouble(), scores[n].data<double>().ToArray());
        return FormattableString.Invariant($"Deleting {area:0.#%} of {(scores.size(0) == 1 ? "the picture" : $"input {n}")} takes the {(probability ? "probability" : "score")} from {values[0]:0.####} to {values[1]:0.####}; deleting all of it, to {values[2]:0.####}.");
    }
}
