using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Work on many rows, a batch at a time: bounded memory, progress and cancellation between batches.</summary>
public static class Batching
{
    /// <summary>
    /// Calls a function for the rows of a batch at a time. Tensors made in a call are disposed of after it. Where memory runs out, the batch is tried again at half
    /// its size, so the function should change what is outside it only as its last act.
    /// </summary>
    /// <param name="run">The run that is told of progress and asks to stop.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="size">How many rows a batch holds at most.</param>
    /// <param name="work">Is given the first row and how many rows.</param>
    /// <param name="unit">What is counted, in the plural.</param>
    /// <exception cref="OperationCanceledException">The caller asked to stop.</exception>
    public static void EachBatch(this Run run, long rows, long size, Action<long, long> work, string unit = "samples")
    {
        for (long first = 0; first < rows;)
        {
            run.Step(first, rows, unit);
            var count = Math.Min(size, rows - first);
            try
            {
                using var scope = NewDisposeScope();
                work(first, count);
                first += count;
            }
            catch (Exception e) when (count > 1 && IsOutOfMemory(e))
            {
                size = count / 2;
                run.Log($"Memory ran out with {count} {unit} at a time: going on with {size}.");
            }
        }
        run.Step(rows, rows, unit);
    }

    /// <summary>As <see cref="EachBatch"/>, for a function that gives one row of results a row.</summary>
    /// <returns>All rows of results in order: <c>[rows, ...]</c>.</returns>
    public static Tensor InBatches(this Run run, long rows, long size, Func<long, long, Tensor> work, string unit = "samples")
    {
        var parts = new List<Tensor>();
        run.EachBatch(rows, size, (first, count) => parts.Add(work(first, count).MoveToOuterDisposeScope()), unit);
        if (parts.Count == 1) return parts[0];
        var all = cat(parts.ToArray(), 0);
        parts.ForEach(p => p.Dispose());
        return all;
    }

    /// <summary>What is counted where each input is explained by itself: <c>parts</c> of a single one, <c>parts of input 2 of 8</c>.</summary>
    /// <param name="unit">In the plural.</param>
    /// <param name="n">The input's row.</param>
    /// <param name="inputs">How many inputs there are.</param>
    public static string Unit(string unit, long n, long inputs) => inputs == 1 ? unit : $"{unit} of input {n + 1} of {inputs}";

    private static bool IsOutOfMemory(Exception e) =>
        e is OutOfMemoryException || e.Message.Contains("out of memory") || e.Message.Contains("can't allocate memory");
}
