using Glassbox.Host.Terminal;

namespace Glassbox.Host.Prompt;

/// <summary>Reads, runs and shows, until there is no more to read.</summary>
/// <param name="workbench">Runs what is typed.</param>
/// <param name="commands">Does what begins with a colon.</param>
/// <param name="trace">Whether the whole stack of a failure is shown.</param>
internal sealed class PromptLoop(Workbench workbench, PromptCommands commands, bool trace)
{
    /// <summary>Runs a session to its end.</summary>
    /// <param name="scripts">What is run first.</param>
    /// <param name="watch">Whether rebuilt plugins are taken up by themselves.</param>
    /// <returns>The exit code: what is typed at a terminal may fail, what is piped in may not.</returns>
    public int Run(IReadOnlyList<string> scripts, bool watch)
    {
        var isTyped = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        IInput input = isTyped ? throw new NotImplementedException() : new PipedInput(Console.In);
        foreach (var script in scripts)
            if (Execute($":load {script}", null) is var failed && failed != ExitCode.Good && !isTyped) return failed;
        while (input.Read() is { } text)
        {
            if (PromptCommands.IsQuit(text)) break;
            if (Execute(text, input.Indent) is var code && code != ExitCode.Good && !isTyped) return code;
        }
        return ExitCode.Good;
    }

    private int Execute(string text, int? indent)
    {
        var path = Path.Combine(Environment.CurrentDirectory, "prompt");
        try
        {
            if (commands.Find(text) is { } command) command();
            else if (!string.IsNullOrWhiteSpace(text)) workbench.Evaluate(text, path);
            return ExitCode.Good;
        }
        catch (Exception exception)
        {
            Console.Out.Flush();
            Console.Error.WriteLine(exception is LoadedScriptException loaded
                ? Failures.Describe(loaded.InnerException!, loaded.Text, loaded.Path, null)
                : Failures.Describe(exception, text, path, indent));
            if (trace) Console.Error.WriteLine(exception);
            return Failures.CodeOf(exception is LoadedScriptException { InnerException: { } cause } ? cause : exception);
        }
    }
}

/// <summary>Where a session's input comes from.</summary>
internal interface IInput
{
    /// <summary>The column on the screen where the text that was read last begins, if it stands there alone.</summary>
    int? Indent { get; }

    /// <summary>The next whole piece of input; null where there is no more.</summary>
    string? Read();
}

/// <summary>Input from a pipe or a file, line by line, as many lines at a time as belong together.</summary>
internal sealed class PipedInput(TextReader reader) : IInput
{
    /// <inheritdoc/>
    public int? Indent => null;

    /// <inheritdoc/>
    public string? Read()
    {
        var text = "";
        while (reader.ReadLine() is { } line)
        {
            text = text == "" ? line : text + "\n" + line;
            if (PromptCommands.IsCommand(text) || PromptCommands.IsQuit(text) || string.IsNullOrWhiteSpace(text)) return text;
            if (Completeness.Finished(text) is { } whole) return whole;
        }
        return text == "" ? null : text;
    }
}
