using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Finds a step's length that satisfies the strong Wolfe conditions (Nocedal and Wright, algorithms 3.5 and 3.6).</summary>
internal sealed class WolfeSearch(Func<double, (double Loss, Tensor Gradient)> evaluate, double loss, Tensor gradient, double slope, Tensor direction)
{
    private const double Decrease = 1e-4, CurvatureShare = 0.9;
    private const int MostEvaluations = 25;

    private readonly record struct Point(double Length, double Loss, Tensor Gradient, double Slope);

    private Point At(double length)
    {
        var (l, g) = evaluate(length);
        return new(length, l, g, g.dot(direction).ToDouble());
    }

    private bool TooHigh(Point p) => p.Loss > loss + Decrease * p.Length * slope || !double.IsFinite(p.Loss);
    private bool FlatEnough(Point p) => Math.Abs(p.Slope) <= -CurvatureShare * slope;

    /// <summary>The length, and loss and gradient there; the best point seen where no length satisfies the conditions.</summary>
    public (double Length, double Loss, Tensor Gradient) Find(double first, ref long evaluations)
    {
        var start = new Point(0, loss, gradient, slope);
        var before = start;
        var current = At(first);
        evaluations++;
        for (var tries = 1; ; tries++)
        {
            if (TooHigh(current) || (tries > 1 && current.Loss >= before.Loss)) return Zoom(before, current, tries, ref evaluations);
            if (FlatEnough(current)) break;
            if (current.Slope >= 0) return Zoom(current, before, tries, ref evaluations);
            if (tries >= MostEvaluations) break;
            var next = Minimum(before, current, current.Length + 0.01 * (current.Length - before.Length), current.Length * 10);
            (before, current) = (current, At(next));
            evaluations++;
        }
        return (current.Length, current.Loss, current.Gradient);
    }

    // Narrows an interval that holds a good length. "low" is the lower end in loss, not in length.
    private (double, double, Tensor) Zoom(Point low, Point high, int tries, ref long evaluations)
    {
        for (var stuck = false; tries < MostEvaluations; tries++)
        {
            var (left, right) = (Math.Min(low.Length, high.Length), Math.Max(low.Length, high.Length));
            if ((right - left) * Math.Abs(low.Slope) < 1e-9) break;
            var next = Minimum(low, high, left, right);
            // A point too near an end makes no progress: twice in a row it is moved inwards.
            var margin = 0.1 * (right - left);
            var near = next - left < margin || right - next < margin;
            if (near && (stuck || next <= left || next >= right)) next = next - left < right - next ? left + margin : right - margin;
            stuck = near && !stuck;

            var point = At(next);
            evaluations++;
            if (TooHigh(point) || point.Loss >= low.Loss)
            {
                high = point;
                continue;
            }
            if (FlatEnough(point)) return (point.Length, point.Loss, point.Gradient);
            if (point.Slope * (high.Length - low.Length) >= 0) high = low;
            low = point;
        }
        return (low.Length, low.Loss, low.Gradient);
    }

    // The minimum of the cubic through two points with their slopes, kept within bounds; their middle where there is none.
    private static double Minimum(Point a, Point b, double least, double most)
    {
        if (a.Length > b.Length) (a, b) = (b, a);
        var d1 = a.Slope + b.Slope - 3 * (a.Loss - b.Loss) / (a.Length - b.Length);
        var inside = d1 * d1 - a.Slope * b.Slope;
        var d2 = Math.Sqrt(inside);
        var minimum = b.Length - (b.Length - a.Length) * ((b.Slope + d2 - d1) / (b.Slope - a.Slope + 2 * d2));
        return inside >= 0 && double.IsFinite(minimum) ? Math.Clamp(minimum, least, most) : (least + most) / 2;
    }
}
