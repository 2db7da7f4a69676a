using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Glassbox.Host.Plugins;
using Glassbox.Host.Scripts;
using Glassbox.Host.Terminal;

namespace Glassbox.Host.Commands;

/// <summary>The shell's side of Glassbox: data goes to stdout, all else to stderr, and every failure is one sentence with its own exit code.</summary>
internal static class CommandLine
{
    private static readonly string[] Example = ["glassbox run scripts/quickstart.csx", "glassbox explain --help"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        using var interrupt = new Interrupt();
        var trace = arguments.Contains(GlobalOptions.Trace.Name);
        try
        {
            var parsed = Root(arguments, interrupt).Parse(RunCommand.MarkScriptArguments(arguments), new ParserConfiguration { ResponseFileTokenReplacer = null });
            // Help and version are shown whatever else is wrong with the line.
            if (parsed.Errors is [var error, ..] && parsed.Action is not (HelpWithExample or VersionLine))
                throw new GlassboxException($"{error.Message.TrimEnd('.')}.{Suggestion(parsed)} See: {Path(parsed.CommandResult.Command)} --help");
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupt.Token);
        }
        catch (Exception exception)
        {
            return Report(exception, interrupt.Token.IsCancellationRequested, trace);
        }
    }

    private static RootCommand Root(string[] arguments, Interrupt interrupt)
    {
        var root = new RootCommand("Explains neural networks: methods as plugins, experiments as C# scripts.")
        {
            RunCommand.Create(interrupt),
            ExplainCommand.Create(arguments, interrupt),
            PluginsCommand.Create(),
            ModelsCommand.Create(),
            DoctorCommand.Create(),
            TestCommand.Create(),
        };
        foreach (var option in GlobalOptions.All) root.Options.Add(option);
        foreach (var option in root.Options)
            if (option is HelpOption { Action: HelpAction help }) option.Action = new HelpWithExample(help, Example);
            else if (option is VersionOption) option.Action = new VersionLine();
        return root;
    }

    private static int Report(Exception exception, bool interrupted, bool trace)
    {
        var (code, message) = exception switch
        {
            _ when interrupted => (ExitCode.Interrupted, "interrupted."),
            ScriptErrorsException errors => (ExitCode.DoesNotCompile, errors.Message),
            ScriptThrewException { InnerException: PluginException } threw => (ExitCode.PluginNotLoaded, threw.Message),
            ScriptThrewException threw => (ExitCode.Failed, threw.Message),
            PluginException refused => (ExitCode.PluginNotLoaded, refused.Message),
            GlassboxException mistake => (ExitCode.Usage, mistake.Message),
            _ => (ExitCode.Failed, $"{exception.GetType().Name}: {exception.Message} (--trace shows where)"),
        };
        Console.Error.WriteLine(exception is ScriptErrorsException or ScriptThrewException && !interrupted ? message : $"glassbox: {message}");
        if (trace && !interrupted) Console.Error.WriteLine((exception as ScriptThrewException)?.InnerException ?? exception);
        return code;
    }

    /// <summary>For a misspelt command or option, the one that was probably meant.</summary>
    private static string Suggestion(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var unknown, ..]) return "";
        var command = parsed.CommandResult.Command;
        var names = unknown.StartsWith('-')
            ? command.Options.Select(o => o.Name).Concat(GlobalOptions.All.Select(o => o.Name))
            : command.Subcommands.Select(c => c.Name);
        return Nearest.To(unknown, names) is { } near ? $" Did you mean \"{near}\"?" : "";
    }

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "glassbox";

    /// <summary>Prints the version alone.</summary>
    private sealed class VersionLine : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parsed)
        {
            parsed.InvocationConfiguration.Output.WriteLine($"glassbox {typeof(CommandLine).Assembly.GetName().Version}");
            return ExitCode.Good;
        }
    }
}
