namespace Glassbox.Host.Tests.Prompt;

/// <summary>The prompt in a real terminal, from the first key to the exit code.</summary>
public sealed class TerminalSessionTests : IDisposable
{
    private readonly TmuxSession terminal = new();

    public void Dispose() => terminal.Dispose();

    [Fact]
    public void Somebody_types_completes_interrupts_resumes_and_quits()
    {
        Start();
        Answers("1 + 1", "2");

        // Completion of a network's name, then of its layers inside a string.
        terminal.Type("var model = Models.Load(\"digits-c");
        terminal.Press("Tab");
        terminal.Until(screen => screen.Contains("> var model = Models.Load(\"digits-cnn"));
        terminal.Enter("\");");
        terminal.Type("model.LayerShape(torch.zeros(1, 1, 8, 8), \"co");
        terminal.Press("Tab");
        terminal.Until(screen => screen.Contains("conv1") && screen.Contains("conv2"));
        terminal.Press("Down", "Enter");
        terminal.Until(screen => screen.Contains("\"conv2"));
        terminal.Enter("\")[1]");
        terminal.Until(Shows("32"));

        // Several lines that belong together.
        terminal.Enter("for (var i = 0; i < 3; i++)");
        terminal.UntilLast(".");
        terminal.Enter("Console.WriteLine($\"line {i}\");");
        terminal.Until(screen => Shows("line 0")(screen) && Shows("line 2")(screen));

        // Ctrl-C stops what runs and keeps what was declared; so does an error.
        terminal.Enter("Console.WriteLine(\"running\"); while (true) { }");
        terminal.Until(Shows("running"));
        terminal.Press("C-c");
        terminal.Until(Shows("interrupted"));
        terminal.Enter("model.Nme");
        terminal.Until(screen => screen.Contains("Did you mean 'Name'?"));
        Answers("model.Name + \"!\"", "\"digits-cnn!\"");

        // Ctrl-Z gives the shell back, fg the prompt with what was typed.
        terminal.Type("20 + ");
        terminal.Press("C-z");
        terminal.Until(screen => screen.Contains("Stopped"));
        terminal.Enter("fg");
        terminal.UntilLast("> 20 +");
        terminal.Enter("3");
        terminal.Until(Shows("23"));

        Quit("C-d");

        // Another session remembers.
        Start();
        terminal.Press("C-r");
        terminal.Type("model.Name");
        terminal.Until(screen => screen.Contains("> model.Name + \"!\""));
        terminal.Press("C-c");
        terminal.Enter(":quit");
        terminal.UntilLast("shell:");
        terminal.Enter("echo code $?");
        terminal.Until(Shows("code 0"));
    }

    [Fact]
    public void A_running_method_shows_its_progress_and_stops()
    {
        Start();
        terminal.Enter("var model = Models.Load(\"digits-cnn\"); var x = Data.Digits().Test[7];");
        terminal.Enter("SmoothGrad(model, x, samples: 1_000_000)");
        terminal.Until(screen => screen.Contains(" of 1,000,000"));
        terminal.Press("C-c");
        terminal.Until(Shows("interrupted"));
        Answers("x.Label", "8");
        Quit("C-d");
    }

    private void Start()
    {
        terminal.Enter("clear; " + TmuxSession.Glassbox + " repl");
        terminal.UntilLast(">");
    }

    private void Quit(string key)
    {
        terminal.UntilLast(">");
        terminal.Press(key);
        terminal.UntilLast("shell:");
        terminal.Enter("echo code $?");
        terminal.Until(Shows("code 0"));
    }

    private void Answers(string typed, string answer)
    {
        terminal.Enter(typed);
        terminal.Until(Shows(answer));
        terminal.UntilLast(">");
    }

    /// <summary>Whether a line of the screen is this alone.</summary>
    private static Func<string, bool> Shows(string line) => screen => screen.Split('\n').Any(l => l.TrimEnd() == line || l.TrimEnd() == "^C" + line);
}
