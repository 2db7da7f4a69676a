using System.CommandLine;
using System.Runtime.ExceptionServices;
using Glassbox.Host.Plugins;
using Glassbox.Host.Projects;
using Glassbox.Host.Prompt;
using Glassbox.Host.Scripts;
using Glassbox.Host.Terminal;
using Microsoft.Extensions.DependencyInjection;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox repl</c></summary>
internal static class ReplCommand
{
    public static Command Create(Interrupt interrupt)
    {
        var load = new Argument<string[]>("SCRIPT") { Description = "Scripts to run first; what they declare is there at the prompt.", DefaultValueFactory = _ => [] };
        var watch = new Option<string[]>("--watch")
        {
            Description = "Build this plugin's project, and build it again and take it up whenever it is saved. Without one, plugins that are rebuilt elsewhere are taken up.",
            HelpName = "project",
            Arity = ArgumentArity.ZeroOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        var command = new HostCommand(
            "repl", "A prompt: the methods are its verbs. What is piped in is run line by line.", "glassbox repl", "glassbox repl --watch ./MyMethod", "echo '1 + 1' | glassbox repl") { load, watch };
        command.SetAction(parsed =>
        {
            var (projects, folders) = Watched(parsed.GetValue(watch) ?? [], interrupt.Token);
            using var services = HostServices.Build(Settings.From(parsed), interrupt, folders);
            // Nobody types what is piped in, so nobody goes on after Ctrl-C.
            interrupt.IsAtPrompt = !Console.IsInputRedirected;
            // What a thread of the user's own throws must not end the session.
            ExceptionHandling.SetUnhandledExceptionHandler(exception =>
            {
                Console.Error.WriteLine($"error on a thread of its own: {exception.GetType().Name}: {exception.Message}");
                return true;
            });
            var workbench = new Workbench(
                services.GetRequiredService<PluginCatalogue>(), services.GetRequiredService<Runs>(), services.GetRequiredService<PackageRestore>(), interrupt,
                services.GetRequiredService<ScriptSurface>);
            var prompt = new PromptLoop(workbench, new PromptCommands(workbench), parsed.GetValue(GlobalOptions.Trace));
            return prompt.Run(parsed.GetValue(load) ?? [], parsed.GetResult(watch) is null ? null : projects);
        });
        return command;
    }

    /// <summary>The projects to watch, built, and the folders that they were built to.</summary>
    private static (PluginProject[] Projects, string[] Folders) Watched(string[] paths, CancellationToken cancellation)
    {
        PluginProject[] projects = [.. paths.Select(path => PluginProject.At(path) ?? throw new GlassboxException($"{path} is a built plugin: --watch builds a plugin's project."))];
        foreach (var project in projects) Console.Error.WriteLine($"building {project.Name}");
        return (projects, [.. projects.Select(p => p.Build(cancellation))]);
    }
}
