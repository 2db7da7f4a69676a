using Glassbox.Drawing;

namespace Glassbox;

/// <summary>One part of a <see cref="Figure"/>: a title, a body that derived classes draw, and a caption.</summary>
public abstract class Panel
{
    private const double TitleSize = 13, Gap = 6;

    private protected Panel() { }

    /// <summary>What the panel shows; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>What stands below the body, such as scores and scales; lines are broken to the panel's width.</summary>
    public string Caption { get; init; } = "";

    internal abstract double Width { get; }

    internal abstract double BodyHeight { get; }

    /// <summary>Draws the body with its upper left corner at (x, y).</summary>
    private protected abstract void DrawBody(Canvas canvas, double x, double y);

    internal double TitleHeight(double width) => Title == "" ? 0 : Lettering.Wrap(Title, TitleSize, width).Count * Lettering.LineHeight(TitleSize) + Gap;

    internal double CaptionHeight(double width) => Caption == "" ? 0 : Lettering.Wrap(Caption, Lettering.Small, width).Count * Lettering.LineHeight(Lettering.Small) + Gap;

    internal void Draw(Canvas canvas, PanelPlace place)
    {
        // Titles stand on the body, so that one of two lines beside one of one line leaves its gap above.
        canvas.Paragraph(Lettering.Wrap(Title, TitleSize, place.Width), place.X, place.Y + place.TitleHeight - TitleHeight(place.Width), TitleSize, Colour.Ink);
        DrawBody(canvas, place.X, place.Y + place.TitleHeight);
        canvas.Paragraph(Lettering.Wrap(Caption, Lettering.Small, place.Width), place.X, place.Y + place.TitleHeight + BodyHeight + Gap, Lettering.Small, Colour.Muted);
    }
}
