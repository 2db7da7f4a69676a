namespace Glassbox.Host.Plugins;

/// <summary>What an exception says, fit to stand inside a sentence.</summary>
internal static class Sentence
{
    /// <summary>The first line of the innermost message that says what happened, without its full stop; the exception's type where it has no message.</summary>
    public static string Of(Exception exception)
    {
        var line = Cause(exception).Message.Split('\n', 2)[0].Trim().TrimEnd('.');
        return line == "" ? Cause(exception).GetType().Name : line;
    }

    /// <summary>What happened, out of the wrappings in which the runtime delivers it: a static constructor's exception rather than "the type initializer threw an exception".</summary>
    public static Exception Cause(Exception exception) =>
        exception is System.Reflection.TargetInvocationException or TypeInitializationException or AggregateException && exception.InnerException is { } inner ? Cause(inner) : exception;
}
