using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>What masks are learned from: the target's score of masked pictures, differentiable in them.</summary>
/// <param name="model">The model.</param>
/// <param name="target">The target, settled for the pictures.</param>
/// <param name="probability">Whether a class's score is its softmax probability; otherwise, and for targets that are no class, it is the target's own.</param>
internal sealed class MaskedScore(Model model, FixedTarget target, bool probability)
{
    private readonly Prepared prepared = model.Prepare();
    private readonly FixedTarget scored = probability ? target.Probability ?? target : target;

    /// <summary>One score a picture: <c>[times * N]</c> for the N pictures <paramref name="times"/> times over, all of them before any again.</summary>
    public Tensor Of(Tensor pictures, int times = 1)
    {
        var repeated = times == 1 ? scored : scored.Tile(pictures.size(0) / times, times);
        if (repeated.Layer is { } layer) return repeated.Score(prepared.Capture(pictures, gradients: is_grad_enabled(), layer).Layer(layer).Tensor);
        return repeated.Score(prepared.Logits(pictures));
    }
}
