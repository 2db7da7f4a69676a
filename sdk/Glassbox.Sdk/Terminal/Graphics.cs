using System.Text.RegularExpressions;

namespace Glassbox.Terminal;

/// <summary>How a terminal shows pictures.</summary>
internal enum Graphics
{
    /// <summary>In characters: half blocks where it has colours, shades where not.</summary>
    Characters,
    /// <summary>Kitty's graphics protocol: Kitty, Ghostty, WezTerm.</summary>
    Kitty,
    /// <summary>iTerm2's inline images: iTerm2, mintty.</summary>
    ITerm2,
    /// <summary>DEC's Sixel: foot, mlterm, xterm -ti vt340, Windows Terminal, tmux from 3.4.</summary>
    Sixel,
}

/// <summary>The graphics of a terminal.</summary>
/// <param name="Protocol">How it shows pictures.</param>
/// <param name="CellWidth">A character's width in pixels.</param>
/// <param name="CellHeight">A character's height in pixels.</param>
internal sealed partial record TerminalGraphics(Graphics Protocol, int CellWidth, int CellHeight)
{
    /// <summary>Says which graphics to use, whatever the terminal says: <c>kitty</c>, <c>iterm2</c>, <c>sixel</c>, <c>characters</c>.</summary>
    public const string Variable = "GLASSBOX_GRAPHICS";

    private const string KittyQuestion = "\e_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\e\\", AttributesQuestion = "\e[c";

    // Any terminal answers within milliseconds; one far away may take longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.3);

    /// <summary>Pictures in characters. The size is that of a common font, for terminals that do not tell theirs.</summary>
    public static readonly TerminalGraphics None = new(Graphics.Characters, 10, 20);

    /// <summary>The graphics of this process's terminal, found once.</summary>
    public static Lazy<TerminalGraphics> OfTerminal { get; } = new(Find);

    /// <summary>What was typed while the terminal was asked.</summary>
    public static string Unread { get; set; } = "";

    /// <summary>Decides by the environment, and asks the terminal where that does not say.</summary>
    /// <param name="environment">The environment's variables.</param>
    /// <param name="ask">Sends a question and gives the answer.</param>
    /// <exception cref="GlassboxException">The variable names no graphics.</exception>
    public static Graphics Decide(Func<string, string?> environment, Func<string, string> ask)
    {
        if (environment(Variable) is { Length: > 0 } told)
            return told.ToLowerInvariant() switch
            {
                "kitty" => Graphics.Kitty,
                "iterm2" => Graphics.ITerm2,
                "sixel" => Graphics.Sixel,
                "characters" => Graphics.Characters,
                _ => throw new GlassboxException($"{Variable} takes kitty, iterm2, sixel or characters; it is \"{told}\"."),
            };
        // Inside tmux and screen the variables tell of the terminal outside, which pictures do not reach.
        var inside = environment("TMUX") is { Length: > 0 } || environment("STY") is { Length: > 0 };
        if (!inside)
        {
            if (environment("KITTY_WINDOW_ID") is { Length: > 0 } || environment("TERM") is "xterm-kitty" or "xterm-ghostty" || environment("TERM_PROGRAM") is "ghostty" or "WezTerm") return Graphics.Kitty;
            if (environment("LC_TERMINAL") == "iTerm2" || environment("TERM_PROGRAM") is "iTerm.app" or "mintty") return Graphics.ITerm2;
        }
        // The question for attributes, which all answer, comes last: its answer ends the waiting. tmux would take Kitty's for a window title.
        var answer = ask(inside ? AttributesQuestion : KittyQuestion + AttributesQuestion);
        if (answer.Contains("\e_Gi=31;OK", StringComparison.Ordinal)) return Graphics.Kitty;
        return Attributes().Match(answer) is { Success: true } attributes && attributes.Groups[1].Value.Split(';').Skip(1).Contains("4") ? Graphics.Sixel : Graphics.Characters;
    }

    private static TerminalGraphics Find()
    {
        using var tty = Tty.Open();
        if (tty is not { IsForeground: true }) return None;
        var (_, _, width, height) = tty.Size();
        var graphics = Decide(Environment.GetEnvironmentVariable, question =>
        {
            var answer = tty.Ask(question, some => Attributes().IsMatch(some), Patience);
            Unread = Answers().Replace(answer, "");
            return answer;
        });
        return width > 0 && height > 0 ? new(graphics, width, height) : None with { Protocol = graphics };
    }

    /// <summary>The answer to the question for attributes: <c>ESC [ ? 62 ; 4 ; 22 c</c>, in which 4 stands for Sixel.</summary>
    [GeneratedRegex("\e\\[\\?([0-9;]+)c")]
    private static partial Regex Attributes();

    [GeneratedRegex("\e_G[^\e]*\e\\\\|\e\\[\\?[0-9;]+c")]
    private static partial Regex Answers();
}
