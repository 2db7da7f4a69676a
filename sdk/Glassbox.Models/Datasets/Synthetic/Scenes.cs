using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Draws many simple pictures at once.</summary>
internal sealed class Scenes(long count, int side, Generator generator)
{
    /// <summary>-1..1.</summary>
    public static Preprocessing Preprocessing { get; } = new([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);

    /// <summary>The figures that can be drawn, by their place in the list.</summary>
    public static readonly string[] Figures = ["circle", "square", "triangle", "cross"];

    /// <summary>Uniform draws, one a picture: <c>[N, 1, 1]</c>.</summary>
    public Tensor Draw(double low, double high) => rand([count, 1, 1], generator: generator) * (high - low) + low;

    /// <summary>A colour a picture: <c>[N, 3, 1, 1]</c>.</summary>
    public Tensor Colour(double low, double high) => rand([count, 3, 1, 1], generator: generator) * (high - low) + low;

    /// <summary>Backgrounds that fade from one dark colour to another, with noise: <c>[N, 3, H, W]</c>.</summary>
    public Tensor Backgrounds(double noise)
    {
        var slope = linspace(0, 1, side).reshape(1, 1, side, 1);
        return Colour(0, 0.4) * (1 - slope) + Colour(0, 0.4) * slope + randn([count, 3, side, side], generator: generator) * noise;
    }

    /// <summary>Where a figure of a random place, size and angle is: Bool <c>[N, 1, H, W]</c>.</summary>
    /// <param name="figures">Which figure each picture has: <c>[N, 1, 1]</c>, places in <see cref="Figures"/>.</param>
    /// <param name="smallest">The smallest radius in pixels.</param>
    /// <param name="largest">The largest radius in pixels.</param>
    public Tensor Placed(Tensor figures, double smallest, double largest)
    {
        var radius = Draw(smallest, largest);
        // A square's corners reach farthest.
        var reach = radius * Math.Sqrt(2);
        var (x, y) = (Coordinate(1, reach), Coordinate(0, reach));
        var angle = Draw(0, 2 * Math.PI);
        var (u, v) = ((x * angle.cos() + y * angle.sin()) / radius, (y * angle.cos() - x * angle.sin()) / radius);
        var circle = (u * u + v * v).lt(1);
        var square = u.abs().maximum(v.abs()).lt(0.89);
        var triangle = v.gt(-0.5).logical_and((v + u.abs() * Math.Sqrt(3)).lt(1));
        var cross = u.abs().lt(1).logical_and(v.abs().lt(0.35)).logical_or(v.abs().lt(1).logical_and(u.abs().lt(0.35)));
        var where = figures.eq(0).logical_and(circle).logical_or(figures.eq(1).logical_and(square)).logical_or(figures.eq(2).logical_and(triangle)).logical_or(figures.eq(3).logical_and(cross));
        return where.unsqueeze(1);
    }

    /// <summary>The pictures with a colour where the mask says so.</summary>
    public static Tensor Painted(Tensor pictures, Tensor mask, Tensor colour) => where(mask, colour, pictures);

    /// <summary>Distances in pixels from a random centre that keeps a margin: <c>[N, H, W]</c>, across or down.</summary>
    private Tensor Coordinate(int down, Tensor margin)
    {
        var centre = margin + Draw(0, 1) * (side - 1 - 2 * margin);
        var pixels = arange(side, dtype: ScalarType.Float32);
        return (down == 0 ? pixels.reshape(1, side, 1) : pixels.reshape(1, 1, side)) - centre;
    }
}
