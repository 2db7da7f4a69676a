using System.Diagnostics;
using Glassbox.Host.Plugins;
using Glassbox.Host.Scripts;
using Microsoft.CodeAnalysis;

namespace Glassbox.Host.Prompt;

/// <summary>What went wrong with what was typed, in the fewest words that help.</summary>
internal static class Failures
{
    private const int MostErrors = 5;

    /// <summary>A failure in words, over one or more lines.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="path">The path that it was compiled under.</param>
    /// <param name="indent">The column where its one line begins on the screen just above; none where it does not stand there.</param>
    public static string Describe(Exception exception, string text, string path, int? indent) => Sentence.Cause(exception) switch
    {
        PromptErrorsException errors => string.Join('\n', errors.Errors.Take(MostErrors).Select(e => Describe(errors, e, text, path, indent)))
            + (errors.Errors.Count > MostErrors ? $"\nand {errors.Errors.Count - MostErrors} more errors" : ""),
        ScriptErrorsException errors => errors.Message,
        OperationCanceledException => "interrupted",
        LeftBehindException left => left.Message,
        InsufficientExecutionStackException => At(exception, text, path, "error: the stack is full: does a function call itself without an end?"),
        GlassboxException mistake => At(exception, text, path, $"error: {mistake.Message}"),
        var other => At(exception, text, path, $"error: {other.GetType().Name}: {other.Message}"),
    };

    /// <summary>The exit code that a failure means for a session that is not typed at a terminal.</summary>
    public static int CodeOf(Exception exception) => Sentence.Cause(exception) switch
    {
        PromptErrorsException or ScriptErrorsException => ExitCode.DoesNotCompile,
        OperationCanceledException or LeftBehindException => ExitCode.Interrupted,
        PluginException => ExitCode.PluginNotLoaded,
        CommandMistakeException => ExitCode.Usage,
        _ => ExitCode.Failed,
    };

    private static string Describe(PromptErrorsException errors, Diagnostic error, string text, string path, int? indent)
    {
        if (error.Location.SourceTree is not { } tree || tree.FilePath != path || !text.Contains('\n') && indent is null || File.Exists(path)) return ScriptDiagnostic.Describe(errors.Compilation, error);
        var message = ScriptDiagnostic.Message(errors.Compilation, error);
        var place = error.Location.GetLineSpan().StartLinePosition;
        return text.Contains('\n')
            ? $"line {place.Line + 1}: {message}\n    {text.Split('\n')[place.Line].TrimEnd()}\n    {new string(' ', place.Character)}^"
            : $"{new string(' ', indent!.Value + place.Character)}^\n{message}";
    }

    /// <summary>The message with the line where it happened, where more than one could be meant.</summary>
    private static string At(Exception exception, string text, string path, string message)
    {
        if (!text.Contains('\n')) return message;
        var cause = Sentence.Cause(exception);
        // A function that was typed, such as a model, failed inside of a method: there rather than where the method was called.
        Exception[] places = cause is GlassboxException { InnerException: { } inside } ? [Sentence.Cause(inside), cause] : [cause];
        var line = places.SelectMany(e => new StackTrace(e, fNeedFileInfo: true).GetFrames()).FirstOrDefault(f => f.GetFileName() == path)?.GetFileLineNumber() ?? 0;
        return line < 1 || text.Split('\n').ElementAtOrDefault(line - 1) is not { } source ? message
            : File.Exists(path) ? SourceLine.Mark(path, line, source.Length - source.TrimStart().Length + 1, message, source)
            : $"line {line}: {message}\n    {source.TrimEnd()}";
    }
}

/// <summary>A command of the prompt was used wrongly.</summary>
/// <param name="message">What it takes.</param>
internal sealed class CommandMistakeException(string message) : GlassboxException(message);
