using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Class activation mapping (Zhou et al. 2016): for a network that ends in global average pooling and a linear layer, the last activation's channels weighted by the
/// class's row of that layer, <c>sum_k w[c, k] A_k</c>. Its mean over space plus the bias is the logit.
/// </summary>
[Method("cam", "Class activation mapping", Source = "Zhou et al. 2016")]
public sealed class Cam : IAttributor<Cam.Options>
{
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options(Upsampling Upsampling = Upsampling.Bilinear, [Range(1, 65536)] int BatchSize = 16);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var settled = target.For(model, inputs);
        var prepared = model.Prepare();
        var layer = "";
        var largest = 0.0;
        var maps = run.InBatches(inputs.size(0), options.BatchSize, (first, count) =>
        {
            var graph = prepared.Capture(inputs.narrow(0, first, count));
            var head = PooledHead.Of(graph);
            layer = head.Layer;
            settled.Observe(Places.From(first, count), graph.Output.Tensor);
            var index = tensor(settled.Select(Places.From(first, count)).Classes ?? throw NoClass(settled), device: inputs.device);
            var map = head.Map(index);
            var sum = map.flatten(1).mean([1L]) + head.BiasOf(index);
            var logit = graph.Output.Tensor.gather(1, index.unsqueeze(1)).squeeze(1);
            largest = Math.Max(largest, ((sum - logit).abs() / logit.abs().clamp_min(1e-3)).max().ToDouble());
            return map;
        });
        return ActivationMap.Attribution(model, inputs, settled, maps, layer, signed: true, options.Upsampling,
            checks: new Check("mean of the map + bias = logit", largest, 1e-3));
    }

    private static GlassboxException NoClass(FixedTarget target) => new($"CAM explains classes, and the target, {target.Description}, is none: use Grad-CAM.");
}
