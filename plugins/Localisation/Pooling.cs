using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>How an explanation's channels become one relevance a pixel (Arras et al. 2022, section 3.3).</summary>
public enum Pooling
{
    /// <summary>The sum of the channels, and of that what speaks for the target.</summary>
    SumPositive,

    /// <summary>The magnitude of the sum of the channels.</summary>
    SumMagnitude,

    /// <summary>What speaks for the target in each channel, summed.</summary>
    PositiveSum,

    /// <summary>The sum of magnitudes.</summary>
    L1,

    /// <summary>The Euclidean length of the channels' values.</summary>
    L2,

    /// <summary>The square of that length.</summary>
    L2Squared,

    /// <summary>The largest magnitude of a channel.</summary>
    Largest,
}

/// <summary>Relevance by pixel.</summary>
internal static class PooledRelevance
{
    /// <summary>One relevance a pixel, never negative: <c>[N, H, W]</c> of Float64.</summary>
    /// <exception cref="GlassboxException">The explanation does not lie on the inputs.</exception>
    public static Tensor Of(Attribution explanation, string name, Pooling pooling)
    {
        var (values, inputs) = (explanation.Values.detach().to(ScalarType.Float64), explanation.Inputs);
        if (values.dim() != 4 || !values.shape[2..].SequenceEqual(inputs.shape[2..]))
            throw new GlassboxException($"{name} is [{string.Join(", ", values.shape)}], which does not lie on the inputs, [{string.Join(", ", inputs.shape)}]: only maps of the input can be compared with a mask of it.");
        return pooling switch
        {
            Pooling.SumMagnitude => values.sum(1).abs(),
            Pooling.PositiveSum => values.clamp(min: 0).sum(1),
            Pooling.L1 => values.abs().sum(1),
            Pooling.L2 => values.square().sum(1).sqrt(),
            Pooling.L2Squared => values.square().sum(1),
            Pooling.Largest => values.abs().amax([1L]),
            _ => values.sum(1).clamp(min: 0),
        };
    }
}
