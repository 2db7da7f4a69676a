using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Glassbox.Pictures;

/// <summary>
/// Pillow's resize of 8-bit pictures along one axis, bit for bit: weights in double precision, rounded to 22 binary places, summed in integers,
/// and the result rounded to 8 bits, so that a second pass along the other axis starts from rounded values.
/// </summary>
internal sealed class Resampler
{
    private const int Places = 32 - 8 - 2;
    private readonly int[] first;
    private readonly int[][] weights;

    /// <param name="from">The axis' length before.</param>
    /// <param name="to">The axis' length after.</param>
    /// <param name="resampling">The filter.</param>
    public Resampler(int from, int to, Resampling resampling)
    {
        (first, weights) = (new int[to], new int[to][]);
        var scale = (double)from / to;
        var widening = Math.Max(scale, 1);
        var support = (resampling == Resampling.Bilinear ? 1.0 : 2.0) * widening;
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5) * scale;
            var low = Math.Max(0, (int)(centre - support + 0.5));
            var high = Math.Min(from, (int)(centre + support + 0.5));
            var exact = new double[high - low];
            var sum = 0.0;
            for (var k = 0; k < exact.Length; k++)
                sum += exact[k] = Filter(resampling, (k + low - centre + 0.5) / widening);
            first[i] = low;
            weights[i] = [.. exact.Select(w => (int)(w / sum * (1 << Places) + (w < 0 ? -0.5 : 0.5)))];
        }
    }

    /// <summary>Weighted sums of rows: from planes of <c>from</c> rows to planes of <c>to</c> rows.</summary>
    /// <param name="source">Planes one after the other, each <c>from</c> rows of bytes.</param>
    /// <param name="target">Planes of <c>to</c> rows.</param>
    /// <param name="from">How many rows a plane has before.</param>
    /// <param name="length">A row's length.</param>
    public void Rows(ReadOnlySpan<byte> source, Span<byte> target, int from, int length)
    {
        var planes = target.Length / (length * first.Length);
        for (var plane = 0; plane < planes; plane++)
            for (var i = 0; i < first.Length; i++)
                Row(source.Slice((plane * from + first[i]) * length, weights[i].Length * length), target.Slice((plane * first.Length + i) * length, length), weights[i]);
    }

    private static void Row(ReadOnlySpan<byte> rows, Span<byte> sum, int[] weights)
    {
        const int half = 1 << (Places - 1);
        var (length, x) = (sum.Length, 0);
        ref var from = ref MemoryMarshal.GetReference(rows);
        ref var to = ref MemoryMarshal.GetReference(sum);
        for (; x + 16 <= length; x += 16)
        {
            Vector256<int> low = Vector256.Create(half), high = low;
            for (var k = 0; k < weights.Length; k++)
            {
                var wide = Vector256.WidenLower(Vector128.LoadUnsafe(ref from, (nuint)(k * length + x)).ToVector256Unsafe());
                var (a, b) = Vector256.Widen(wide);
                low += a.AsInt32() * weights[k];
                high += b.AsInt32() * weights[k];
            }
            var clipped = Vector256.Narrow(Clip(low).AsUInt32(), Clip(high).AsUInt32());
            Vector128.Narrow(clipped.GetLower(), clipped.GetUpper()).StoreUnsafe(ref to, (nuint)x);
        }
        for (; x < length; x++)
        {
            var value = half;
            for (var k = 0; k < weights.Length; k++) value += rows[k * length + x] * weights[k];
            sum[x] = (byte)Math.Clamp(value >> Places, 0, 255);
        }
    }

    private static Vector256<int> Clip(Vector256<int> sums) => Vector256.Min(Vector256.Max(sums >> Places, Vector256<int>.Zero), Vector256.Create(255));

    private static double Filter(Resampling resampling, double x)
    {
        x = Math.Abs(x);
        if (resampling == Resampling.Bilinear) return Math.Max(0, 1 - x);
        const double a = -0.5;
        return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }
}
