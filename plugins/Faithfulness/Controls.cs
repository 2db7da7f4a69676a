using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Maps that know nothing of the model: an explanation that does no better says nothing. Blurred noise is among them because smooth maps score well by smoothness alone.</summary>
internal static class Controls
{
    /// <summary>The controls' names and their importance of each pixel: <c>[N, P]</c>.</summary>
    public static IEnumerable<(string Name, Tensor Importance)> For(Tensor inputs, Run run)
    {
        var sample = inputs.dim() == 4 ? [1, 1, inputs.size(2), inputs.size(3)] : inputs.narrow(0, 0, 1).shape;
        // The same noise for every input: a row of the table does not depend on the rest of the batch.
        var noise = rand(sample, generator: run.Generator(stream: 1)).to(ScalarType.Float64).to(inputs.device);
        yield return ("random (control)", EachInput(noise, inputs));
        if (inputs.dim() != 4) yield break;
        yield return ("blurred noise (control)", EachInput(Fillings.For(Filling.Blur, Filling.Blur, null, noise, null, run.Generator()), inputs));
        yield return ("edges (control)", Edges(inputs.detach().to(ScalarType.Float64)).flatten(1));
    }

    /// <summary>The magnitude of the Sobel gradient of the channels' mean: <c>[N, 1, H, W]</c>.</summary>
    private static Tensor Edges(Tensor images)
    {
        var sobel = tensor(new double[] { -1, 0, 1, -2, 0, 2, -1, 0, 1 }, device: images.device).view(1, 1, 3, 3);
        var grey = nn.functional.pad(images.mean([1L], keepdim: true), [1, 1, 1, 1], PaddingModes.Replicate);
        return (nn.functional.conv2d(grey, sobel).square() + nn.functional.conv2d(grey, sobel.transpose(2, 3)).square()).sqrt();
    }

    private static Tensor EachInput(Tensor map, Tensor inputs) => map.flatten(1).expand(inputs.size(0), -1);
}
