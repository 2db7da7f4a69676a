using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class TensorCensusTests
{
    [Fact]
    public void What_is_disposed_by_hand_or_by_a_scope_is_not_left()
    {
        using var census = new TensorCensus();
        var (byHand, kept) = (ones(1), ones(1));
        using (NewDisposeScope()) ones(1);
        byHand.Dispose();
        byHand.Dispose();
        census.Left.ShouldBe(1);
        GC.KeepAlive(kept);
    }

    [Fact]
    public void What_only_the_garbage_collector_released_is_left()
    {
        using var census = new TensorCensus();
        var gone = Forgotten();
        for (var i = 0; i < 10 && gone.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        gone.IsAlive.ShouldBeFalse();
        census.Left.ShouldBe(1);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Forgotten() => new(ones(1), trackResurrection: true);
    }

    [Fact]
    public void Threads_that_its_flow_starts_are_counted_and_others_are_not()
    {
        using var started = new ManualResetEventSlim();
        var stranger = new Thread(() =>
        {
            started.Wait();
            for (var i = 0; i < 100; i++) ones(1);
        });
        stranger.Start();
        using var census = new TensorCensus();
        started.Set();
        Parallel.For(0, 7, _ => ones(1));
        stranger.Join();
        census.Left.ShouldBe(7);
    }

    [Fact]
    public void An_inner_census_counts_in_place_of_the_outer_and_a_closed_one_goes_on_watching()
    {
        Tensor inside;
        using var outer = new TensorCensus();
        var inner = new TensorCensus();
        using (inner) inside = ones(1);
        using var outside = ones(1);
        (outer.Left, inner.Left).ShouldBe((1, 1));
        inside.Dispose();
        inner.Left.ShouldBe(0);
    }

    [Fact]
    public void A_parameter_that_takes_a_tensor_over_is_counted_in_its_place()
    {
        using var data = ones(1);
        using var census = new TensorCensus();
        using var parameter = new TorchSharp.Modules.Parameter(data);
        census.Left.ShouldBe(1);
    }
}
