using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>How large the parts of explanations are.</summary>
internal static class Magnitudes
{
    /// <summary>The magnitude of each position's value, for images of the sum over channels: <c>[N, P]</c> of Float64.</summary>
    public static Tensor Of(Attribution explanation) => explanation.Map.detach().to(ScalarType.Float64).abs().flatten(1);
}
