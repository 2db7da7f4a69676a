using System.Text.RegularExpressions;
using Glassbox.Terminal;

namespace Glassbox.Tests.Terminal;

/// <summary>Each protocol's sequences, taken apart again as its specification says.</summary>
public partial class ImageProtocolTests
{
    /// <summary>A picture of few colours, so that a palette holds them all.</summary>
    private static Raster Picture(int width, int height) => new(width, height,
        [.. Enumerable.Range(0, width * height).SelectMany(i => ((i % width / 2 + i / width / 3) % 3) switch { 0 => new byte[] { 255, 0, 0 }, 1 => [0, 255, 0], _ => [0, 0, 255] })]);

    private static Raster Decoded(byte[] png)
    {
        using var pixels = SkiaSharp.SKBitmap.Decode(png);
        return new Raster(pixels.Width, pixels.Height, [.. pixels.Pixels.SelectMany(p => new[] { p.Red, p.Green, p.Blue })]);
    }

    [Fact]
    public void Kitty_gets_a_png_in_pieces_that_say_whether_more_follow()
    {
        // Noise, which does not compress into one piece.
        var random = new Random(1);
        var rgb = new byte[3 * 80 * 60];
        random.NextBytes(rgb);
        var png = new Raster(80, 60, rgb).ToPng();
        var text = KittyImage.Encode(png, 20, 8);

        var pieces = KittyPiece().Matches(text);
        string.Concat(pieces.Select(p => p.Value)).ShouldBe(text);
        pieces.Count.ShouldBeGreaterThan(1);
        pieces[0].Groups[1].Value.Split(',').ShouldBe(["a=T", "f=100", "q=2", "C=1", "c=20", "r=8", "m=1"]);
        foreach (var (piece, i) in pieces.Select((p, i) => (p, i)))
        {
            piece.Groups[2].Length.ShouldBeLessThanOrEqualTo(4096);
            if (i > 0) piece.Groups[1].Value.ShouldBe(i == pieces.Count - 1 ? "m=0" : "m=1");
            if (i < pieces.Count - 1) (piece.Groups[2].Length % 4).ShouldBe(0);
        }
        Decoded(Convert.FromBase64String(string.Concat(pieces.Select(p => p.Groups[2].Value)))).Rgb.ShouldBe(rgb);
    }

