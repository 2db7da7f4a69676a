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
    /// <param name="Signed">Keep negative values. The weights are seldom negative, so these come from negative activations.</param>
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="Derivatives">The closed form, or literal derivatives of the class's probability.</param>
    /// <param name="Epsilon">Added to the denominator of the closed form's alpha. pytorch-grad-cam adds 1e-6, which decides the weights where gradients are near 1e-3.</param>
    /// <param name="BatchSize">How many inputs run at a time; for literal derivatives, how many elements.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, bool Signed = false, Upsampling Upsampling = Upsampling.Bilinear, Derivatives Derivatives = Derivatives.ClosedForm,
        [Range(0, 1)] double Epsilon = 0, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) => options.Derivatives == Derivatives.Literal
        ? Literal(model, inputs, target, options, run)
        : GradientMap.Explain(model, inputs, target, options.Layer, options.Signed, options.Upsampling, options.BatchSize, run,
            (activation, gradient) => Weights(activation, gradient, gradient.square(), gradient.pow(3), options.Epsilon));

    private static Attribution Literal(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        var settled = target.For(model, inputs);
        return TailMap.Explain(model, inputs, settled, options.Layer, options.Signed, options.Upsampling, options.BatchSize, tail =>
        {
            var derivatives = ElementDerivatives.Of(tail.Activation, tail.Probability, tail.Copies, run, "elements");
            return Weights(tail.Activation, derivatives.First.unsqueeze(0), derivatives.Second.unsqueeze(0), derivatives.Third.unsqueeze(0), epsilon: 0).flatten(1);
        });
    }

    private static Tensor Weights(Tensor activation, Tensor first, Tensor second, Tensor third, double epsilon)
    {
        var space = Axes.OfSpace(activation);
        var denominator = second * 2 + activation.sum(space, keepdim: true) * third + epsilon;
        var alpha = where(second.eq(0), zeros_like(second), second / denominator);
        return (alpha * first.relu()).sum(space, keepdim: true);
    }
}
