using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Among all smooth masks of a given area, learns the one under which the picture scores highest (or without which it scores lowest). The area is kept by comparing the mask's sorted values with
/// those of an ideal mask, ever more strictly, and in the end met by raising the mask to a power; what is outside is blurred. A pixel's value is the mask, 0 to 1, or the mean of the masks where several areas are asked for.
/// </summary>
[Method("extremal-perturbation", "Extremal perturbation", Source = "Fong et al. 2019")]
public sealed class ExtremalPerturbation : IAttributor<ExtremalPerturbation.Options>
{
    private const double SigmaInSteps = 3;

    /// <param name="Areas">The masks' areas as shares of the picture, one mask each; a tenth unless said.</param>
    /// <param name="Goal">What the area is chosen for.</param>
    /// <param name="Steps">How many steps of gradient descent a mask is learned for.</param>
    /// <param name="LearningRate">The step size.</param>
    /// <param name="Momentum">The share of the last step that is taken again.</param>
    /// <param name="AreaWeight">What it costs, in the score's unit, that the mask's sorted values differ from the ideal mask's.</param>
    /// <param name="AreaGrowth">What that weight is multiplied by after each step.</param>
    /// <param name="Spacing">How many pixels lie between the mask's nodes; unless said a 32nd of the shorter side, 7 for 224 pixels.</param>
    /// <param name="Temperature">How smooth the maximum over the nodes around a pixel is.</param>
    /// <param name="Levels">How many levels of blur the picture is prepared in.</param>
    /// <param name="MostBlur">The standard deviation in pixels of the strongest; unless said 20 for 224 pixels, and in proportion.</param>
    /// <param name="Probability">Score by the softmax probability instead of the logit.</param>
    /// <param name="BatchSize">How many pictures are explained at a time, at most.</param>
    public sealed record Options(
        double[]? Areas = null,
        MaskGoal Goal = MaskGoal.Preserve,
        [Range(1, 100_000)] int Steps = 800,
        [Range(1e-6, 10)] double LearningRate = 0.01,
        [Range(0, 0.999)] double Momentum = 0.9,
        [Range(0, 1e9)] double AreaWeight = 300,
        [Range(1, 2)] double AreaGrowth = 1.0035,
        [Range(1, 1024)] int? Spacing = null,
        [Range(1e-4, 10)] double Temperature = 0.05,
        [Range(2, 64)] int Levels = 8,
        [Range(0, 1000)] double? MostBlur = null,
        bool Probability = false,
        [Range(1, 65536)] int BatchSize = 8);

    /// <summary>
    /// Explains a batch of pictures <c>[N, C, H, W]</c>: values <c>[N, 1, H, W]</c>. Extras: the <c>masks</c>, <c>[N, areas, H, W]</c>; the scores of the areas alone, <c>preserved</c>, and of the
    /// pictures without them, <c>deleted</c>, <c>[N, areas]</c>; <c>scores</c> of the pictures as they are and blurred as a whole, <c>[N, 2]</c>.
    /// </summary>
    /// <inheritdoc cref="IAttributor{TOptions}.Attribute"/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        if (inputs.dim() != 4)
            throw new GlassboxException($"Extremal perturbation explains pictures [N, C, H, W]; these inputs are [{string.Join(", ", inputs.shape)}].");
        double[] areas = options.Areas ?? [0.1];
        if (areas.Length == 0 || areas.Any(a => !(a > 0 && a < 1)))
            throw new GlassboxException($"Areas are shares of the picture between 0 and 1; these are {string.Join(", ", areas)}.");
        using var scope = NewDisposeScope();
        var x = inputs.detach().to(model.Device);
        var settled = target.For(model, x);
        var (height, width) = (x.size(2), x.size(3));
        var side = Math.Min(height, width);
        var step = options.Spacing ?? Math.Max(1, (int)Math.Round(side / 32.0));
        // Where nodes cannot lie as close as in a large picture, the mask is as smooth all the same.
        var generator = new SmoothMaxMask(height, width, step, SigmaInSteps * (options.Spacing ?? Math.Min(step, side / 32.0)), options.Temperature, x);

