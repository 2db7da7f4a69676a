using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Glassbox.Host.Plugins;

namespace Glassbox.Host.Scripts;

/// <summary>What a script threw, as its author wants to read it: the message where it happened, and the way there through the script alone.</summary>
internal static partial class ScriptFailure
{
    /// <summary>The failure in words, over several lines.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="script">The script's assembly.</param>
    public static string Describe(Exception exception, Assembly script)
    {
        var cause = Sentence.Cause(exception);
        var message = cause switch
        {
            GlassboxException => $"error: {cause.Message}",
            NullReferenceException => "error: NullReferenceException: something that this line uses is null: it was never given a value, or what should have given it found nothing.",
            _ => $"error: {cause.GetType().Name}: {cause.Message}",
        };
        // A static constructor's exception does not say who needed its type; what it is wrapped in does.
        var frames = FramesOf(cause, script) is { Count: > 0 } own ? own : FramesOf(exception, script);
        // A function of the script's that a method called, such as a model, failed there; the method's call follows.
        if (cause is GlassboxException { InnerException: { } inside }) frames.InsertRange(0, FramesOf(Sentence.Cause(inside), script));
        if (frames is not [var origin, .. var callers]) return message;
        var shown = SourceLine.Mark(origin.GetFileName()!, origin.GetFileLineNumber(), origin.GetFileColumnNumber(), message, LineOf(origin));
        return string.Join('\n', callers.Select(c => $"    called from {SourceLine.Shorten(c.GetFileName()!)}({c.GetFileLineNumber()}){Within(c)}").Prepend(shown));
    }

    private static List<StackFrame> FramesOf(Exception exception, Assembly script) =>
        [.. new StackTrace(exception, fNeedFileInfo: true).GetFrames().Where(frame => frame.GetMethod()?.Module.Assembly == script && frame.GetFileName() is not null)];

    private static string? LineOf(StackFrame frame)
    {
        try { return File.ReadLines(frame.GetFileName()!).ElementAtOrDefault(frame.GetFileLineNumber() - 1); }
        catch (IOException) { return null; }
    }

    /// <summary>The function of the script that a frame belongs to: <c>Script.F</c>, or <c>Script+&lt;F&gt;d__1.MoveNext</c> for an asynchronous one.</summary>
    private static string Within(StackFrame frame)
    {
        var method = frame.GetMethod()!;
        var name = CompilerName().Match(method.DeclaringType?.Name + "." + method.Name) is { Success: true } generated ? generated.Groups[1].Value : method.Name;
        return name.StartsWith('<') ? "" : $" in {name}";
    }

    [GeneratedRegex("<(<?[^<>]+>?)>")]
    private static partial Regex CompilerName();
}
