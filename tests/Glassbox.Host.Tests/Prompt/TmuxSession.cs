using System.Diagnostics;
using Glassbox.Host.Commands;

namespace Glassbox.Host.Tests.Prompt;

/// <summary>A real terminal: a shell in tmux, with a folder of its own for caches and history.</summary>
public sealed class TmuxSession : IDisposable
{
    // The machine may be busy with other tests: what comes at all comes within this.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string socket = $"glassbox-{Environment.ProcessId}-{Guid.NewGuid():N}"[..28];

    public TmuxSession()
    {
        Folder = Directory.CreateTempSubdirectory("glassbox-tmux-").FullName;
        var environment = string.Join(' ', new[] { "CACHE", "DATA", "STATE" }.Select(kind => $"XDG_{kind}_HOME={Folder}/{kind}")) + " OMP_NUM_THREADS=1 PS1=shell: GLASSBOX_GRAPHICS=characters";
        Tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "40", "-c", Folder, $"env {environment} bash --norc --noprofile -i");
        Until(screen => screen.Contains("shell:"));
    }

    /// <summary>The shell's folder.</summary>
    public string Folder { get; }

    /// <summary>What the shell runs.</summary>
    public static string Glassbox => $"dotnet {typeof(CommandLine).Assembly.Location}";

    /// <summary>What the terminal shows.</summary>
    public string Screen => Tmux("capture-pane", "-p").TrimEnd();

    /// <summary>Presses keys by their tmux names: <c>Enter</c>, <c>C-c</c>, <c>Tab</c>.</summary>
    public void Press(params string[] keys) => Tmux(["send-keys", .. keys]);

    /// <summary>Types text as it is, then Enter.</summary>
    public void Enter(string line)
    {
        Type(line);
        Press("Enter");
    }

    /// <summary>Types text as it is.</summary>
    public void Type(string text)
    {
        // A semicolon at the end would end tmux's command.
        Tmux("send-keys", "-l", text.EndsWith(';') ? text[..^1] + "\\;" : text);
    }

    /// <summary>Waits until the terminal shows something.</summary>
    public void Until(Func<string, bool> shows)
    {
        var clock = Stopwatch.StartNew();
        while (!shows(Screen))
        {
            (clock.Elapsed < Patience).ShouldBeTrue($"The terminal shows:\n{Screen}");
            Thread.Sleep(50);
        }
    }

    /// <summary>Waits until the last line of the terminal is this.</summary>
    public void UntilLast(string line) => Until(screen => screen.Split('\n')[^1].TrimEnd() == line);

    public void Dispose()
    {
        Tmux("kill-server");
        Directory.Delete(Folder, recursive: true);
    }

    private string Tmux(params string[] arguments)
    {
        using var tmux = Process.Start(new ProcessStartInfo("tmux", ["-L", socket, .. arguments]) { RedirectStandardOutput = true })!;
        var output = tmux.StandardOutput.ReadToEnd();
        tmux.WaitForExit();
        return output;
    }
}
