using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

/// <summary>Tensors of 64 MiB that nobody writes to: the system gives no memory to such.</summary>
public class NativeMemoryTests
{
    private const long Gibibyte = 1L << 30;

    private static Tensor Large() => empty(16 << 20);

    [Fact]
    public void Tensors_that_a_scope_releases_cost_no_collection()
    {
        var before = GC.CollectionCount(2);
        for (var i = 0; i < 1000; i++)
        {
            using var scope = NewDisposeScope();
            Large();
        }
        GC.CollectionCount(2).ShouldBe(before);
    }

    [Fact]
    public void Forgotten_tensors_do_not_pile_up()
    {
        var before = NativeMemory.Live;
        var most = 0L;
        for (var i = 0; i < 200; i++)
        {
            Large();
            most = Math.Max(most, NativeMemory.Live);
        }
        (most - before).ShouldBeLessThan(Gibibyte);
    }

    [Fact]
    public void Keeping_more_and_more_costs_few_collections()
    {
        using var scope = NewDisposeScope();
        var before = GC.CollectionCount(2);
        for (var i = 0; i < 128; i++) Large();
        NativeMemory.Live.ShouldBeGreaterThan(8 * Gibibyte - 1);
        (GC.CollectionCount(2) - before).ShouldBeInRange(1, 12);
    }
}
