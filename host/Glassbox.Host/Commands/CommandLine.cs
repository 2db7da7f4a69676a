using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Glassbox.Host.Plugins;
using Glassbox.Host.Records;
using Glassbox.Host.Scripts;
using Glassbox.Host.Terminal;

namespace Glassbox.Host.Commands;

/// <summary>The shell's side of Glassbox: data goes to stdout, all else to stderr, and every failure is one sentence with its own exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        using var interrupt = new Interrupt();
        var trace = arguments.Contains(GlobalOptions.Trace.Name);
        if (arguments.Length == 0) arguments = ["--help"];
        try
        {
            return await InvokeAsync(arguments, interrupt, replay: null);
        }
        catch (Exception exception)
        {
            return Report(exception, interrupt.Token.IsCancellationRequested, trace);
        }
    }

    /// <summary>Does what a line says, and throws what goes wrong.</summary>
    /// <param name="arguments">The line.</param>
    /// <param name="interrupt">Stops it.</param>
    /// <param name="replay">The run of old that the line does again; null for a line of a user's.</param>
    public static Task<int> InvokeAsync(string[] arguments, Interrupt interrupt, Replay? replay)
    {
        var parsed = Root(arguments, interrupt, replay).Parse(RunCommand.MarkScriptArguments(arguments), new ParserConfiguration { ResponseFileTokenReplacer = null });
        // Help and version are shown whatever else is wrong with the line.
        if (parsed.Errors.Count > 0 && parsed.Action is not (HelpWithExample or VersionLine)) throw new GlassboxException(Mistake(parsed));
        return parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupt.Token);
    }

    private static Command Root(string[] arguments, Interrupt interrupt, Replay? replay)
    {
        // No RootCommand, which would call itself Glassbox.Host.
        var root = new HostCommand("glassbox", "Explains neural networks: methods as plugins, experiments as C# scripts.", "glassbox run scripts/quickstart.csx", "glassbox repl", "glassbox explain --help")
        {
            RunCommand.Create(arguments, interrupt, replay),
            ReplCommand.Create(interrupt),
            ExplainCommand.Create(arguments, interrupt, replay),
            RunsCommand.Create(interrupt),
            NewCommand.Create(interrupt),
            PluginsCommand.Create(),
            PackCommand.Create(),
            ModelsCommand.Create(),
            DoctorCommand.Create(),
            TestCommand.Create(),
        };
        foreach (var option in GlobalOptions.All) root.Options.Add(option);
        root.Options.Add(new HelpOption { Recursive = true, Action = new HelpWithExample() });
        root.Options.Add(new VersionOption { Action = new VersionLine() });
        return root;
    }

    /// <summary>What an exception means to the shell, and to its reader.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="interrupted">Whether Ctrl-C was pressed before.</param>
    public static (int Code, string Message) Judge(Exception exception, bool interrupted) => exception switch
    {
        _ when interrupted => (ExitCode.Interrupted, "interrupted."),
        ScriptErrorsException errors => (ExitCode.DoesNotCompile, errors.Message),
        ScriptThrewException { InnerException: PluginException } threw => (ExitCode.PluginNotLoaded, threw.Message),
        ScriptThrewException threw => (ExitCode.Failed, threw.Message),
        PluginException refused => (ExitCode.PluginNotLoaded, refused.Message),
        MethodFailedException failed => (ExitCode.Failed, $"{failed.Message} (--trace shows where)"),
        GlassboxException mistake => (ExitCode.Usage, mistake.Message),
        UnauthorizedAccessException => (ExitCode.Failed, $"{exception.Message} (--trace shows where)"),
        _ => (ExitCode.Failed, $"{exception.GetType().Name}: {exception.Message} (--trace shows where)"),
    };

    private static int Report(Exception exception, bool interrupted, bool trace)
    {
        var (code, message) = Judge(exception, interrupted);
        Console.Error.WriteLine(exception is ScriptErrorsException or ScriptThrewException && !interrupted ? message : $"glassbox: {message}");
        if (trace && !interrupted) Console.Error.WriteLine((exception as ScriptThrewException)?.InnerException ?? exception);
        return code;
    }

    private static string Mistake(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var help = $" See: {Path(command)} --help";
        if (parsed.UnmatchedTokens is not [var unknown, ..]) return $"{parsed.Errors[0].Message.TrimEnd('.')}.{help}";
        string[] known = unknown.StartsWith('-')
            ? [.. command.Options.Concat(GlobalOptions.All).Select(o => o.Name)]
            : [.. command.Subcommands.Select(c => c.Name)];
        var what = unknown.StartsWith('-') ? "option" : known.Length > 0 ? "command" : "argument";
        return $"{command.Name} has no {what} \"{unknown}\".{Nearest.Hint(unknown, known)}{help}";
    }

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "glassbox";

    /// <summary>Prints the version alone.</summary>
    private sealed class VersionLine : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parsed)
        {
            parsed.InvocationConfiguration.Output.WriteLine($"glassbox {Versions.Glassbox.Split('+')[0]}");
            return ExitCode.Good;
        }
    }
}
