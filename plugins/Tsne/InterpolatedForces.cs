using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Forces in time that grows with the number of points: attraction along the edges of a sparse graph of similarities, repulsion interpolated on a grid. For maps of two dimensions, on
/// the CPU. Each point's sum is made by one thread in one order.
/// </summary>
internal sealed class InterpolatedForces : IForces, IDisposable
{
    /// <summary>The largest spacing of the grid that is fine enough: on a finished map, where attraction and repulsion nearly cancel, gradients are within a few percent of exact ones, as those of a Barnes-Hut tree are.</summary>
    public const double Spacing = 0.3;

    private const int Chunk = 512;

    private readonly SparseGraph joint;
    private readonly RepulsionGrid grid;
    private readonly ParallelOptions parallel;
    // Every step's, so that a thousand steps do not leave a thousand of them.
    private readonly float[] px, py, forceX, forceY, potentials, gradient;

    /// <param name="joint">The similarities: symmetric, with sum one.</param>
    /// <param name="spacing">The grid's largest spacing.</param>
    /// <param name="run">Asks to stop.</param>
    public InterpolatedForces(SparseGraph joint, double spacing, Run run)
    {
        this.joint = joint;
        grid = new RepulsionGrid(spacing);
        parallel = Threads.AsSet(run.Cancellation);
        var n = joint.Rows;
        (px, py, forceX, forceY, potentials, gradient) = (new float[n], new float[n], new float[n], new float[n], new float[n], new float[2 * n]);
    }

    /// <inheritdoc/>
    public Tensor Gradient(Tensor y, double exaggeration)
    {
        var repulsion = (float)(1 / Repel(y));
        Each((i, columns, values) =>
        {
            var (x, up, sumX, sumY) = (px[i], py[i], 0f, 0f);
            for (var e = 0; e < columns.Length; e++)
            {
                var j = columns[e];
                var (dx, dy) = (x - px[j], up - py[j]);
                var pull = values[e] / (1 + dx * dx + dy * dy);
                sumX += pull * dx;
                sumY += pull * dy;
            }
            gradient[i] = 4 * ((float)exaggeration * sumX - repulsion * forceX[i]);
            gradient[joint.Rows + i] = 4 * ((float)exaggeration * sumY - repulsion * forceY[i]);
        });
        return tensor(gradient, [2, joint.Rows], device: y.device);
    }

    /// <inheritdoc/>
    public double Divergence(Tensor y)
    {
        var normalisation = Repel(y);
        var terms = new double[joint.Rows];
        Each((i, columns, values) =>
        {
            for (var e = 0; e < columns.Length; e++)
            {
                var (dx, dy) = ((double)px[i] - px[columns[e]], (double)py[i] - py[columns[e]]);
                terms[i] += values[e] * Math.Log(values[e] * (1 + dx * dx + dy * dy));
            }
        });
        return terms.Sum() + Math.Log(normalisation);
    }

    /// <inheritdoc/>
    public Func<Tensor, (Tensor Force, Tensor Potential)> Field(Tensor y)
    {
        Axes(y, px, py);
        grid.Spread(px, py, parallel);
        return places =>
        {
            var m = (int)places.size(1);
            var (x, up, atX, atY, felt) = (new float[m], new float[m], new float[m], new float[m], new float[m]);
            Axes(places, x, up);
            grid.Read(x, up, atX, atY, felt, parallel);
            return (tensor([.. atX, .. atY], [2, m], device: places.device), tensor(felt, device: places.device));
        };
    }

    /// <summary>Frees the grid's kernel; what <see cref="Field"/> gave can be asked on.</summary>
    public void Dispose() => grid.Dispose();

    /// <summary>Computes the repulsion of all points and gives Z, the sum of kernels over all pairs.</summary>
    private double Repel(Tensor y)
    {
        Axes(y, px, py);
        grid.Spread(px, py, parallel);
        grid.Read(px, py, forceX, forceY, potentials, parallel);
        // The potential at each point counts the point itself, at distance zero.
        return potentials.Sum(p => (double)p) - joint.Rows;
    }

    private static void Axes(Tensor y, float[] first, float[] second)
    {
        using var scope = NewDisposeScope();
        var single = y.to(ScalarType.Float32).cpu();
        single[0].data<float>().CopyTo(first, 0);
        single[1].data<float>().CopyTo(second, 0);
    }

    /// <summary>Calls a function for each point, with its similar points and the similarities.</summary>
    private void Each(Action<int, ReadOnlySpan<int>, ReadOnlySpan<float>> body) =>
        Parallel.For(0, (joint.Rows + Chunk - 1) / Chunk, parallel, chunk =>
        {
            for (var i = chunk * Chunk; i < Math.Min(joint.Rows, (chunk + 1) * Chunk); i++)
            {
                var (start, end) = (joint.Starts[i], joint.Starts[i + 1]);
                body(i, joint.Columns.AsSpan(start, end - start), joint.Values.AsSpan(start, end - start));
            }
        });
}
