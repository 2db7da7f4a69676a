using System.Diagnostics;
using Glassbox.Host.Scripts;

namespace Glassbox.Bench;

/// <summary>
/// How long a script takes, as wall time of a whole process: the host alone, a script never seen (cold), the same script again (warm), a script that
/// explains a digit; beside the .NET SDK's own way to run a C# file and csharprepl, which compiles without a cache. Cold starts cannot be measured
/// inside one process. What is compared runs in turns, so that a busy machine is busy for all.
/// </summary>
internal static class ScriptStart
{
    private const int Repetitions = 7;
    private const string Text = "Console.WriteLine(args.Length);";

    private const string Explaining = """
        var model = Models.Load("digits-cnn");
        Console.WriteLine(Lrp(model, Data.Digits().Test[7], composite: Composite.EpsilonPlus).Checks[0]);
        """;

    public static void Measure()
    {
        var folder = Directory.CreateTempSubdirectory("glassbox-bench-").FullName;
        try
        {
            string Written(string name, string text)
            {
                File.WriteAllText(Path.Combine(folder, name), text);
                return Path.Combine(folder, name);
            }
            var host = typeof(ScriptGlobals).Assembly.Location;
            string script = Written("hello.csx", Text), explaining = Written("explains.csx", Explaining), program = Written("hello.cs", Text), evaluated = Written("evaluated.csx", "Console.WriteLine(0);");
            var cache = Path.Combine(folder, "cache");
            void Forget(string part) => Directory.Delete(Path.Combine(cache, "glassbox", part), recursive: true);

            List<Case> cases =
            [
                new("host alone (--version)", () => Dotnet(folder, cache, host, "--version")),
                new("script, cold, verbs too", () => Dotnet(folder, cache, host, "run", script), () => Directory.Delete(cache, recursive: true)),
                new("script, cold", () => Dotnet(folder, cache, host, "run", script), () => Forget("scripts")),
                new("script, warm", () => Dotnet(folder, cache, host, "run", script)),
                new("script, warm, without a record", () => Dotnet(folder, cache, host, "run", "--no-record", script)),
                new("script that explains a digit, cold", () => Dotnet(folder, cache, host, "run", explaining), () => Forget("scripts")),
                new("script that explains a digit, warm", () => Dotnet(folder, cache, host, "run", explaining)),
                new("dotnet run hello.cs, cold", () => Dotnet(folder, cache, "run", program), () => File.AppendAllText(program, "\n// changed")),
                new("dotnet run hello.cs, warm", () => Dotnet(folder, cache, "run", program)),
            ];
            if (CSharpRepl.Installed() is { } repl) cases.Add(new("csharprepl --eval-file (no cache)", () => Process(folder, cache, repl, "--eval-file", evaluated)));
            else Console.WriteLine("csharprepl cannot be installed here, and is left out.");

            foreach (var one in cases) one.Run();
            for (var round = 0; round < Repetitions; round++)
                foreach (var one in cases) one.Time();
            foreach (var one in cases) one.Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One thing that is measured.</summary>
    private sealed record Case(string What, Action Run, Action? Before = null)
    {
        private readonly List<double> times = [];

        public void Time()
        {
            Before?.Invoke();
            var clock = Stopwatch.StartNew();
            Run();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        public void Print()
        {
            times.Sort();
            Console.WriteLine(FormattableString.Invariant($"{What,-36} {times[times.Count / 2],7:0} ms   (fastest {times[0]:0}, slowest {times[^1]:0})"));
        }
    }

    private static void Dotnet(string folder, string cache, params string[] arguments) => Process(folder, cache, "dotnet", arguments);

    private static void Process(string folder, string cache, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["XDG_CACHE_HOME"] = cache;
        start.Environment["XDG_STATE_HOME"] = Path.Combine(folder, "state");
        using var process = System.Diagnostics.Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} answered {process.ExitCode}.");
    }
}
