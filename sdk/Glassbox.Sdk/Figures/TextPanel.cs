using Glassbox.Drawing;

namespace Glassbox;

/// <summary>A text whose words are coloured by what they contribute; in short texts the numbers stand below the words.</summary>
internal sealed class TextPanel : Panel
{
    private const double Line = 460, Word = 13, Number = 9, Around = 5, Between = 4;
    private const int MostNumbers = 64;
    private static readonly Colour Dark = Colour.Of(0x1f2328), Light = Colour.Of(0xffffff);
    private readonly Box[] places;
    private readonly string[] written;

    /// <summary>A text.</summary>
    /// <param name="words">The words with what each contributes, in reading order.</param>
    /// <param name="signed">Whether negative values mean evidence against.</param>
    public TextPanel(IReadOnlyList<(string Word, double Value)> words, bool signed)
    {
        Words = words;
        Signed = signed;
        Scale = words.Select(w => signed ? Math.Abs(w.Value) : w.Value).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        written = words.Count > MostNumbers ? [] : [.. words.Select(w => w.Value).Select(Numbers.Column(words.Select(w => w.Value)))];
        places = new Box[words.Count];
        var (x, y, height) = (0.0, 0.0, written.Length == 0 ? 20.0 : 33.0);
        for (var i = 0; i < places.Length; i++)
        {
            var width = Math.Min(Line, Math.Max(Lettering.Width(words[i].Word, Word), written.Length == 0 ? 0 : Lettering.Width(written[i], Number)) + 2 * Around);
            if (x > 0 && x + width > Line) (x, y) = (0, y + height + Between);
            places[i] = new Box(x, y, width, height);
            x += width + Between;
        }
    }

    /// <summary>The words with what each contributes, in reading order.</summary>
    public IReadOnlyList<(string Word, double Value)> Words { get; }

    /// <summary>Whether negative values mean evidence against.</summary>
    public bool Signed { get; }

    /// <summary>The value that gets the strongest colour.</summary>
    public double Scale { get; }

    internal override double Width => Math.Max(200, Math.Ceiling(places.Select(p => p.Right).DefaultIfEmpty(0).Max()));

    internal override double BodyHeight => places.Length == 0 ? 0 : places[^1].Bottom;

    /// <summary>A word's colour, and that of letters that are legible on it.</summary>
    public (Colour Paper, Colour Ink) ColoursOf(int word)
    {
        var place = Scale > 0 ? Words[word].Value / Scale : 0;
        var paper = Signed ? ColourMap.Diverging.At((place + 1) / 2) : ColourMap.Sequential.At(place);
        return (paper, 0.299 * paper.R + 0.587 * paper.G + 0.114 * paper.B > 140 ? Dark : Light);
    }

    private protected override void DrawBody(Canvas canvas, double x, double y)
    {
        for (var i = 0; i < places.Length; i++)
        {
            var box = places[i] with { X = x + places[i].X, Y = y + places[i].Y };
            var (paper, ink) = ColoursOf(i);
            canvas.Rectangle(box, paper);
            canvas.Text(Lettering.Fit(Words[i].Word, Word, box.Width - 2 * Around), box.X + box.Width / 2, box.Y + 15, Word, ink, Align.Middle);
            if (written.Length > 0) canvas.Text(written[i], box.X + box.Width / 2, box.Y + 28, Number, ink, Align.Middle);
        }
    }
}
