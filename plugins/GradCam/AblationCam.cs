using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Ablation-CAM (Desai and Ramaswamy 2020): a channel's weight is the share of the score that is lost without it, <c>(y - y_without) / y</c>. No gradients: the
/// network runs again from the layer on, once a channel.
/// </summary>
[Method("ablation-cam", "Ablation-CAM", Source = "Desai and Ramaswamy 2020")]
public sealed class AblationCam : IAttributor<AblationCam.Options>
{
    /// <param name="Layer">The layer that is mapped; the last convolutional activation unless said.</param>
    /// <param name="Signed">Keep negative values, which are evidence against.</param>
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="Ablation">What an ablated channel becomes.</param>
    /// <param name="BatchSize">How many ablations run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, bool Signed = false, Upsampling Upsampling = Upsampling.Bilinear, Ablation Ablation = Ablation.Zero, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var settled = target.For(model, inputs);
        var (maps, allWeights, name) = (new List<Tensor>(), new List<Tensor>(), "");
        for (long i = 0; i < inputs.size(0); i++)
        {
            using var one = NewDisposeScope();
            var tail = Tail.Of(model, inputs.narrow(0, i, 1), settled.Select([i]), options.Layer, options.BatchSize);
            name = tail.Layer.Name;
            var activation = tail.Activation;
            var least = activation.min().ToDouble();
            var ablated = options.Ablation == Ablation.PytorchGradCam && least != 0 ? least - 1e7 : 0;
            var channels = activation.size(1);
            var without = run.InBatches(channels, tail.Copies, (first, count) =>
            {
                var rows = activation.repeat([count, .. Enumerable.Repeat(1L, (int)activation.dim() - 1)]);
                var which = arange(first, first + count, device: rows.device).view(count, 1).OverSpace(rows).expand([count, 1, .. rows.shape[2..]]);
                return tail.Score(rows.scatter_(1, which, full([1], ablated, dtype: rows.dtype, device: rows.device).expand_as(which)));
            }, $"channels of input {i + 1} of {inputs.size(0)}");
            var score = tail.Score(activation);
            var weights = ((score - without) / score).unsqueeze(0);
            maps.Add((weights.OverSpace(activation) * activation).sum(1).MoveToOuterDisposeScope());
            allWeights.Add(weights.MoveToOuterDisposeScope());
        }
        return ActivationMap.Attribution(model, inputs, settled, cat(maps.ToArray(), 0), name, options.Signed, options.Upsampling, cat(allWeights.ToArray(), 0));
    }
}
