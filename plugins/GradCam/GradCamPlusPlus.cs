using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Grad-CAM++ (Chattopadhyay et al. 2018): channels weighted by a weighted sum of the positive gradients, <c>w_k = sum_ij alpha_kij ReLU(dY/dA_kij)</c> with
/// <c>alpha = Y'' / (2 Y'' + sum_ab A_kab Y''')</c>, derivatives by <c>A_kij</c>. The closed form takes <c>Y = exp(score)</c>, for which the derivatives are powers of the score's
/// gradient g: <c>alpha = g^2 / (2 g^2 + sum_ab A_kab g^3)</c>, 0 where g is 0; the factor exp(score) that all weights share is left out.
/// </summary>
[Method("grad-cam-plus-plus", "Grad-CAM++", Source = "Chattopadhyay et al. 2018")]
public sealed class GradCamPlusPlus : IAttributor<GradCamPlusPlus.Options>
{
    /// <param name="Layer">The layer that is mapped; the last convolutional activation unless said.</param>
    /// <param name="Signed">Keep negative values. The weights are never negative, so these come from negative activations.</param>
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="Epsilon">Added to alpha's denominator. pytorch-grad-cam adds 1e-6, which decides the weights where gradients are near 1e-3.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, bool Signed = false, Upsampling Upsampling = Upsampling.Bilinear, [Range(0, 1)] double Epsilon = 0, [Range(1, 65536)] int BatchSize = 16);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
        GradientMap.Explain(model, inputs, target, options.Layer, options.Signed, options.Upsampling, options.BatchSize, run,
            (activation, gradient) => Weights(activation, gradient, options.Epsilon));

    private static Tensor Weights(Tensor activation, Tensor gradient, double epsilon)
    {
        var space = Places.Space(activation);
        var square = gradient.square();
        var denominator = square * 2 + activation.sum(space, keepdim: true) * square * gradient + epsilon;
        var alpha = where(gradient.eq(0), zeros_like(gradient), square / denominator);
        return (alpha * gradient.relu()).sum(space, keepdim: true);
    }
}
