using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The forces between all pairs of points of a plane, on the CPU: what <see cref="ExactForces"/> computes with some eighteen operators, in one pass over the pairs, a vector of them at a time. Each
/// point's sum is made by one thread in one order.
/// </summary>
internal sealed class PlaneForces : IForces
{
    // Vectors are filled up with points so far off that they do nothing: 1 / (1 + d^2) is 1e-36.
    private const float FarOff = 1e18f;
    private const int Chunk = 16;

    private readonly int n;
    private readonly int width;
    private readonly Vector<float>[] joint;
    private readonly ParallelOptions parallel;

    /// <param name="joint">The similarities: <c>[N, N]</c>, symmetric, with a zero diagonal and sum one.</param>
    /// <param name="run">Asks to stop.</param>
    public PlaneForces(Tensor joint, Run run)
    {
        n = (int)joint.size(0);
        width = (n + Vector<float>.Count - 1) / Vector<float>.Count;
        this.joint = new Vector<float>[n * width];
        for (var i = 0; i < n; i++)
        {
            using var row = joint[i];
            row.data<float>().CopyTo(MemoryMarshal.Cast<Vector<float>, float>(Row(i))[..n]);
        }
        parallel = Threads.AsSet(run.Cancellation);
    }

    /// <inheritdoc/>
    public Tensor Gradient(Tensor y, double exaggeration)
    {
        var (x, up) = Axes(y);
        var forces = new (float PullX, float PullY, float PushX, float PushY, double Kernels)[n];
        Each(n, i => forces[i] = Forces(x, up, At(x, i), At(up, i), Row(i)));
        // Each point's kernel with itself is one.
        var z = forces.Sum(f => f.Kernels) - n;
        var (pull, push) = ((float)(4 * exaggeration), (float)(4 / z));
        var gradient = new float[2 * n];
        for (var i = 0; i < n; i++)
        {
            gradient[i] = pull * forces[i].PullX - push * forces[i].PushX;
            gradient[n + i] = pull * forces[i].PullY - push * forces[i].PushY;
        }
        return tensor(gradient, [2, n]);
    }

    /// <inheritdoc/>
    public double Divergence(Tensor y)
    {
        // sum p log(p/q) = sum p log(p (1 + d^2)) + log Z
        var (x, up) = Axes(y);
        var (terms, kernels) = (new double[n], new double[n]);
        Each(n, i =>
        {
            var p = MemoryMarshal.Cast<Vector<float>, float>(Row(i));
            for (var j = 0; j < n; j++)
            {
                var (dx, dy) = ((double)At(x, i) - At(x, j), (double)At(up, i) - At(up, j));
                var spread = 1 + dx * dx + dy * dy;
                kernels[i] += 1 / spread;
                if (p[j] > 0) terms[i] += p[j] * Math.Log(p[j] * spread);
            }
        });
        return terms.Sum() + Math.Log(kernels.Sum() - n);
    }

    /// <inheritdoc/>
    public Func<Tensor, (Tensor Force, Tensor Potential)> Field(Tensor y)
    {
        var (x, up) = Axes(y);
        return places =>
        {
            var (atX, atY) = Axes(places);
            var m = (int)places.size(1);
            var (force, potential) = (new float[2 * m], new float[m]);
            Each(m, i =>
            {
                var felt = Forces(x, up, At(atX, i), At(atY, i), []);
                (force[i], force[m + i], potential[i]) = (felt.PushX, felt.PushY, (float)felt.Kernels);
            });
            return (tensor(force, [2, m]), tensor(potential));
        };
    }

    /// <summary>What all points do to one place: attraction by its similarities (none where there are none), repulsion, and the sum of kernels.</summary>
    private static (float PullX, float PullY, float PushX, float PushY, double Kernels) Forces(
        Vector<float>[] x, Vector<float>[] up, float atX, float atY, ReadOnlySpan<Vector<float>> similarities)
    {
        var (hereX, hereY) = (new Vector<float>(atX), new Vector<float>(atY));
        var (pullX, pullY, pushX, pushY, kernels) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        for (var j = 0; j < x.Length; j++)
        {
            var (dx, dy) = (hereX - x[j], hereY - up[j]);
            var kernel = Vector<float>.One / (Vector<float>.One + dx * dx + dy * dy);
            kernels += kernel;
            var push = kernel * kernel;
            pushX += push * dx;
            pushY += push * dy;
            if (j >= similarities.Length) continue;
            var pull = similarities[j] * kernel;
            pullX += pull * dx;
            pullY += pull * dy;
        }
        return (Vector.Sum(pullX), Vector.Sum(pullY), Vector.Sum(pushX), Vector.Sum(pushY), Vector.Sum(kernels));
    }

    private (Vector<float>[] X, Vector<float>[] Y) Axes(Tensor y)
    {
        using var single = y.to(ScalarType.Float32);
        Vector<float>[] Axis(int axis)
        {
            using var values = single[axis];
            var vectors = new Vector<float>[(values.size(0) + Vector<float>.Count - 1) / Vector<float>.Count];
            var numbers = MemoryMarshal.Cast<Vector<float>, float>(vectors.AsSpan());
            numbers.Fill(FarOff);
            values.data<float>().CopyTo(numbers);
            return vectors;
        }
        return (Axis(0), Axis(1));
    }

    private static float At(Vector<float>[] vectors, int i) => vectors[i / Vector<float>.Count][i % Vector<float>.Count];

    private Span<Vector<float>> Row(int i) => joint.AsSpan(i * width, width);

    private void Each(int count, Action<int> body) =>
        Parallel.For(0, (count + Chunk - 1) / Chunk, parallel, chunk =>
        {
            for (var i = chunk * Chunk; i < Math.Min(count, (chunk + 1) * Chunk); i++) body(i);
        });
}
