using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Glassbox.Host.Prompt;

/// <summary>What is typed at the prompt asks here, at the head of each loop and function, whether it is to stop.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Poll
{
    private static volatile bool isStopping;

    /// <summary>Whether loops are to end.</summary>
    internal static bool IsStopping
    {
        get => isStopping;
        set => isStopping = value;
    }

    /// <summary>At the head of a loop.</summary>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed.</exception>
    public static void Loop()
    {
        if (isStopping) Stop();
    }

    /// <summary>At the head of a function: endless recursion becomes an exception, where it would end the process.</summary>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed.</exception>
    /// <exception cref="InsufficientExecutionStackException">The stack is nearly full.</exception>
    public static void Function()
    {
        if (isStopping) Stop();
        RuntimeHelpers.EnsureSufficientExecutionStack();
    }

    private static void Stop() => throw new OperationCanceledException("Stopped by Ctrl-C.");
}
