using Glassbox.Host.Plugins;
using Glassbox.Host.Projects;
using Glassbox.Host.Terminal;
using Glassbox.Terminal;

namespace Glassbox.Host.Prompt;

/// <summary>Reads, runs and shows, until there is no more to read.</summary>
/// <param name="workbench">Runs what is typed.</param>
/// <param name="commands">Does what begins with a colon.</param>
/// <param name="trace">Whether the whole stack of a failure is shown.</param>
internal sealed class PromptLoop(Workbench workbench, PromptCommands commands, bool trace)
{
    private readonly HashSet<string> toldOf = [];

    /// <summary>Runs a session to its end.</summary>
    /// <param name="scripts">What is run first.</param>
    /// <param name="watched">The plugins' projects to build when they are saved, where plugins that are rebuilt are taken up by themselves; else null.</param>
    /// <returns>The exit code: what is typed at a terminal may fail, what is piped in may not.</returns>
    public int Run(IReadOnlyList<string> scripts, IReadOnlyList<PluginProject>? watched)
    {
        using var tty = !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb") ? Tty.Open() : null;
        var isTyped = !Console.IsInputRedirected;
        var input = tty is not null ? Editor(tty) : new PipedInput(Console.In, isTyped ? Console.Out : null);
        if (isTyped) Console.WriteLine($"Glassbox {Versions.Glassbox.Split('+')[0]}. :help says what can be typed; Ctrl-D leaves.");
        using var rebuilt = watched is not null ? new PluginWatch(workbench, watched, input is LineEditor editor ? editor.Tell : Console.Error.WriteLine) : null;
        rebuilt?.Start();
        foreach (var script in scripts)
            if (Execute($":load {script}", null) is var failed && failed != ExitCode.Good && !isTyped) return failed;
        while (input.Read() is { } text)
        {
            if (PromptCommands.IsQuit(text)) break;
            if (Execute(text, input.Indent) is var code && code != ExitCode.Good && !isTyped) return code;
        }
        return ExitCode.Good;
    }

    /// <summary>Writes to stderr, at a terminal broken between words; what is indented is code and stays as it is.</summary>
    private static void Report(string text)
    {
        foreach (var line in text.Split('\n'))
            Paragraphs.Write(Console.Error, line, Console.IsErrorRedirected || line.StartsWith(' '));
    }

    private IInput Editor(Tty tty)
    {
        var editor = new LineEditor(new OwnTerminal(tty), new History(History.DefaultFile), new Assistance(workbench, commands), Screen.Current.Colours != ColourDepth.None);
        // The terminal is asked for its graphics now: later, what is typed ahead would be among the answers.
        if (Screen.Current.Colours != ColourDepth.None) _ = TerminalGraphics.OfTerminal.Value;
        editor.Feed(TerminalGraphics.Unread);
        return editor;
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
            // The terminal has written ^C where the cursor was.
            if (exception is OperationCanceledException or LeftBehindException && !Console.IsInputRedirected) Console.Error.WriteLine();
            Report(exception is LoadedScriptException loaded
                ? Failures.Describe(loaded.InnerException!, loaded.Text, loaded.Path, null)
                : Failures.Describe(exception, text, path, indent));
            if (trace) Console.Error.WriteLine(exception);
            var code = Failures.CodeOf(exception is LoadedScriptException { InnerException: { } cause } ? cause : exception);
            // A verb may be missing because its plugin is.
            if (code == ExitCode.DoesNotCompile)
                foreach (var reason in workbench.Unusable.Where(toldOf.Add)) Report($"plugin {reason}");
            return code;
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

/// <summary>Input from a pipe, a file, or a terminal that can do no more, line by line; as many lines at a time as belong together.</summary>
/// <param name="reader">Where it comes from.</param>
/// <param name="prompt">Where somebody is told that input is waited for; null where nobody is.</param>
internal sealed class PipedInput(TextReader reader, TextWriter? prompt) : IInput
{
    /// <inheritdoc/>
    public int? Indent => null;

    /// <inheritdoc/>
    public string? Read()
    {
        var text = "";
        for (prompt?.Write("> "); reader.ReadLine() is { } line; prompt?.Write(". "))
        {
            text = text == "" ? line : text + "\n" + line;
            if (PromptCommands.IsCommand(text) || PromptCommands.IsQuit(text) || string.IsNullOrWhiteSpace(text)) return text;
            if (Completeness.Finished(text) is { } whole) return whole;
        }
        return text == "" ? null : text;
    }
}
