using System.CommandLine;
using System.Runtime.ExceptionServices;
using Glassbox.Host.Plugins;
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
        var watch = new Option<bool>("--watch") { Description = "Take up plugins as they are rebuilt." };
        var command = new HostCommand(
            "repl", "A prompt: the methods are its verbs. What is piped in is run line by line.", "glassbox repl", "glassbox repl --watch scripts/quickstart.csx", "echo '1 + 1' | glassbox repl") { load, watch };
        command.SetAction(parsed =>
        {
            using var services = HostServices.Build(Settings.From(parsed), interrupt);
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
            return prompt.Run(parsed.GetValue(load) ?? [], parsed.GetValue(watch));
        });
        return command;
    }
}
