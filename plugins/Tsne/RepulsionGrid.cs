using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The repulsion between all points of a two-dimensional map in linear time: points are spread on a grid by quintic B-splines, the potential
/// <c>sum_j 1 / (1 + |y - y_j|^2)</c> is a convolution on the grid, done by FFT, and the force is minus half the slope of the potential's spline. The convolution's
/// kernel has the splines' own blur divided out, so that it is interpolated, not smoothed; the error falls with the sixth power of the spacing. (Linderman et al. 2019 interpolate piecewise by polynomials;
/// splines, as particle-mesh codes use them (Essmann et al. 1995), need two transforms in place of eight and give smooth forces.)
/// </summary>
/// <param name="coarsest">The largest distance between grid nodes, in units of the map, where the kernel's width is one. Small maps get a finer grid.</param>
internal sealed class RepulsionGrid(double coarsest) : IDisposable
{
    private const int FinestFraction = 4, FewestNodes = 320;
    private const int Order = 6;
    // Weights fill vectors of eight; the two lanes beyond the sixth are zero, but what lies there is read and written.
    private const int Lanes = 8;
    private const int LargestGrid = 4096;
    private const int Chunk = 2048;

    private Tensor? kernel;
    private (int Size, double Spacing) transformed;
    private double spacing;
    private float left, bottom, extent;
    private int nodes;
    private float[] density = [], potential = [];

    /// <summary>Takes the points that repel.</summary>
    /// <param name="x">Their first coordinates.</param>
    /// <param name="y">Their second coordinates.</param>
    /// <param name="parallel">How many threads may be used.</param>
    /// <exception cref="GlassboxException">The map is too wide: the descent has diverged.</exception>
    public void Spread(float[] x, float[] y, ParallelOptions parallel)
    {
        (left, bottom) = (x.Min(), y.Min());
        extent = Math.Max(x.Max() - left, y.Max() - bottom);
        if (!(extent < LargestGrid * coarsest))
            throw new GlassboxException($"The map is {extent:g3} units wide and growing: the descent diverges. Give a smaller learning rate.");
        // In steps, because each spacing has a kernel of its own.
        spacing = coarsest / FinestFraction;
        while (extent / spacing > FewestNodes && spacing < coarsest) spacing = Math.Min(coarsest, spacing * 1.2);
        nodes = (int)(extent / spacing) + Order + Lanes;
        // With room to grow, as the map does in nearly every step.
        var room = nodes + nodes / 4;
        if (density.Length < nodes * nodes) (density, potential) = (new float[room * room], new float[room * room]);
        Scatter(x, y);
        Convolve(parallel);
    }

    /// <summary>Puts the points on the grid, one after the other: on several threads they would be added up in another order each time.</summary>
    internal void Scatter(float[] x, float[] y)
    {
        Array.Clear(density, 0, nodes * nodes);
        for (var i = 0; i < x.Length; i++)
        {
            var (column, across, _) = Splines(x[i] - left);
            var (row, up, _) = Splines(y[i] - bottom);
            for (var k = 0; k < Order; k++)
            {
                ref var cell = ref density[(row + k) * nodes + column];
                (Vector256.LoadUnsafe(ref cell) + across * up[k]).StoreUnsafe(ref cell);
            }
        }
    }

    /// <summary>
    /// What the points do to points at other places or the same: the force, <c>sum_j (y - y_j) / (1 + |y - y_j|^2)^2</c>, and the potential, <c>sum_j 1 / (1 + |y - y_j|^2)</c>. A place
    /// outside the square around the points feels what the nearest place inside does.
    /// </summary>
    /// <param name="x">The places' first coordinates.</param>
    /// <param name="y">Their second coordinates.</param>
    /// <param name="forceX">Takes the forces along the first coordinate.</param>
    /// <param name="forceY">Takes the forces along the second.</param>
    /// <param name="potentials">Takes the potentials.</param>
    /// <param name="parallel">How many threads may be used.</param>
    public void Read(float[] x, float[] y, float[] forceX, float[] forceY, float[] potentials, ParallelOptions parallel)
    {
        var slope = (float)(-0.5 / spacing);
        Parallel.For(0, (x.Length + Chunk - 1) / Chunk, parallel, chunk =>
        {
            for (var i = chunk * Chunk; i < Math.Min(x.Length, (chunk + 1) * Chunk); i++)
            {
                var (column, across, acrossSlope) = Splines(Math.Clamp(x[i] - left, 0, extent));
                var (row, up, upSlope) = Splines(Math.Clamp(y[i] - bottom, 0, extent));
                var (along, alongSlope) = (Vector256<float>.Zero, Vector256<float>.Zero);
                for (var k = 0; k < Order; k++)
                {
                    var cells = Vector256.LoadUnsafe(ref potential[(row + k) * nodes + column]);
                    along += cells * up[k];
                    alongSlope += cells * upSlope[k];
                }
                potentials[i] = Vector256.Sum(along * across);
                forceX[i] = slope * Vector256.Sum(along * acrossSlope);
                forceY[i] = slope * Vector256.Sum(alongSlope * across);
            }
        });
    }

