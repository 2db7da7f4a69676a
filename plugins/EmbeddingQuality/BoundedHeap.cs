using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The K nearest points of each of some. Where several lie at the distance of the last, which of them count is a convention that moves trustworthiness in the fourth digit; this is the one of scikit-learn
/// 1.2 on one thread, by whose values ours are judged (on several threads its own differ): points are put into a heap of K + 1 in their order, the point itself among them, each for the
/// farthest if it is nearer.
/// </summary>
internal static class BoundedHeap
{
    /// <summary>The places of the nearest points, the point itself left out: <c>[B, K]</c>.</summary>
    /// <param name="squared">Squared distances in double precision, any number for the point itself: <c>[B, N]</c>.</param>
    /// <param name="first">Which point the first row is.</param>
    /// <param name="k">How many, less than N.</param>
    public static Tensor Nearest(Tensor squared, long first, int k)
    {
        using var onCpu = squared.cpu().contiguous();
        var (rows, n) = ((int)squared.size(0), (int)squared.size(1));
        var distances = onCpu.data<double>().ToArray();
        var nearest = new long[rows * k];
        Parallel.For(0, rows, Threads.AsSet(), row => Fill(distances.AsSpan(row * n, n), (int)first + row, nearest.AsSpan(row * k, k)));
        return tensor(nearest, [rows, k], device: squared.device);
    }

    private static void Fill(Span<double> distances, int self, Span<long> nearest)
    {
        distances[self] = 0;
        var (far, held) = (new double[nearest.Length + 1], new int[nearest.Length + 1]);
        Array.Fill(far, double.PositiveInfinity);
        for (var candidate = 0; candidate < distances.Length; candidate++)
        {
            var distance = distances[candidate];
            if (distance >= far[0]) continue;
            var at = 0;
            for (var child = 1; child < far.Length; child = 2 * at + 1)
            {
                if (child + 1 < far.Length && far[child] < far[child + 1]) child++;
                if (distance >= far[child]) break;
                (far[at], held[at]) = (far[child], held[child]);
                at = child;
            }
            (far[at], held[at]) = (distance, candidate);
        }
        // Among many duplicates the point itself may have been pushed out: any of them, all at distance zero, leaves in its place.
        var leaves = Array.IndexOf(held, self) is var own && own >= 0 ? own : Array.IndexOf(far, far.Min());
        for (int i = 0, to = 0; i < held.Length; i++)
            if (i != leaves) nearest[to++] = held[i];
    }
}
