using System.Diagnostics;
using System.Runtime.InteropServices;
using Glassbox.Host.Plugins;
using Glassbox.Host.Scripts;

namespace Glassbox.Host.Commands;

/// <summary>
/// <c>glassbox run --watch</c>: each run is a process of its own, so that nothing of one is left in the next. Files are looked at a few times a second,
/// which works on every file system.
/// </summary>
internal static partial class WatchedRun
{
    private const int Interrupt = 2;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200), Grace = TimeSpan.FromMilliseconds(300), Patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs a script again and again until it is interrupted.</summary>
    /// <param name="script">The script's full path.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="cancellation">Ends the loop.</param>
    public static async Task<int> LoopAsync(string script, string[] arguments, CancellationToken cancellation)
    {
        var watch = Array.IndexOf(arguments, RunCommand.Watch);
        string[] once = [.. arguments[..watch], .. arguments[(watch + 1)..]];
        while (true)
        {
            var files = ScriptFiles(script);
            var before = Seen(files);
            using var run = Start(once);
            try
            {
                var ended = run.WaitForExitAsync(cancellation).ContinueWith(_ => Remark($"ended with code {run.ExitCode}; waiting for {Path.GetFileName(script)} and what it uses to change"),
                    CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
                var changed = "";
                while (changed == "")
                {
                    await Task.Delay(Glance, cancellation);
                    changed = Changed(before, Seen(files));
                }
                // An editor or a build may not be done yet.
                for (var last = Seen(files); ;)
                {
                    await Task.Delay(Glance / 2, cancellation);
                    var now = Seen(files);
                    if (Changed(last, now) == "") break;
                    last = now;
                }
                if (!run.HasExited) await StopAsync(run);
                else await ended;
                Remark($"{changed} changed");
            }
            finally
            {
                if (!run.HasExited) await StopAsync(run);
            }
        }
    }

    /// <summary>Every file that matters, with its size and time; a file that is named and not there has none.</summary>
    private static Dictionary<string, string> Seen(IReadOnlyList<string> files)
    {
        var seen = files.Distinct().ToDictionary(f => f, FileStamp.Of);
        foreach (var folder in PluginFolders.Default())
        {
            try
            {
                foreach (var plugin in PluginFiles.In(folder)) seen[plugin.Folder] = plugin.Stamp();
            }
            catch (IOException)
            {
                // It is being replaced at this moment: the next look sees it.
            }
        }
        return seen;
    }

    private static IReadOnlyList<string> ScriptFiles(string script)
    {
        try
        {
            var source = ScriptSource.Read(script);
            return [.. source.Files, .. source.Libraries, .. source.Missing];
        }
        catch (Exception e) when (e is IOException or ScriptErrorsException)
        {
            return [script];
        }
    }

    /// <summary>The name of a file that changed, came or went; empty where none did.</summary>
    private static string Changed(Dictionary<string, string> before, Dictionary<string, string> now) =>
        FileStamp.Changed(before, now).FirstOrDefault() is { } changed ? Path.GetFileName(changed) : "";

    private static Process Start(string[] arguments)
    {
        var program = Environment.ProcessPath!;
        var host = typeof(WatchedRun).Assembly.Location;
        return Process.Start(new ProcessStartInfo(program, Path.GetFileNameWithoutExtension(program) == "dotnet" ? [host, .. arguments] : arguments))!;
    }

    /// <summary>As Ctrl-C does, and as a second Ctrl-C where a script does not listen: the run leaves its record.</summary>
    private static async Task StopAsync(Process run)
    {
        foreach (var wait in new[] { Grace, Patience })
        {
            Signal(run.Id, Interrupt);
            if (await Task.WhenAny(run.WaitForExitAsync(), Task.Delay(wait)) is { } && run.HasExited) return;
        }
        run.Kill(entireProcessTree: true);
    }

    private static void Remark(string sentence) => Console.Error.WriteLine($"glassbox: {sentence}");

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
