using System.Diagnostics;
using Glassbox.Host.Scripts;

namespace Glassbox.Bench;

/// <summary>
/// How long a script takes to its first line, as wall time of a whole process: the host alone, a script never seen, the same script again;
/// beside the .NET SDK's own way to run a C# file. Cold starts cannot be measured inside one process.
/// </summary>
internal static class ScriptStart
{
    private const int Repetitions = 7;
    private const string Text = "Console.WriteLine(args.Length);";

    public static void Measure()
    {
        var folder = Directory.CreateTempSubdirectory("glassbox-bench-").FullName;
        try
        {
            var host = typeof(ScriptGlobals).Assembly.Location;
            var script = Path.Combine(folder, "hello.csx");
            var program = Path.Combine(folder, "hello.cs");
            File.WriteAllText(script, Text);
            File.WriteAllText(program, Text);
            var cache = Path.Combine(folder, "cache");

            Print("host alone (--version)", () => Dotnet(folder, cache, host, "--version"));
            Print("script, verbs and script compiled", () => Dotnet(folder, cache, host, "run", script), () => Directory.Delete(cache, recursive: true));
            Print("script, compiled", () => Dotnet(folder, cache, host, "run", script), () => Directory.Delete(Path.Combine(cache, "glassbox", "scripts"), recursive: true));
            Print("script, cached", () => Dotnet(folder, cache, host, "run", script));
            Print("dotnet run hello.cs, compiled", () => Dotnet(folder, cache, "run", program), () => File.AppendAllText(program, "\n// changed"));
            Print("dotnet run hello.cs, cached", () => Dotnet(folder, cache, "run", program));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(string what, Action run, Action? before = null)
    {
        run();
        var times = new double[Repetitions];
        for (var i = 0; i < Repetitions; i++)
        {
            before?.Invoke();
            var clock = Stopwatch.StartNew();
            run();
            times[i] = clock.Elapsed.TotalMilliseconds;
        }
        Array.Sort(times);
        Console.WriteLine(FormattableString.Invariant($"{what,-36} {times[Repetitions / 2],7:0} ms   (fastest {times[0]:0}, slowest {times[^1]:0})"));
    }

    private static void Dotnet(string folder, string cache, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["XDG_CACHE_HOME"] = cache;
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} answered {process.ExitCode}.");
    }
}
