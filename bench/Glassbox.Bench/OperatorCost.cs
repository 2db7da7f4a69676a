using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Bench;

/// <summary>What calling an operator costs beside its arithmetic: tiny tensors, one thread, results disposed.</summary>
internal static class OperatorCost
{
    private const int Calls = 100_000;
    private const int Repetitions = 7;

    public static void Measure()
    {
        set_num_threads(1);
        using var off = no_grad();
        using var a = ones(4);
        using var b = ones(4);
        using var m = ones(8, 8);
        Print("add, 4 elements", () => a.add(b).Dispose());
        Print("add in place", () => a.add_(b));
        Print("add a number", () => a.add(1.0f).Dispose());
        Print("relu", () => a.relu().Dispose());
        Print("matmul 8x8", () => m.matmul(m).Dispose());
        Print("index a[1]", () => a[1].Dispose());
        Print("shape", () => _ = a.shape);
        Print("add, not disposed", () => a.add(b));
        using var on = enable_grad();
        using var leaf = ones(4, requires_grad: true);
        Print("add, recorded for gradients", () => leaf.add(b).Dispose());
    }

    private static void Print(string what, Action call)
    {
        var times = new double[Repetitions];
        for (var r = -1; r < Repetitions; r++)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < Calls; i++) call();
            if (r >= 0) times[r] = clock.Elapsed.TotalMicroseconds / Calls;
        }
        Array.Sort(times);
        Console.WriteLine(FormattableString.Invariant($"{what,-36} {times[Repetitions / 2],7:0.00} us   (fastest {times[0]:0.00})"));
    }
}
