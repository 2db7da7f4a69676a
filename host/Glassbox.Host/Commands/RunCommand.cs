using System.CommandLine;
using Glassbox.Host.Plugins;
using Glassbox.Host.Scripts;
using Glassbox.Host.Terminal;
using Microsoft.Extensions.DependencyInjection;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox run SCRIPT [args]</c></summary>
internal static class RunCommand
{
    private const string Name = "run";

    public static Command Create(Interrupt interrupt)
    {
        var script = new Argument<string>("SCRIPT") { Description = "A C# script (.csx)." };
        var rest = new Argument<string[]>("args") { Description = "What the script sees as args.", DefaultValueFactory = _ => [] };
        var command = new HostCommand(Name, "Run a script: the methods are its verbs, args its arguments.", "glassbox run scripts/quickstart.csx", "glassbox run scripts/photo.csx dog.jpg squeezenet1_1.safetensors") { script, rest };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = Existing(parsed.GetRequiredValue(script));
            using var services = HostServices.Build(Settings.From(parsed), interrupt);
            services.GetRequiredService<Runs>().ServeVerbs();
            try
            {
                await services.GetRequiredService<ScriptRunner>().RunAsync(path, parsed.GetRequiredValue(rest), cancellation);
                return ExitCode.Good;
            }
            catch (ScriptErrorsException errors)
            {
                // A verb may be missing because its plugin is.
                var unusable = services.GetRequiredService<PluginCatalogue>().Plugins.Where(p => p.Status is PluginStatus.Broken or PluginStatus.Refused);
                throw new ScriptErrorsException([.. errors.Errors, .. unusable.Select(p => $"plugin {p.Name} brings no verbs: {p.Reason}")]);
            }
        });
        return command;
    }

    /// <summary>All that follows the script belongs to it, options too: a <c>--</c> after the script tells the parser.</summary>
    public static string[] MarkScriptArguments(string[] arguments)
    {
        var words = Enumerable.Range(0, arguments.Length).Where(i => !arguments[i].StartsWith('-') && !IsValue(arguments, i)).Take(2).ToArray();
        return words is [var command, var script] && arguments[command] == Name
            ? [.. arguments[..(script + 1)], "--", .. arguments[(script + 1)..]]
            : arguments;
    }

    /// <summary>Whether an argument is the value of the option before it.</summary>
    private static bool IsValue(string[] arguments, int index) =>
        index > 0 && GlobalOptions.All.Any(o => o.ValueType != typeof(bool) && o.Name == arguments[index - 1]);

    private static string Existing(string script)
    {
        if (script.StartsWith('-'))
            throw new GlassboxException($"run has no option \"{script}\".{Nearest.Hint(script, [.. GlobalOptions.All.Select(o => o.Name)])} See: glassbox run --help");
        var path = Path.GetFullPath(script);
        if (File.Exists(path)) return path;
        var folder = Path.GetDirectoryName(path)!;
        var others = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.csx").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToArray() : [];
        throw new GlassboxException($"There is no script \"{script}\".{Nearest.Hint(Path.GetFileName(path), others)}");
    }
}
