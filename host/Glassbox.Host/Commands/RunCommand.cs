using System.CommandLine;
using Glassbox.Host.Plugins;
using Glassbox.Host.Records;
using Glassbox.Host.Scripts;
using Glassbox.Host.Terminal;
using Microsoft.Extensions.DependencyInjection;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox run SCRIPT [args]</c></summary>
internal static class RunCommand
{
    public const string Name = "run";

    public const string Watch = "--watch";

    /// <param name="arguments">The command line, which <c>--watch</c> gives to each run.</param>
    /// <param name="interrupt">Stops the script.</param>
    /// <param name="replay">The replay that a run is; null for a run of its own.</param>
    public static Command Create(string[] arguments, Interrupt interrupt, Replay? replay)
    {
        var script = new Argument<string>("SCRIPT") { Description = "A C# script (.csx)." };
        var rest = new Argument<string[]>("args") { Description = "What the script sees as args.", DefaultValueFactory = _ => [] };
        var check = new Option<bool>("--check") { Description = "Compile, run nothing: all that follow are scripts, folders of scripts, or patterns such as \"scripts/**/*.csx\"." };
        var watch = new Option<bool>(Watch) { Description = "Run again whenever the script, what it loads and refers to, or a plugin is saved." };
        var unrecorded = new Option<bool>("--no-record") { Description = "Leave no record for \"glassbox runs\"." };
        var command = new HostCommand(
            Name, "Run a script: the methods are its verbs, args its arguments.",
            "glassbox run scripts/quickstart.csx", "glassbox run scripts/photo.csx dog.jpg squeezenet1_1.safetensors", "glassbox run --watch experiment.csx", "glassbox run --check scripts")
        { script, rest, check, watch, unrecorded };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (first, others) = (parsed.GetRequiredValue(script), parsed.GetRequiredValue(rest));
            if (parsed.GetValue(check)) return Check(ScriptSet.Of([first, .. others]), Settings.From(parsed), interrupt, parsed.InvocationConfiguration.Output, cancellation);
            var path = ScriptSet.Existing(first);
            if (parsed.GetValue(watch)) return await WatchedRun.LoopAsync(path, arguments, cancellation);

            using var services = HostServices.Build(Settings.From(parsed), interrupt);
            var runner = services.GetRequiredService<ScriptRunner>();
            EditorSetup.Refresh(services.GetRequiredService<ScriptSurface>());
            var compiled = Explaining(services, () => runner.Prepare(path, cancellation));
            var runs = services.GetRequiredService<Runs>();
            runs.ServeVerbs();
            Task Work() => runner.RunAsync(compiled, others, cancellation);
            await (parsed.GetValue(unrecorded)
                ? Work()
                : Recording.During(RecordedSources.Of(compiled, others), services.GetRequiredService<Settings>(), services.GetRequiredService<PluginCatalogue>(), runs, interrupt, replay, Work));
            return ExitCode.Good;
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

    /// <summary>Compiles each script, and reports the errors of all.</summary>
    private static int Check(IReadOnlyList<string> scripts, Settings settings, Interrupt interrupt, TextWriter output, CancellationToken cancellation)
    {
        using var services = HostServices.Build(settings, interrupt);
        var runner = services.GetRequiredService<ScriptRunner>();
        var errors = new List<string>();
        var wrong = 0;
        foreach (var script in scripts)
        {
            cancellation.ThrowIfCancellationRequested();
            try { runner.Prepare(script, cancellation); }
            catch (ScriptErrorsException e)
            {
                wrong++;
                errors.AddRange(e.Errors);
            }
        }
        if (wrong == 0)
        {
            output.WriteLine(scripts.Count == 1 ? $"{SourceLine.Shorten(scripts[0])} compiles." : $"{scripts.Count} scripts compile.");
            return ExitCode.Good;
        }
        // An error in a file that several scripts load is said once.
        return Explaining<int>(services, () => throw new ScriptErrorsException([.. errors.Distinct(), $"{wrong} of {scripts.Count} {(scripts.Count == 1 ? "script does" : "scripts do")} not compile."]));
    }

    /// <summary>A verb may be missing because its plugin is: compile errors come with the plugins that cannot be used.</summary>
    private static T Explaining<T>(IServiceProvider services, Func<T> compile)
    {
        try { return compile(); }
        catch (ScriptErrorsException errors)
        {
            var unusable = services.GetRequiredService<PluginCatalogue>().Plugins.Where(p => p.Status is PluginStatus.Broken or PluginStatus.Refused);
            throw new ScriptErrorsException([.. errors.Errors, .. unusable.Select(p => $"plugin {p.Name} brings no verbs: {p.Reason}")]);
        }
    }
}
