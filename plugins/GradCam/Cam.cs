using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Class activation mapping (Zhou et al. 2016): for a network that ends in global average pooling and a linear layer, the last activation's channels weighted by the
/// class's row of that layer, <c>sum_k w[c, k] A_k</c>. Its mean over space plus the bias is the logit. To a network that ends otherwise such a head is fitted, where examples
/// are given.
/// </summary>
[Method("cam", "Class activation mapping", Source = "Zhou et al. 2016")]
public sealed class Cam : IAttributor<Cam.Options>
{
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    /// <param name="Examples">Inputs to fit a head to, <c>[M, ...]</c>, for a network that does not end in pooling; a note says what the fitted head loses in accuracy.</param>
    /// <param name="Labels">The examples' classes, <c>[M]</c>; the network's own answers unless given.</param>
    /// <param name="Layer">The layer that a fitted head averages; the last convolutional activation unless said.</param>
    public sealed record Options(
        Upsampling Upsampling = Upsampling.Bilinear, [Range(1, 65536)] int BatchSize = 16, Tensor? Examples = null, Tensor? Labels = null, [LayerName] string? Layer = null);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var settled = target.For(model, inputs);
        var prepared = model.Prepare();
        if (options.Examples is null && (options.Layer ?? (object?)options.Labels) is not null)
            throw new GlassboxException("A layer and labels are for a head that is fitted: give the examples to fit it to.");
        var fitted = options.Examples is { } examples ? FittedHead.Of(model, examples, options.Labels, options.Layer, options.BatchSize, run) : null;
        var layer = "";
        var largest = 0.0;
        var maps = run.InBatches(inputs.size(0), options.BatchSize, (first, count) =>
        {
            var graph = prepared.Capture(inputs.narrow(0, first, count), layers: [fitted?.Layer]);
            var head = PooledHead.Of(graph, fitted);
            layer = head.Layer;
            settled.Observe(Rows.From(first, count), graph.Output.Tensor);
            var index = tensor(settled.Select(Rows.From(first, count)).Classes ?? throw NoClass(settled), device: inputs.device);
            var map = head.Map(index);
            var sum = map.flatten(1).mean([1L]) + head.BiasOf(index);
            var logit = head.Logits.gather(1, index.unsqueeze(1)).squeeze(1);
            largest = Math.Max(largest, ((sum - logit).abs() / logit.abs().clamp_min(1e-3)).max().ToDouble());
            return map;
        });
        return ActivationMap.Attribution(model, inputs, settled, maps, layer, signed: true, options.Upsampling, note: fitted?.Note,
            checks: new Check("mean of the map + bias = logit", largest, 1e-3));
    }

    private static GlassboxException NoClass(FixedTarget target) => new($"CAM explains classes, and the target, {target.Description}, is none: use Grad-CAM.");
}
