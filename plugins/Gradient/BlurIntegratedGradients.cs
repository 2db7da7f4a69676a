using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Integrated gradients along the path on which the input comes out of its blur (Xu et al. 2020, equation 4): no baseline is chosen, and no step shows what the input does
/// not hold. The values sum to <c>f(x)</c> minus the score of the most blurred input.
/// </summary>
[Method("blur-integrated-gradients", "Blur integrated gradients", Source = "Xu et al. 2020")]
public sealed class BlurIntegratedGradients : IAttributor<BlurIntegratedGradients.Options>
{
    /// <param name="MaximumScale">The standard deviation of the strongest blur, in elements of the input.</param>
    /// <param name="Steps">How many steps of equal scale lead from it to the input.</param>
    /// <param name="Edge">What lies beyond the edges.</param>
    /// <param name="Tolerance">The relative completeness error that is taken for good.</param>
    /// <param name="Refine">Double the steps for each input until its completeness error is below the tolerance.</param>
    /// <param name="MaximumSteps">Where refining ends.</param>
    /// <param name="Layer">The layer whose neurons are explained, by the change of its activation along the path; the input unless said.</param>
    /// <param name="BatchSize">How many steps run at a time.</param>
    public sealed record Options(
        [Range(0.01, 10_000)] double MaximumScale = 50, [Range(1, 100_000)] int Steps = 100, BlurEdge Edge = BlurEdge.Reflect,
        [Range(0, 1)] double Tolerance = 0.05, bool Refine = false, [Range(1, 1_000_000)] int MaximumSteps = 3200, [LayerName] string? Layer = null, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        if (inputs.dim() < 3 || !inputs.is_floating_point())
            throw new GlassboxException($"A blur needs inputs with places, [N, C, ...] of floating point, and these are {inputs.dtype} [{string.Join(", ", inputs.shape)}]: use integrated gradients.");
        using var scope = NewDisposeScope();
        var settled = target.For(model, inputs);
        var (clean, prepared) = (inputs.detach(), model.Prepare());
        var n = inputs.size(0);
        var promised = Scores(_ => 0) - Scores(_ => options.MaximumScale);
        var (values, error) = Completeness.Reach(promised, options.Tolerance, options.Steps, options.Refine ? options.MaximumSteps : options.Steps, (which, steps) =>
        {
            var path = new PathContributions(prepared, settled, n, i => i, (rows, points) => Blurred(rows, points.Select(p => options.MaximumScale * (steps - p) / steps))) { Layer = options.Layer };
            var values = path.Sum(which, steps, options.BatchSize, run).index_select(0, tensor(which, device: promised.device));
            return (values, values.flatten(1).sum(1));
        });
        return new Attribution(model, inputs, settled, values.MoveToOuterDisposeScope())
        {
            // A skip connection around a layer is not in the layer's contributions.
            Checks = options.Layer is null ? [Completeness.Check(error, promised, options.Tolerance)] : [],
            Extras = new Dictionary<string, Tensor> { ["completeness-error"] = error.MoveToOuterDisposeScope() },
        };

        Tensor Blurred(long[] which, IEnumerable<double> scales) => GaussianBlur.Of(clean.index_select(0, tensor(which, device: inputs.device)), [.. scales], options.Edge);

        Tensor Scores(Func<long, double> scale)
        {
            using var off = no_grad();
            return run.InBatches(n, options.BatchSize, (first, rows) =>
            {
                var which = Rows.From(first, rows);
                return prepared.Score(Blurred(which, which.Select(scale)), settled.Select(which));
            }, "scores");
        }
    }
}
