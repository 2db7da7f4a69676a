using System.Diagnostics;
using System.Globalization;
using System.Text;
using Glassbox.Host.Scripts;

namespace Glassbox.Bench;

/// <summary>
/// How long a prompt takes: to its first prompt, to the answer of what is typed at once, and to an answer once it is warm; beside csharprepl, the C# prompt that is a .NET tool.
/// Each runs in a pseudo-terminal of util-linux' <c>script</c>, and this is the terminal.
/// </summary>
internal static class PromptStart
{
    private const int Repetitions = 5, Evaluations = 11;

    public static void Measure()
    {
        var folder = Directory.CreateTempSubdirectory("glassbox-bench-").FullName;
        try
        {
            var host = $"dotnet {typeof(ScriptGlobals).Assembly.Location} repl";
            // Once for the verbs, which are compiled at the first start only.
            using (var first = new Terminal(folder, host)) first.Evaluate(1);
            Dictionary<string, string> prompts = new() { ["glassbox repl"] = host };
            if (CSharpRepl() is { } other) prompts["csharprepl"] = other;
            else Console.WriteLine("csharprepl cannot be installed here, and is left out.");

            var times = prompts.Keys.ToDictionary(name => name, _ => (Prompt: new List<double>(), First: new List<double>(), Warm: new List<double>()));
            // Interleaved, so that what else the machine does befalls all alike.
            for (var i = 0; i < Repetitions; i++)
                foreach (var (name, command) in prompts)
                {
                    using var terminal = new Terminal(folder, command);
                    times[name].Prompt.Add(terminal.UntilPrompt);
                    times[name].First.Add(terminal.Evaluate(1000));
                    for (var k = 0; k < Evaluations; k++)
                    {
                        var time = terminal.Evaluate(2000 + k);
                        if (k >= Evaluations / 2) times[name].Warm.Add(time);
                    }
                }
            foreach (var (name, (prompt, first, warm)) in times)
            {
                Print($"{name}, first prompt", prompt);
                Print($"{name}, answer to what is typed at once", first);
                Print($"{name}, answer once warm", warm);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? CSharpRepl()
    {
        var tools = Path.Combine(Path.GetTempPath(), "glassbox-bench-tools");
        var tool = Path.Combine(tools, "csharprepl");
        if (File.Exists(tool)) return tool;
        using var install = Process.Start(new ProcessStartInfo("dotnet", ["tool", "install", "csharprepl", "--tool-path", tools]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = install.StandardError.ReadToEndAsync();
        install.StandardOutput.ReadToEnd();
        install.WaitForExit();
        return File.Exists(tool) ? tool : null;
    }

    private static void Print(string what, List<double> times)
    {
        times.Sort();
        Console.WriteLine(FormattableString.Invariant($"{what,-52} {times[times.Count / 2],7:0} ms   (fastest {times[0]:0}, slowest {times[^1]:0})"));
    }

    /// <summary>A prompt in a terminal that answers what terminals are asked.</summary>
    private sealed class Terminal : IDisposable
    {
        private readonly Process process;
        private readonly StringBuilder shown = new();
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private int looked;

        public Terminal(string folder, string command)
        {
            var start = new ProcessStartInfo("script", ["-qec", $"stty cols 100 rows 30; exec {command}", "/dev/null"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
            foreach (var kind in new[] { "CACHE", "STATE" }) start.Environment[$"XDG_{kind}_HOME"] = Path.Combine(folder, kind);
            start.Environment["TERM"] = "xterm-256color";
            start.Environment["DOTNET_CLI_HOME"] = folder;
            process = Process.Start(start)!;
            _ = Task.Run(Listen);
            UntilPrompt = Until(text => text.Contains("> "));
        }

        /// <summary>Milliseconds from the start to the first prompt.</summary>
        public double UntilPrompt { get; }

        /// <summary>Types a sum that no text of the prompt shows before, and gives the milliseconds until its answer is there.</summary>
        public double Evaluate(int number)
        {
            lock (shown) looked = shown.Length;
            Send($"{number} + 700000");
            // Until it is echoed: typing is not what is measured.
            Until(text => text.Contains("700000") || text.EndsWith('0'));
            Thread.Sleep(150);
            lock (shown) looked = shown.Length;
            var before = clock.Elapsed;
            Send("\r");
            Until(text => text.Contains((number + 700000).ToString(CultureInfo.InvariantCulture)));
            return (clock.Elapsed - before).TotalMilliseconds;
        }

        public void Dispose()
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        private double Until(Func<string, bool> shows)
        {
            while (clock.Elapsed < TimeSpan.FromMinutes(5))
            {
                lock (shown)
                    if (shows(shown.ToString(looked, shown.Length - looked))) return clock.Elapsed.TotalMilliseconds;
                Thread.Sleep(1);
            }
            throw new TimeoutException($"The prompt shows: {shown}");
        }

        private void Send(string keys)
        {
            process.StandardInput.Write(keys);
            process.StandardInput.Flush();
        }

        private void Listen()
        {
            var buffer = new char[4096];
            while (process.StandardOutput.Read(buffer) is > 0 and var count)
            {
                var text = new string(buffer, 0, count);
                lock (shown) shown.Append(text);
                if (text.Contains("\e[c")) Send("\e[?62;22c");
                if (text.Contains("\e[6n")) Send("\e[1;1R");
            }
        }
    }
}
