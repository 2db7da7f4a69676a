namespace Glassbox.Host.Plugins;

/// <summary>Calls of methods, whose unexpected failures become one sentence that names the method. The exception itself stays inside, for <c>--trace</c>.</summary>
internal static class Guarded
{
    public static object Call(BoundMethod method, object?[] operands, IReadOnlyDictionary<string, object?> options, Run run)
    {
        var (id, plugin) = (method.Description.Id, method.Description.PluginName);
        try
        {
            return InItsOwnFlow(() => method.Call(operands, options, run)) ?? throw new GlassboxException($"{id} of plugin {plugin} gave nothing back.");
        }
        catch (Exception e) when (!IsTheCallers(e, run))
        {
            throw LoadFailure.Of(method.Files, e) ?? Sentence.Cause(e) switch
            {
                GlassboxException known => new GlassboxException(known.Message, e),
                var cause => new MethodFailedException($"{id} of plugin {plugin} failed with {cause.GetType().Name}: {Sentence.Of(cause)}.", e),
            };
        }
    }

    /// <summary>An <see cref="AsyncLocal{T}"/> that a method sets does not stay set for its caller, where it would hold the plugin.</summary>
    private static object? InItsOwnFlow(Func<object?> call)
    {
        if (ExecutionContext.Capture() is not { } flow) return call();
        object? result = null;
        ExecutionContext.Run(flow, _ => result = call(), null);
        return result;
    }

    private static bool IsTheCallers(Exception e, Run run) =>
        e is GlassboxException || e is OperationCanceledException or ThreadInterruptedException && run.Cancellation.IsCancellationRequested;
}

/// <summary>A method failed in a way that its author did not foresee: no mistake of the caller.</summary>
/// <param name="message">One sentence that names the method.</param>
/// <param name="cause">What it threw.</param>
public sealed class MethodFailedException(string message, Exception cause) : GlassboxException(message, cause);
