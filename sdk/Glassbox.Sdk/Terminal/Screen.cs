namespace Glassbox.Terminal;

/// <summary>The terminal that results are drawn to.</summary>
/// <param name="Width">Its columns.</param>
/// <param name="Colours">What colours it shows.</param>
internal sealed record Screen(int Width, ColourDepth Colours)
{
    private static readonly Lazy<TerminalGraphics> NoGraphics = new(TerminalGraphics.None);

    private const int WidthOfFiles = 100;

    /// <summary>Colour as a host's flag decided; null to see for oneself.</summary>
    public static ColourDepth? Told { get; set; }

    /// <summary>The terminal behind standard output, as wide as it is now.</summary>
    public static Screen Current
    {
        get
        {
            var colours = Told ?? Depth(Console.IsOutputRedirected, Environment.GetEnvironmentVariable);
            return new(Columns(), colours) { Graphics = colours == ColourDepth.None || Console.IsOutputRedirected ? NoGraphics : TerminalGraphics.OfTerminal };
        }
    }

    /// <summary>How it shows pictures; found out when there is one to show.</summary>
    public Lazy<TerminalGraphics> Graphics { get; init; } = NoGraphics;

    /// <summary>NO_COLOR (not empty) goes before FORCE_COLOR, and both before what the terminal can do.</summary>
    public static ColourDepth Depth(bool redirected, Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(environment("NO_COLOR"))) return ColourDepth.None;
        var forced = environment("FORCE_COLOR") is { Length: > 0 } force && force != "0";
        if (!forced && (redirected || environment("TERM") is null or "" or "dumb")) return ColourDepth.None;
        var direct = environment("COLORTERM") is "truecolor" or "24bit" || environment("TERM")?.EndsWith("-direct", StringComparison.Ordinal) == true;
        return direct ? ColourDepth.TrueColour : ColourDepth.Indexed256;
    }

    private static int Columns()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var told) && told >= 20) return told;
        return Console.IsOutputRedirected ? WidthOfFiles : ColumnsOfTerminal();
    }

    /// <summary>The columns of the terminal that this process belongs to, wherever standard output goes; as many as a file's where it cannot be asked.</summary>
    public static int ColumnsOfTerminal()
    {
        try
        {
            return Console.WindowWidth >= 20 ? Console.WindowWidth : WidthOfFiles;
        }
        catch (IOException)
        {
            return WidthOfFiles;
        }
    }
}
