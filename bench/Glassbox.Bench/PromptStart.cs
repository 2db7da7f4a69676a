using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Glassbox.Host.Scripts;

namespace Glassbox.Bench;

/// <summary>
/// How long a prompt takes: to its first prompt, to the answer of what is typed at once, and to an answer once it is warm; beside csharprepl, the C# prompt that is a .NET tool.
/// Each runs in tmux, whose control mode tells at once what is written.
/// </summary>
internal static partial class PromptStart
{
    private const int Repetitions = 3, Evaluations = 7;

    public static void Measure()
    {
        var folder = Directory.CreateTempSubdirectory("glassbox-bench-").FullName;
        try
        {
            var host = $"dotnet {typeof(ScriptGlobals).Assembly.Location} repl";
            // Once for the verbs, which are compiled at the first start only.
            using (var first = new Terminal(folder, host)) first.Evaluate(1);
            Dictionary<string, string> prompts = new() { ["glassbox repl"] = host };
            if (CSharpRepl.Installed() is { } other) prompts["csharprepl"] = other;
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

    private static void Print(string what, List<double> times)
    {
        times.Sort();
        Console.WriteLine(FormattableString.Invariant($"{what,-52} {times[times.Count / 2],7:0} ms   (fastest {times[0]:0}, slowest {times[^1]:0})"));
    }

    /// <summary>A prompt in tmux.</summary>
    private sealed partial class Terminal : IDisposable
    {
        // Each a server of its own: one that is told to end may still be there when the next begins.
        private readonly string socket = $"glassbox-bench-{Guid.NewGuid():N}";
        private readonly Process tmux;
        private readonly StringBuilder shown = new();
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private int looked;

        public Terminal(string folder, string command)
        {
            var environment = $"env XDG_CACHE_HOME={folder}/cache XDG_STATE_HOME={folder}/state DOTNET_CLI_HOME={folder}";
            tmux = Process.Start(new ProcessStartInfo("tmux", ["-L", socket, "-C", "-f", "/dev/null", "new-session", "-x", "100", "-y", "30", "-c", folder, $"{environment} {command}"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            _ = Task.Run(Listen);
            UntilPrompt = Until(text => text.Contains("> "));
        }

        /// <summary>Milliseconds from the start to the first prompt.</summary>
        public double UntilPrompt { get; }

        /// <summary>Types a sum, and gives the milliseconds from Enter to its answer, which stands nowhere before.</summary>
        public double Evaluate(int number)
        {
            lock (shown) looked = shown.Length;
            Command($"send-keys -l '{number} + 700000'");
            Until(text => text.Contains("700000"));
            // Typing and what it sets off are not what is measured.
            Thread.Sleep(200);
            lock (shown) looked = shown.Length;
            var before = clock.Elapsed;
            Command("send-keys Enter");
            Until(text => text.Contains((number + 700000).ToString(CultureInfo.InvariantCulture)));
            return (clock.Elapsed - before).TotalMilliseconds;
        }

        public void Dispose()
        {
            Command("kill-server");
            tmux.WaitForExit();
            tmux.Dispose();
        }

        private double Until(Func<string, bool> shows)
        {
            while (clock.Elapsed < TimeSpan.FromMinutes(5))
            {
                lock (shown)
                    if (shows(Colours().Replace(shown.ToString(looked, shown.Length - looked), ""))) return clock.Elapsed.TotalMilliseconds;
                Thread.Sleep(1);
            }
            throw new TimeoutException($"The prompt shows: {shown}");
        }

        private void Command(string command)
        {
            tmux.StandardInput.Write(command + "\n");
            tmux.StandardInput.Flush();
        }

        private void Listen()
        {
            while (tmux.StandardOutput.ReadLine() is { } line)
                if (line.StartsWith("%output ", StringComparison.Ordinal))
                    lock (shown) shown.Append(Octal().Replace(line.Split(' ', 3)[2], m => ((char)Convert.ToInt32(m.Groups[1].Value, 8)).ToString()));
        }

        [GeneratedRegex(@"\\([0-7]{3})")]
        private static partial Regex Octal();

        [GeneratedRegex("\e\\[[0-9;?]*[A-Za-z]")]
        private static partial Regex Colours();
    }
}