    public void Dispose() => kernel?.Dispose();

    /// <summary>The first node that a point at a distance from the grid's edge touches, and the B-spline's weights and their slopes (per node) at that node and the next five.</summary>
    private (int Node, Vector256<float> Weights, Vector256<float> Slopes) Splines(float distance)
    {
        var place = distance / (float)spacing;
        var node = (int)place;
        var t = place - node;
        // Node m lies 5 - m + t nodes into the spline's support, which is six nodes wide: M_{k+1}(u) = (u M_k(u) + (k + 1 - u) M_k(u - 1)) / k.
        var u = Vector256.Create(5f, 4, 3, 2, 1, 0, 0, 0) + Vector256.Create(t);
        var shift = Vector256.Create(1, 2, 3, 4, 5, 6, 7, 7);
        var weights = Vector256.Create(0f, 0, 0, 0, 0, 1, 0, 0);
        var slopes = weights;
        for (var k = 1; k < Order; k++)
        {
            var before = Vector256.Shuffle(weights, shift);
            if (k == Order - 1) slopes = weights - before;
            weights = (u * weights + (Vector256.Create(k + 1f) - u) * before) * Vector256.Create(1f / k);
        }
        return (node, weights, slopes);
    }

    /// <summary>Makes the potential's spline coefficients from the points' density, both on the grid's nodes: a convolution by FFT of twice the size, some rows or columns at a time.</summary>
    private void Convolve(ParallelOptions parallel)
    {
        var size = SmoothSize(2 * nodes);
        if ((size, spacing) != transformed)
        {
            kernel?.Dispose();
            kernel = Kernel(size).DetachFromDisposeScope();
            transformed = (size, spacing);
        }
        using var scope = NewDisposeScope();
        var half = size / 2 + 1;
        var grid = from_array(density).narrow(0, 0, nodes * nodes).reshape(nodes, nodes);
        var rows = InParts(nodes, size, parallel, 0, (first, count) => fft.rfft(grid.narrow(0, first, count), size, dim: 1));
        var columns = InParts(half, size, parallel, 1, (first, count) =>
        {
            var spectrum = fft.fft_(rows.narrow(1, first, count), size, dim: 0).mul_(kernel!.narrow(1, first, count));
            // The other rows are padding, and need not be transformed back.
            return fft.ifft(spectrum, dim: 0).narrow(0, 0, nodes);
        });
        InParts(nodes, size, parallel, 0, (first, count) => fft.irfft(columns.narrow(0, first, count), size, dim: 1).narrow(1, 0, nodes))
            .data<float>().CopyTo(potential);
    }

    /// <summary>
    /// Calls a function for some rows or columns at a time, on several threads, and joins what it gives. The parts are so small that libtorch starts no threads of its own
    /// in them.
    /// </summary>
    private static Tensor InParts(int total, int length, ParallelOptions parallel, int dimension, Func<int, int, Tensor> work)
    {
        var most = Math.Max(1, (1 << 14) / length);
        var parts = new Tensor[(total + most - 1) / most];
        Parallel.For(0, parts.Length, parallel, i =>
        {
            using var scope = NewDisposeScope();
            parts[i] = work(i * most, Math.Min(most, total - i * most)).DetachFromDisposeScope();
        });
        var joined = cat(parts, dimension);
        foreach (var part in parts) part.Dispose();
        return joined;
    }

    /// <summary>The transform of 1 / (1 + d^2) on a periodic grid, divided by that of the B-spline's own values once for the spreading and once for the reading.</summary>
    private Tensor Kernel(int size)
    {
        using var scope = NewDisposeScope();
        var steps = arange(size, dtype: ScalarType.Float64);
        var squared = (minimum(steps, size - steps) * spacing).square();
        var sampled = 1 / (squared.unsqueeze(1) + squared + 1);
        // The quintic B-spline's values at whole numbers: 66/120, 26/120 and 1/120.
        var angle = steps * (2 * Math.PI / size);
        var blur = (66 + 52 * angle.cos() + 2 * (angle * 2).cos()) / 120;
        var half = size / 2 + 1;
        var spectrum = fft.rfft2(sampled).real / (blur.unsqueeze(1) * blur.narrow(0, 0, half)).square();
        return spectrum.to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>The next even number of small factors, for which transforms are fast.</summary>
    private static int SmoothSize(int least)
    {
        for (var size = least + least % 2; ; size += 2)
        {
            var rest = size;
            foreach (var factor in new[] { 2, 3, 5 })
                while (rest % factor == 0) rest /= factor;
            if (rest == 1) return size;
        }
    }
}
