using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

internal static class Threads
{
    /// <summary>Fails unless a computation gives the same bits with one, two and three threads.</summary>
    public static void SameBits(Func<Tensor> compute)
    {
        var before = get_num_threads();
        try
        {
            var results = new[] { 1, 2, 3 }.Select(threads =>
            {
                set_num_threads(threads);
                return compute();
            }).ToArray();
            results[1].Equals(results[0]).ShouldBeTrue("two threads gave other bits than one");
            results[2].Equals(results[0]).ShouldBeTrue("three threads gave other bits than one");
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