        var (masks, preserved, deleted, scores) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        var farthest = 0.0;
        for (var first = 0L; first < x.size(0); first += options.BatchSize)
        {
            var count = Math.Min(options.BatchSize, x.size(0) - first);
            var pictures = x.narrow(0, first, count);
            var pyramid = new BlurPyramid(pictures, options.Levels, options.MostBlur ?? 20 * side / 224.0);
            var score = new MaskedScore(model, settled.Select(Rows.From(first, count)), options.Probability);
            var learned = areas.Select((area, a) => Learn(pyramid, generator, score, count, area, options, run, a * options.Steps, areas.Length * options.Steps)).ToArray();
            using var off = no_grad();
            farthest = Math.Max(farthest, learned.Zip(areas, (m, area) => (m.mean([1L, 2, 3]) - area).abs().max().ToDouble()).Max());
            learned = [.. learned.Zip(areas, WithArea)];
            masks.Add(cat(learned, 1));
            preserved.Add(Scores(learned, m => score.Of(pyramid.Under(m))));
            deleted.Add(Scores(learned, m => score.Of(pyramid.Under(1 - m))));
            scores.Add(Scores([ones_like(learned[0]), zeros_like(learned[0])], m => score.Of(pyramid.Under(m))));
        }
        var all = cat([.. masks], 0);
        var missed = (all.to(ScalarType.Float64).mean([2L, 3L]).cpu() - tensor(areas)).abs().max().item<double>();
        return new Attribution(model, inputs, settled, all.mean([1L], keepdim: true).MoveToOuterDisposeScope())
        {
            Signed = false,
            Extras = new Dictionary<string, Tensor>
            {
                ["masks"] = all.MoveToOuterDisposeScope(), ["preserved"] = cat([.. preserved], 0).MoveToOuterDisposeScope(),
                ["deleted"] = cat([.. deleted], 0).MoveToOuterDisposeScope(), ["scores"] = cat([.. scores], 0).MoveToOuterDisposeScope(),
            },
            Checks = [new Check("the mask's area = the area asked for (largest difference, as a share of the picture)", missed, 0.01)],
            Notes = [FormattableString.Invariant($"As learned, the masks' areas missed those asked for by {farthest:0.#%} of the picture at most; each was then raised to the power that meets its own. More steps leave less to that."),
                .. Enumerable.Range(0, (int)x.size(0)).Select(n => Told(n, areas, cat([.. scores], 0), cat([.. preserved], 0), cat([.. deleted], 0)))],
        };
    }

    private static Tensor Learn(
        BlurPyramid pyramid, SmoothMaxMask generator, MaskedScore score, long count, double area, Options options, Run run, int done, int total)
    {
        // From the whole picture, as the authors' code does: from half a mask, the first gradients are those of a blurred picture, and the area settles on what they say.
        var nodes = ones([count, 1, generator.Rows, generator.Columns], dtype: pyramid.Like.dtype, device: pyramid.Like.device).requires_grad_();
        // Dampened: momentum averages the steps and does not add them up.
        using var descent = optim.SGD([nodes], options.LearningRate, options.Momentum, dampening: options.Momentum);
        var weight = options.AreaWeight;
        Tensor? ideal = null;
        for (var step = 0; step < options.Steps; step++, weight *= options.AreaGrowth)
        {
            run.Step(done + step, total, "steps");
            using var scope = NewDisposeScope();
            var mask = generator.Enlarge(nodes);
            var reward = options.Goal switch
            {
                MaskGoal.Preserve => score.Of(pyramid.Under(mask)),
                MaskGoal.Delete => -score.Of(pyramid.Under(1 - mask)),
                _ => Difference(score.Of(cat([pyramid.Under(mask), pyramid.Under(1 - mask)], 0), times: 2), count),
            };
            var (sorted, _) = mask.flatten(1).sort(1);
            ideal ??= Ideal(sorted.size(1), area, sorted).MoveToOuterDisposeScope();
            var loss = (sorted - Shared(ideal, sorted)).square().mean([1L]) * weight - reward;
            // Not backward(), which would leave the model's parameters with gradients.
            nodes.grad = autograd.grad([loss.sum()], [nodes])[0];
            descent.step();
            using (no_grad()) nodes.clamp_((Scalar)0, (Scalar)1);
        }
        run.Step(done + options.Steps, total, "steps");
        using var off = no_grad();
        return generator.Enlarge(nodes);
    }

    /// <summary>What the growing weight leaves open: each mask raised to the power that gives it the area. Its order stays, and so do 0 and 1.</summary>
    private static Tensor WithArea(Tensor masks, double area)
    {
        var (low, high) = (full([masks.size(0), 1, 1, 1], -3.0, dtype: masks.dtype, device: masks.device), full([masks.size(0), 1, 1, 1], 3.0, dtype: masks.dtype, device: masks.device));
        for (var halving = 0; halving < 30; halving++)
        {
            var middle = (low + high) / 2;
            // The larger the power, the smaller the area.
            var tooLarge = masks.pow(middle.exp()).mean([1L, 2, 3], keepdim: true).gt(area);
            (low, high) = (where(tooLarge, middle, low), where(tooLarge, high, middle));
        }
        return masks.pow(high.exp());
    }

    /// <summary>The sorted values of a mask that is 1 on the area and 0 elsewhere.</summary>
    private static Tensor Ideal(long pixels, double area, Tensor like) =>
        arange(pixels, dtype: ScalarType.Float64).ge(Math.Round(pixels * (1 - area))).to(like.dtype, like.device);

    /// <summary>The ideal values where equal ones share what they stand for: their order means nothing, and at first, and where many have come to 1, it would decide what the mask shows.</summary>
    /// <param name="ideal"><c>[pixels]</c>, rising.</param>
    /// <param name="sorted"><c>[n, pixels]</c>, rising.</param>
    private static Tensor Shared(Tensor ideal, Tensor sorted)
    {
        using var off = no_grad();
        var outside = (long)(ideal.size(0) - ideal.sum().ToDouble());
        // Only those that equal the least value of the area can stand on both sides of its edge.
        var tied = sorted.eq(sorted.narrow(1, Math.Min(outside, ideal.size(0) - 1), 1));
        var share = (ideal * tied).sum(1, keepdim: true) / tied.sum(1, keepdim: true);
        return where(tied, share, ideal);
    }

    private static Tensor Difference(Tensor scores, long count) => scores.narrow(0, 0, count) - scores.narrow(0, count, count);

    private static Tensor Scores(Tensor[] masks, Func<Tensor, Tensor> score) => stack([.. masks.Select(m => score(m).to(ScalarType.Float64).cpu())], 1);

    private static string Told(int n, double[] areas, Tensor scores, Tensor preserved, Tensor deleted)
    {
        static string Written(Tensor row) => string.Join(", ", row.data<double>().ToArray().Select(v => FormattableString.Invariant($"{v:0.####}")));
        var shares = string.Join(", ", areas.Select(a => FormattableString.Invariant($"{a:0.#%}")));
        return $"{(scores.size(0) == 1 ? "The picture" : $"Input {n}")} scores {Written(scores[n].narrow(0, 0, 1))}, blurred as a whole {Written(scores[n].narrow(0, 1, 1))}; {shares} of it alone {Written(preserved[n])}, and the rest without {Written(deleted[n])}.";
    }
}