    [Fact]
    public void ITerm2_gets_a_png_with_its_length_and_its_size_in_characters()
    {
        var png = Picture(12, 9).ToPng();
        var parts = ITerm2Piece().Match(ITerm2Image.Encode(png, 6, 3));
        parts.Success.ShouldBeTrue();
        parts.Groups[1].Value.Split(';').ShouldBe(["inline=1", $"size={png.Length}", "width=6", "height=3", "preserveAspectRatio=0"]);
        Convert.FromBase64String(parts.Groups[2].Value).ShouldBe(png);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 6)]
    [InlineData(13, 20)]
    [InlineData(300, 11)]
    public void Sixel_draws_every_pixel_in_its_colour(int width, int height)
    {
        var picture = Picture(width, height);
        Sixels(SixelImage.Encode(picture), width, height).ShouldBe(picture.Rgb);
    }

    [Fact]
    public void Sixel_takes_the_nearest_colours_where_there_are_too_many()
    {
        byte[] rgb = [.. Enumerable.Range(0, 64 * 64).SelectMany(i => new[] { (byte)(i % 64 * 4), (byte)(i / 64 * 4), (byte)128 })];
        var text = SixelImage.Encode(new Raster(64, 64, rgb));
        Regex.Matches(text, "#[0-9]+;2;").Count.ShouldBeLessThanOrEqualTo(256);
        var drawn = Sixels(text, 64, 64);
        rgb.Zip(drawn).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(48);
    }

    /// <summary>Reads Sixel as a terminal does: colours, repetition, carriage return and new line.</summary>
    private static byte[] Sixels(string text, int width, int height)
    {
        var head = SixelHead().Match(text);
        (int.Parse(head.Groups[1].Value), int.Parse(head.Groups[2].Value)).ShouldBe((width, height));
        text.ShouldEndWith("\e\\");
        var body = text[head.Length..^2];
        var (rgb, palette) = (new byte[3 * width * height], new Dictionary<int, byte[]>());
        var (x, top, colour, at) = (0, 0, -1, 0);
        int Number()
        {
            var value = 0;
            while (at < body.Length && char.IsAsciiDigit(body[at])) value = 10 * value + body[at++] - '0';
            return value;
        }
        while (at < body.Length)
        {
            var c = body[at++];
            switch (c)
            {
                case '#':
                    colour = Number();
                    if (at >= body.Length || body[at] != ';') break;
                    at++;
                    Number().ShouldBe(2);
                    var channels = new byte[3];
                    for (var k = 0; k < 3; k++)
                    {
                        body[at++].ShouldBe(';');
                        channels[k] = (byte)Math.Round(Number() * 255 / 100.0);
                    }
                    palette[colour] = channels;
                    break;
                case '$': x = 0; break;
                case '-': (x, top) = (0, top + 6); break;
                case '!':
                    var times = Number();
                    Draw(body[at++], times);
                    break;
                default: Draw(c, 1); break;
            }
        }
        return rgb;

        void Draw(char sixel, int times)
        {
            sixel.ShouldBeInRange('?', '~');
            for (; times > 0; times--, x++)
                for (var bit = 0; bit < 6; bit++)
                    if ((sixel - '?' >> bit & 1) != 0) palette[colour].CopyTo(rgb, 3 * ((top + bit) * width + x));
        }
    }

    [Fact]
    public void An_image_is_drawn_over_blank_cells_after_its_last_row_and_the_cursor_comes_back()
    {
        var grid = new CellGrid(10, 4);
        var inner = new CellGrid(3, 2);
        inner.PutImage(0, 0, 2, "<image>");
        grid.Put(0, 0, "above");
        grid.Put(4, 1, inner);
        using var text = new StringWriter { NewLine = "\n" };
        grid.Write(text, ColourDepth.TrueColour);
        text.ToString().ShouldBe("above\n\n\n\e7\e[2A\e[5G<image>\e8\n");
    }

    [Theory]
    [InlineData("kitty", "\e_Ga=T")]
    [InlineData("iterm2", "\e]1337;File=")]
    [InlineData("sixel", "\eP0;1;0q")]
    public void A_heatmap_is_an_image_where_the_terminal_has_graphics_and_its_scale_stays_text(string told, string begins)
    {
        var protocol = TerminalGraphics.Decide(name => name == TerminalGraphics.Variable ? told : null, _ => "");
        var heatmap = new Heatmap(8, 8, [.. Enumerable.Range(0, 64).Select(i => i - 32f)], signed: true);
        var screen = new Screen(80, ColourDepth.TrueColour) { Graphics = new(new TerminalGraphics(protocol, 10, 20)) };
        var grid = TerminalPicture.Of(new PicturePanel(heatmap.Over(null), heatmap), screen, 24);
        using var text = new StringWriter();
        grid.Write(text, screen.Colours);
        text.ToString().ShouldContain(begins);
        text.ToString().ShouldNotContain("▀");
        text.ToString().ShouldContain("−32");
        // A square takes half as many rows as columns, where characters are twice as high as wide; the scale is one more.
        grid.Height.ShouldBe(13);
    }

    [Fact]
    public void Graphics_are_told_by_the_environment_and_else_asked_for()
    {
        static Func<string, string?> Of(params (string Name, string Value)[] set) => name => set.FirstOrDefault(s => s.Name == name).Value;
        static string Never(string question) => throw new InvalidOperationException("It need not be asked.");

        TerminalGraphics.Decide(Of(("TERM", "xterm-kitty")), Never).ShouldBe(Graphics.Kitty);
        TerminalGraphics.Decide(Of(("TERM_PROGRAM", "iTerm.app")), Never).ShouldBe(Graphics.ITerm2);
        TerminalGraphics.Decide(Of(("TERM", "foot")), _ => "\e[?62;4;22c").ShouldBe(Graphics.Sixel);
        TerminalGraphics.Decide(Of(("TERM", "xterm")), _ => "\e[?64;1;2;6;22c").ShouldBe(Graphics.Characters);
        TerminalGraphics.Decide(Of(("TERM", "xterm")), _ => "\e[?4;1c").ShouldBe(Graphics.Characters);
        TerminalGraphics.Decide(Of(("TERM", "xterm")), _ => "").ShouldBe(Graphics.Characters);
        TerminalGraphics.Decide(Of(("TERM", "konsole")), _ => "\e_Gi=31;OK\e\\\e[?62;4c").ShouldBe(Graphics.Kitty);
        // Inside tmux the variables are those of the terminal outside, and Kitty's question would become the window's title.
        TerminalGraphics.Decide(Of(("TMUX", "x"), ("KITTY_WINDOW_ID", "1")), question =>
        {
            question.ShouldNotContain("\e_G");
            return "\e[?1;2;4c";
        }).ShouldBe(Graphics.Sixel);
        Should.Throw<GlassboxException>(() => TerminalGraphics.Decide(Of((TerminalGraphics.Variable, "gif")), Never));
    }

    [GeneratedRegex("\e_G([^;]*);([A-Za-z0-9+/=]*)\e\\\\")]
    private static partial Regex KittyPiece();

    [GeneratedRegex("^\e\\]1337;File=([^:]*):([A-Za-z0-9+/=]*)\a$")]
    private static partial Regex ITerm2Piece();

    [GeneratedRegex("^\eP[0-9;]*q\"1;1;([0-9]+);([0-9]+)")]
    private static partial Regex SixelHead();
}
