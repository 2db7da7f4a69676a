using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

public static partial class Data
{
    /// <summary>Points on concentric spheres (Gilmer et al. 2018): the radius tells the class, every direction is as likely.</summary>
    /// <param name="count">How many.</param>
    /// <param name="inner">The radii of the first class; the sphere of a point is drawn from them.</param>
    /// <param name="outer">The radii of the second class.</param>
    /// <param name="dimensions">The dimensions of the space.</param>
    /// <param name="seed">What they are drawn from.</param>
    /// <returns>Inputs <c>[N, dimensions]</c>; of <see cref="SyntheticDataset.Truth"/>: <c>radius</c> <c>[N]</c>.</returns>
    public static SyntheticDataset Spheres(long count = 1000, double[]? inner = null, double[]? outer = null, long dimensions = 500, long seed = 0)
    {
        double[][] radii = [inner ?? [1], outer ?? [1.3]];
        if (radii.Any(r => r.Length == 0 || r.Any(v => !(v > 0)))) throw new GlassboxException("Each class has at least one sphere, of a radius above 0.");
        if (dimensions < 1) throw new GlassboxException($"A space has at least one dimension, not {dimensions}.");
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var label = randint(0, 2, [Positive(count)], generator: generator, dtype: ScalarType.Int64);
        var draws = rand([count], generator: generator);
        Tensor Of(double[] from) => tensor(from).to(ScalarType.Float32).index_select(0, (draws * from.Length).floor().to(ScalarType.Int64).clamp(0, from.Length - 1));
        var radius = where(label.eq(0), Of(radii[0]), Of(radii[1]));
        var directions = nn.functional.normalize(randn([count, dimensions], generator: generator), 2, 1);
        return new SyntheticDataset(directions * radius.unsqueeze(1), [.. label.data<long>()], ["inner", "outer"], new Dictionary<string, Tensor> { ["radius"] = radius });
    }

    /// <summary>Points along two interleaved half circles, one a class.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noise">The standard deviation about the half circles, of radius 1.</param>
    /// <param name="seed">What they are drawn from.</param>
    /// <returns>Inputs <c>[N, 2]</c>; of <see cref="SyntheticDataset.Truth"/>: <c>angle</c> <c>[N]</c>, where on its half circle a point is.</returns>
    public static SyntheticDataset TwoMoons(long count = 1000, double noise = 0.1, long seed = 0)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var label = randint(0, 2, [Positive(count)], generator: generator, dtype: ScalarType.Int64);
        var angle = rand([count], generator: generator) * Math.PI;
        var upper = stack([angle.cos(), angle.sin()], 1);
        var lower = stack([1 - angle.cos(), 0.5 - angle.sin()], 1);
        var points = where(label.eq(0).unsqueeze(1), upper, lower) + randn([count, 2], generator: generator) * noise;
        return new SyntheticDataset(points, [.. label.data<long>()], ["upper", "lower"], new Dictionary<string, Tensor> { ["angle"] = angle });
    }

    /// <summary>
    /// T1 (Ortiz-Jimenez et al. 2020, "Hold me tight!", section 3): <c>x = epsilon * y * u1 + w</c> with y = -1/2 or 1/2 and noise w that has no part along u1. The classes are
    /// <paramref name="epsilon"/> apart along the one direction that tells them apart, so that a point is half of that away from the best boundary.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="epsilon">How far apart the classes are along u1.</param>
    /// <param name="sigma">The standard deviation of the noise in each other direction.</param>
    /// <param name="dimensions">The dimensions of the space.</param>
    /// <param name="seed">What they, and the directions, are drawn from; points for testing are best taken from the same set, for its u1.</param>
    /// <returns>Inputs <c>[N, dimensions]</c>; of <see cref="SyntheticDataset.Truth"/>: <c>u1</c> <c>[dimensions]</c>, <c>u1-orthogonal</c> <c>[dimensions - 1, dimensions]</c> with orthonormal rows.</returns>
    public static SyntheticDataset T1(long count = 10_000, double epsilon = 5, double sigma = 1, long dimensions = 100, long seed = 0)
    {
        if (dimensions < 2) throw new GlassboxException($"T1 needs a direction that tells the classes apart and one that does not: at least 2 dimensions, not {dimensions}.");
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var label = randint(0, 2, [Positive(count)], generator: generator, dtype: ScalarType.Int64);
        var (basis, _) = linalg.qr(randn([dimensions, dimensions], generator: generator, dtype: ScalarType.Float64));
        var directions = basis.t().to(ScalarType.Float32);
        var (u1, rest) = (directions[0], directions.narrow(0, 1, dimensions - 1));
        var noise = randn([count, dimensions - 1], generator: generator).matmul(rest) * sigma;
        var points = (label.to(ScalarType.Float32) - 0.5).unsqueeze(1) * epsilon * u1 + noise;
        return new SyntheticDataset(points, [.. label.data<long>()], [], new Dictionary<string, Tensor> { ["u1"] = u1.clone(), ["u1-orthogonal"] = rest.clone() });
    }
}
