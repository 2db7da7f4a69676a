namespace Glassbox.Drawing;

/// <summary>The corners of the markers that are no circles, sized to look as large as a circle of the same size.</summary>
internal static class MarkerShapes
{
    public static Point[] Corners(Shape shape, Point centre, double size)
    {
        var r = size / 2;
        return shape switch
        {
            Shape.Square => [centre.By(-0.9 * r, -0.9 * r), centre.By(0.9 * r, -0.9 * r), centre.By(0.9 * r, 0.9 * r), centre.By(-0.9 * r, 0.9 * r)],
            Shape.Triangle => [centre.By(0, -1.25 * r), centre.By(1.1 * r, 0.75 * r), centre.By(-1.1 * r, 0.75 * r)],
            _ => [centre.By(0, -1.25 * r), centre.By(1.25 * r, 0), centre.By(0, 1.25 * r), centre.By(-1.25 * r, 0)],
        };
    }

    private static Point By(this Point p, double dx, double dy) => new(p.X + dx, p.Y + dy);
}
