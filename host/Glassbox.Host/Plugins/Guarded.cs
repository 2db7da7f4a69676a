namespace Glassbox.Host.Plugins;

/// <summary>Calls of methods, whose unexpected failures become one sentence that names the method. The exception itself stays inside, for <c>--trace</c>.</summary>
internal static class Guarded
{
    public static object Call(BoundMethod method, object?[] operands, IReadOnlyDictionary<string, object?> options, Run run)
    {
        var (id, plugin) = (method.Description.Id, method.Description.PluginName);
        try
        {
            return method.Call(operands, options, run) ?? throw new GlassboxException($"{id} of plugin {plugin} gave nothing back.");
        }
        catch (Exception e) when (!IsTheCallers(e, run))
        {
            throw Cause(e) switch
            {
                GlassboxException known => new GlassboxException(known.Message, e),
                // An assembly's name says its version; a data file's does not.
                FileNotFoundException { FileName: { } file } missing when file.Contains(", Version=", StringComparison.Ordinal) => new PluginException($"{id} cannot run: {Sentence.Of(missing)}.", e),
                DllNotFoundException missing => new PluginException($"{id} cannot run, since plugin {plugin} lacks a native library: {Sentence.Of(missing)}.", e),
                FileLoadException or BadImageFormatException or MissingMemberException or TypeLoadException =>
                    new PluginException($"{id} cannot run, since plugin {plugin} does not fit what it was built against: {Sentence.Of(e)}. Build it again.", e),
                var cause => new GlassboxException($"{id} of plugin {plugin} failed with {cause.GetType().Name}: {Sentence.Of(cause)}.", e),
            };
        }
    }

    private static bool IsTheCallers(Exception e, Run run) =>
        e is GlassboxException || e is OperationCanceledException && run.Cancellation.IsCancellationRequested;

    /// <summary>What really happened: a static constructor's exception rather than "the type initializer threw an exception".</summary>
    private static Exception Cause(Exception e) => e is TypeInitializationException { InnerException: { } inner } ? Cause(inner) : e;
}
