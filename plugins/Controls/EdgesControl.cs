using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>An edge detector, the length of the Sobel gradient of the channels' mean: what looks like a sharp explanation without any network.</summary>
[Method("edges-control", "Edges (control)", Source = "Adebayo et al. 2018", Control = true)]
public sealed class EdgesControl : IAttributor<EdgesControl.Options>
{
    /// <summary>There are none.</summary>
    public sealed record Options();

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        if (inputs.dim() != 4) throw new GlassboxException($"Edges are found in pictures, [N, C, H, W], not in inputs of [{string.Join(", ", inputs.shape)}].");
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var sobel = tensor(new double[] { -1, 0, 1, -2, 0, 2, -1, 0, 1 }, device: inputs.device).view(1, 1, 3, 3);
        var grey = nn.functional.pad(inputs.detach().to(ScalarType.Float64).mean([1L], keepdim: true), [1, 1, 1, 1], PaddingModes.Replicate);
        var edges = (nn.functional.conv2d(grey, sobel).square() + nn.functional.conv2d(grey, sobel.transpose(2, 3)).square()).sqrt();
        return ControlMap.Of(model, inputs, target, edges.expand(inputs.shape) / inputs.size(1));
    }
}
