namespace Glassbox.Host.Plugins;

/// <summary>What an exception says, fit to stand inside a sentence.</summary>
internal static class Sentence
{
    /// <summary>The first line of the innermost message that says what happened, without its full stop; the exception's type where it has no message.</summary>
    public static string Of(Exception exception)
    {
        while (exception is System.Reflection.TargetInvocationException or TypeInitializationException or AggregateException && exception.InnerException is { } inner) exception = inner;
        var line = exception.Message.Split('\n', 2)[0].Trim().TrimEnd('.');
        return line == "" ? exception.GetType().Name : line;
    }
}
