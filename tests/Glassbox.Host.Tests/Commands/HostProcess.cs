using System.Diagnostics;
using Glassbox.Host.Commands;

namespace Glassbox.Host.Tests.Commands;

/// <summary>The host as a process of its own, with a folder to work in and caches of its own.</summary>
public sealed class HostProcess : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("glassbox-host-").FullName;

    /// <summary>A folder of plugins to offer; none unless set.</summary>
    public string? PluginFolder { get; set; }

    /// <summary>What the process's environment has beside the usual.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string Write(string name, string text)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllText(path, text);
        return path;
    }

    public Answer Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return Wait(process);
    }

    public Process Start(params string[] arguments) => Start(arguments, readsInput: false);

    /// <summary>Starts a command whose input is a pipe.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">What follows it.</param>
    /// <param name="input">All of its input; null to write it later.</param>
    public Process Start(string command, string[] arguments, string? input)
    {
        var process = Start([command, .. arguments], readsInput: true);
        if (input is not null)
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        return process;
    }

    private Process Start(string[] arguments, bool readsInput)
    {
        // Tests that a shell has put in the background ignore Ctrl-C, and so would what they start.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", typeof(CommandLine).Assembly.Location, .. arguments])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = readsInput,
        };
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(Root, "cache");
        start.Environment["XDG_DATA_HOME"] = Path.Combine(Root, "data");
        start.Environment["XDG_STATE_HOME"] = Path.Combine(Root, "state");
        foreach (var variable in new[] { "GLASSBOX_PLUGINS", "GLASSBOX_SEED", "GLASSBOX_DEVICE", "GLASSBOX_THREADS" }) start.Environment.Remove(variable);
        foreach (var (variable, value) in Environment) start.Environment[variable] = value;
        if (PluginFolder is not null) start.Environment["GLASSBOX_PLUGINS"] = PluginFolder;
        return Process.Start(start)!;
    }

    public static Answer Wait(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Answer(process.ExitCode, output, error.Result);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>What a process answered.</summary>
public sealed record Answer(int Code, string Output, string Error);
