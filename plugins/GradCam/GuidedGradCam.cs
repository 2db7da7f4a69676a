using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Guided Grad-CAM (Selvaraju et al. 2017, section 3.2): guided backpropagation, element by element times the upsampled Grad-CAM. Like guided backpropagation, it
/// changes little when the network's weights are randomised (Adebayo et al. 2018): it shows edges where Grad-CAM points.
/// </summary>
[Method("guided-grad-cam", "Guided Grad-CAM", Source = "Selvaraju et al. 2017")]
public sealed class GuidedGradCam : IAttributor<GuidedGradCam.Options>
{
    /// <param name="Layer">The layer that Grad-CAM maps; the last convolutional activation unless said.</param>
    /// <param name="Upsampling">How Grad-CAM's map becomes as large as the input.</param>
    /// <param name="Guide">The id of the method that the map multiplies.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, Upsampling Upsampling = Upsampling.Bilinear, string Guide = "guided-backprop", [Range(1, 65536)] int BatchSize = 16);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        if (run.Methods is not { } methods) throw new GlassboxException($"Guided Grad-CAM needs a host that offers {options.Guide}: use Grad-CAM without one.");
        using var scope = NewDisposeScope();
        var map = new GradCam().Attribute(model, inputs, target, new(options.Layer, Upsampling: options.Upsampling, BatchSize: options.BatchSize), run);
        if (methods.Invoke(options.Guide, [model, inputs, target], new Dictionary<string, object?>(), run) is not Attribution guide)
            throw new GlassboxException($"Guided Grad-CAM multiplies an attribution, and \"{options.Guide}\" is of another kind.");
        if (guide.Values.dim() != inputs.dim() || !guide.Values.shape[2..].SequenceEqual(inputs.shape[2..]))
            throw new GlassboxException($"\"{options.Guide}\" explains by [{string.Join(", ", guide.Values.shape)}], which the map of inputs [{string.Join(", ", inputs.shape)}] cannot multiply.");
        return new Attribution(model, inputs, map.Target, (guide.Values * map.Values).MoveToOuterDisposeScope())
        {
            Signed = guide.Signed,
            Slopes = guide.Slopes,
            Notes = [.. map.Notes, .. guide.Notes],
            Extras = map.Extras.ToDictionary(e => e.Key, e => e.Value.MoveToOuterDisposeScope()),
        };
    }
}
