using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>What LIME's locality kernel measures.</summary>
public enum LocalityDistance
{
    /// <summary>Cosine for parts of pictures, signals and texts, Euclidean for tables, none for plain noise.</summary>
    Auto,

    /// <summary>The cosine distance 1 - cos(z', x') of masks from x', all ones; 1 for a mask of zeros.</summary>
    Cosine,

    /// <summary>The Euclidean distance of the interpretable features: for masks the root of how many parts are off; for a table in deviations of its training rows; for plain noise in units of epsilon.</summary>
    Euclidean,

    /// <summary>The cosine distance 1 - cos(z, x) of the inputs themselves.</summary>
    InputCosine,

    /// <summary>The Euclidean distance of the inputs themselves; it needs a kernel width.</summary>
    InputEuclidean,

    /// <summary>None: all samples weigh the same.</summary>
    None,
}

/// <summary>The paper's proximity pi_x(z) = exp(-D(x, z)^2 / sigma^2), sigma^2 being 2 width^2 as in the authors' code.</summary>
internal static class LocalityKernel
{
    /// <summary>The kernel's width: the one given, or the authors' own choice.</summary>
    /// <param name="given">The width given; null where there is none.</param>
    /// <param name="kind">What is measured.</param>
    /// <param name="features">How many interpretable features there are.</param>
    public static double Width(double? given, LocalityDistance kind, long features) => (given, kind) switch
    {
        (0, _) => throw new GlassboxException("A kernel of width 0 leaves no sample but the input itself: give a larger kernelWidth."),
        ({ } width, _) => width,
        (_, LocalityDistance.InputEuclidean) => throw new GlassboxException("Euclidean distances of inputs have no scale of their own: give kernelWidth."),
        (_, LocalityDistance.Euclidean) => 0.75 * Math.Sqrt(features),
        _ => 0.25,
    };

    /// <summary>pi_x of samples at distances D(x, z): both <c>[n]</c> of Float64.</summary>
    /// <exception cref="GlassboxException">No sample is near enough to count.</exception>
    public static Tensor Proximity(Tensor distances, double width)
    {
        var proximity = exp(distances * distances / (-2 * width * width));
        return proximity.sum().item<double>() > 1e-200
            ? proximity
            : throw new GlassboxException(
                $"The sample nearest to the input is {distances.min().item<double>():g4} away, too far for a kernel of width {width:g4}: give a larger kernelWidth.");
    }

    /// <summary>The distance of masks z' from x', all ones.</summary>
    /// <param name="kind">Cosine or Euclidean.</param>
    /// <param name="masks">z': <c>[n, d]</c> of Float64.</param>
    public static Tensor OfMasks(LocalityDistance kind, Tensor masks)
    {
        using var whole = ones(masks.size(1), dtype: ScalarType.Float64);
        return kind == LocalityDistance.Cosine ? Cosine(masks, whole) : (masks - whole).norm(1);
    }

    /// <summary>The distance of inputs <c>[n, ...]</c> from the input <c>[1, ...]</c>, in Float64.</summary>
    /// <param name="kind">Cosine or Euclidean, of inputs.</param>
    public static Tensor OfInputs(LocalityDistance kind, Tensor inputs, Tensor input)
    {
        var (rows, row) = (inputs.flatten(1).to(ScalarType.Float64), input.flatten().to(ScalarType.Float64));
        return kind == LocalityDistance.InputCosine ? Cosine(rows, row) : (rows - row).norm(1);
    }

    /// <summary>A row of zeros has no direction: its distance is 1.</summary>
    private static Tensor Cosine(Tensor rows, Tensor row)
    {
        var lengths = rows.norm(1) * row.norm();
        return 1 - where(lengths.gt(0), rows.mv(row) / lengths.clamp_min(1e-300), zeros_like(lengths));
    }
}
