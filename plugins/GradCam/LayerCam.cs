using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// LayerCAM (Jiang et al. 2021): each place of each channel weighted by its own positive gradient, summed over channels, and cut off at zero. Maps of several layers are fused as
/// in its section III-C: those of shallow layers scaled by <c>tanh(2 M / max M)</c>, that of the last divided by its maximum, and of all the largest value at each place.
/// </summary>
[Method("layer-cam", "LayerCAM", Source = "Jiang et al. 2021")]
public sealed class LayerCam : IAttributor<LayerCam.Options>
{
    /// <param name="Layer">The layer that is mapped; the last convolutional activation unless said.</param>
    /// <param name="Signed">Keep negative values, which are evidence against.</param>
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    /// <param name="Layers">Several layers whose maps are fused, from the input on, in place of one.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, bool Signed = false, Upsampling Upsampling = Upsampling.Bilinear, [Range(1, 65536)] int BatchSize = 16, string[]? Layers = null);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        if (options.Layers is not { Length: > 0 } layers) return OfLayer(model, inputs, target, options, run);
        if (options.Layer is not null || options.Signed) throw new GlassboxException("Fused maps are of several layers and have no sign: leave out the layer and the sign.");
        using var scope = NewDisposeScope();
        var maps = layers.Select(layer => OfLayer(model, inputs, target, options with { Layer = layer }, run)).ToList();
        var fused = maps.Select((map, i) => i == maps.Count - 1 ? Scaled(map.Values) : (Scaled(map.Values) * 2).tanh()).Aggregate(maximum);
        return new Attribution(model, inputs, maps[^1].Target, fused.MoveToOuterDisposeScope())
        {
            Signed = false,
            Notes = [.. maps.Select(m => m.Notes[0]), "The maps are fused: at each place the largest, each scaled by its maximum."],
        };
    }

    /// <summary>Each map divided by its maximum; a map of zeros stays.</summary>
    private static Tensor Scaled(Tensor maps) => maps / maps.amax(Axes.OfSample(maps), keepdim: true).clamp_min(1e-30);

    private static Attribution OfLayer(Model model, Tensor inputs, Target target, Options options, Run run) =>
        GradientMap.Explain(model, inputs, target, options.Layer, options.Signed, options.Upsampling, options.BatchSize, run, (_, gradient) => gradient.relu());
}
