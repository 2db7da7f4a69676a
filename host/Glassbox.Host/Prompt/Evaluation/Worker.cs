using System.Collections.Concurrent;

namespace Glassbox.Host.Prompt;

/// <summary>
/// The thread that what is typed runs on, always the same one: gradient mode and dispose scopes belong to a thread, and go on from one submission to the next.
/// What is awaited comes back to it.
/// </summary>
/// <param name="begin">Runs first on the thread.</param>
internal sealed class Worker(Action begin)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private const int StackSize = 16 << 20;

    private Lane? lane;

    /// <summary>Runs some work to its end.</summary>
    /// <param name="work">The work.</param>
    /// <param name="stop">Asks it to stop: loops and methods see it themselves; a thread that waits or sleeps is woken a second later.</param>
    /// <param name="abandon">Leaves it behind where it has not stopped.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="LeftBehindException">It did not stop, and goes on without the session.</exception>
    public void Run(Func<Task> work, CancellationToken stop, CancellationToken abandon = default)
    {
        lane ??= new Lane(begin);
        Poll.IsStopping = false;
        using var polled = stop.Register(() => Poll.IsStopping = true);
        var done = lane.Start(work);
        try
        {
            var ended = ((IAsyncResult)done).AsyncWaitHandle;
            if (WaitHandle.WaitAny([ended, stop.WaitHandle]) == 1 && !done.Wait(Grace))
            {
                lane.Wake();
                if (!done.Wait(Grace)) Console.Error.WriteLine("\nstopping; Ctrl-C again leaves it to itself");
                if (WaitHandle.WaitAny([ended, abandon.WaitHandle]) == 1)
                {
                    lane = null;
                    throw new LeftBehindException();
                }
            }
            done.GetAwaiter().GetResult();
        }
        catch (Exception e) when (stop.IsCancellationRequested && Unwrapped(e) is OperationCanceledException or ThreadInterruptedException)
        {
            throw new OperationCanceledException("Interrupted.", e, stop);
        }
        catch (AggregateException e) when (e.InnerExceptions.Count == 1)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException!);
        }
    }

    /// <summary>What several threads threw, where all threw the same.</summary>
    private static Exception Unwrapped(Exception e) =>
        e is AggregateException { InnerExceptions: var all } && all.All(one => one.GetType() == all[0].GetType()) ? Unwrapped(all[0]) : e;

    /// <summary>A thread with a queue.</summary>
    private sealed class Lane : SynchronizationContext
    {
        private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> queue = [];
        private readonly Thread thread;
        private TaskCompletionSource? current;

        public Lane(Action begin)
        {
            thread = new Thread(() =>
            {
                SetSynchronizationContext(this);
                begin();
                while (true)
                {
                    try
                    {
                        var (call, state) = queue.Take();
                        call(state);
                    }
                    catch (ThreadInterruptedException)
                    {
                        // Nothing runs: what was to be stopped awaits something.
                        current?.TrySetCanceled();
                    }
                }
            }, StackSize)
            { IsBackground = true, Name = "prompt" };
            thread.Start();
        }

        public Task Start(Func<Task> work)
        {
            var done = current = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Post(async _ =>
            {
                try
                {
                    await work();
                    done.TrySetResult();
                }
                catch (Exception e)
                {
                    done.TrySetException(e);
                }
            }, null);
            return done.Task;
        }

        public void Wake() => thread.Interrupt();

        public override void Post(SendOrPostCallback call, object? state) => queue.Add((call, state));
    }
}

/// <summary>What was to be stopped goes on without the session.</summary>
internal sealed class LeftBehindException() : Exception("left to itself: it goes on behind the prompt until it ends");
