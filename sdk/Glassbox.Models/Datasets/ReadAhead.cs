using System.Collections.Concurrent;
using TorchSharp;

namespace Glassbox;

/// <summary>Reads batches on other threads while the caller works on the one before. At most a few are held at a time, whatever the size of the set.</summary>
internal static class ReadAhead
{
    /// <summary>How many batches are read or waiting beside the one in use.</summary>
    private const int Ahead = 2;

    /// <summary>The batches in order. An error in reading one arrives when its turn comes; what was read ahead is let go of when the caller stops early.</summary>
    public static IEnumerable<Batch> Batches(IEnumerable<long[]> batches, Func<long[], Batch> read)
    {
        var pending = new Queue<Task<Batch>>();
        using var source = batches.GetEnumerator();
        try
        {
            var more = true;
            while (true)
            {
                while (more && pending.Count <= Ahead && (more = source.MoveNext()))
                {
                    var indices = source.Current;
                    pending.Enqueue(Task.Run(() => Detached(read(indices))));
                }
                if (pending.Count == 0) yield break;
                var batch = pending.Dequeue().GetAwaiter().GetResult();
                // Dispose scopes belong to threads: the batch joins the reader's, as if it had been read here.
                torch.CurrentDisposeScope?.Attach(batch.Inputs);
                torch.CurrentDisposeScope?.Attach(batch.Labels);
                yield return batch;
            }
        }
        finally
        {
            foreach (var left in pending)
                left.ContinueWith(done =>
                {
                    done.Result.Inputs.Dispose();
                    done.Result.Labels.Dispose();
                }, TaskContinuationOptions.OnlyOnRanToCompletion);
        }
    }

    /// <summary>Calls a function for 0 to <paramref name="count"/> - 1 on several threads; its first error is thrown as it was.</summary>
    public static void Parallel(int count, Action<int> work)
    {
        var errors = new ConcurrentQueue<(int Index, Exception Error)>();
        // More threads than cores would each keep memory of their own.
        System.Threading.Tasks.Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (i, state) =>
        {
            try { work(i); }
            catch (Exception e)
            {
                errors.Enqueue((i, e));
                state.Stop();
            }
        });
        if (!errors.IsEmpty) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(errors.MinBy(e => e.Index).Error);
    }

    private static Batch Detached(Batch batch)
    {
        batch.Inputs.DetachFromDisposeScope();
        batch.Labels.DetachFromDisposeScope();
        return batch;
    }
}
