using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Gradients of the target's score with respect to the inputs or to the activation of a layer.</summary>
internal static class ScoreGradient
{
    /// <summary>The gradient for each of a batch of inputs, by one forward and one backward pass.</summary>
    /// <param name="layer">The layer whose activation is differentiated for; the inputs where null.</param>
    /// <returns>The point differentiated at, and the gradient, which has its shape. Neither is connected to a graph.</returns>
    public static (Tensor Point, Tensor Gradient) At(Prepared model, Tensor inputs, FixedTarget target, string? layer = null) =>
        At(model, inputs, target.Layer, _ => target, layer);

    /// <summary>What a function of point and gradient gives for all inputs, a batch at a time.</summary>
    public static Tensor InBatches(
        Model model, Tensor inputs, FixedTarget target, string? layer, int batchSize, Run run, Func<Tensor, Tensor, Tensor> attribute)
    {
        if (layer is null) RefuseTokens(model, inputs);
        var prepared = model.Prepare();
        return run.InBatches(inputs.size(0), batchSize, (first, count) =>
        {
            var which = Rows.From(first, count);
            var (point, gradient) = At(prepared, inputs.narrow(0, first, count), target.Layer, output =>
            {
                if (output is not null) target.Observe(which, output.detach());
                return target.Select(which);
            }, layer);
            return attribute(point, gradient);
        });
    }

    /// <param name="scored">The layer that the target scores; the model's output where null.</param>
    /// <param name="targetOf">The target of this batch, given the model's output where that was computed.</param>
    private static (Tensor Point, Tensor Gradient) At(Prepared model, Tensor inputs, string? scored, Func<Tensor?, FixedTarget> targetOf, string? layer)
    {
        using var on = enable_grad();
        if (layer is null && scored is null)
        {
            var point = inputs.detach().requires_grad_();
            var output = model.Logits(point);
            return (point.detach(), Of(targetOf(output).Score(output), point, "the input"));
        }
        var graph = model.Capture(inputs.detach(), gradients: true, layers: [layer, scored]);
        var at = layer is null ? graph.Input : graph.Layer(layer);
        var score = scored is null ? graph.Output : graph.Layer(scored);
        var (activation, scoredAt) = graph.Connected(at, score);
        var scores = targetOf(graph.Output.Tensor).Score(scoredAt);
        return (activation.detach(), Of(scores, activation, layer ?? "the input"));
    }

    /// <summary>Fails for inputs that have no gradient.</summary>
    public static void RefuseTokens(Model model, Tensor inputs) => Tokens.Refuse(model, inputs, "Gradients need inputs of floating point");

    /// <summary>The gradient of scores at a point that they were computed from.</summary>
    /// <param name="where">The point in words, for the error where they were not.</param>
    public static Tensor Of(Tensor scores, Tensor point, string where)
    {
        var gradient = scores.requires_grad ? autograd.grad([scores.sum()], [point], allow_unused: true)[0] : null;
        return gradient is null || gradient.IsInvalid
            ? throw new GlassboxException($"The score does not depend on {where} in a differentiable way, so it has no gradient there: choose a layer before the target.")
            : gradient;
    }
}
