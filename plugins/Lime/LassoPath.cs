using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The whole path of the lasso, min 1/2 |b - A beta|^2 + lambda |beta|_1, from the lambda above which beta is zero downwards:
/// least angle regression with the lasso modification (Efron et al. 2004). Between knots the path is straight, so every solution on it is exact.
/// </summary>
internal static class LassoPath
{
    /// <summary>Where the path bends.</summary>
    /// <param name="Lambda">The penalty.</param>
    /// <param name="Coefficients">The solution for it: <c>[d]</c>.</param>
    public sealed record Knot(double Lambda, double[] Coefficients)
    {
        public int[] Support => [.. Enumerable.Range(0, Coefficients.Length).Where(j => Coefficients[j] != 0)];
    }

    /// <summary>Walks down the path; the last knot is the solution for <paramref name="lambda"/>.</summary>
    /// <param name="design">A: <c>[n, d]</c> of Float64.</param>
    /// <param name="response">b: <c>[n]</c> of Float64.</param>
    /// <param name="lambda">Where to end.</param>
    public static IEnumerable<Knot> Walk(Tensor design, Tensor response, double lambda = 0)
    {
        var features = (int)design.size(1);
        var coefficients = new double[features];
        var squares = Squares(design);
        // A^T (b - A beta): the size of each feature's correlation with what is left.
        var correlations = Correlations(design, response);
        var dependent = new bool[features];
        var active = new List<int>();
        var dropped = -1;

        var first = LargestMagnitude(correlations);
        var level = Math.Abs(correlations[first]);
        yield return new Knot(Math.Max(level, lambda), (double[])coefficients.Clone());
        if (level <= lambda || level == 0) yield break;
        var rounding = 1e-12 * level;
        active.Add(first);

        while (true)
        {
            var signs = active.Select(j => (double)Math.Sign(correlations[j])).ToArray();
            // Along this direction the correlations of all active features shrink at the same rate, 1.
            var (direction, slopes) = Equiangular(design, active, signs);
            var (step, joins, leaves) = (level - lambda, -1, -1);
            var end = step - rounding;
            for (var j = 0; j < features; j++)
            {
                if (dependent[j] || active.Contains(j)) continue;
                var (fromBelow, fromAbove) = (Meeting(level - correlations[j], 1 - slopes[j]), Meeting(level + correlations[j], 1 + slopes[j]));
                // A feature that has just left is still at the bound it left from: it can only come back at the other.
                var meeting = j != dropped ? Math.Min(fromBelow, fromAbove) : correlations[j] > 0 ? fromAbove : fromBelow;
                if (meeting < Math.Min(step, end)) (step, joins) = (meeting, j);
            }
            for (var k = 0; k < active.Count; k++)
            {
                var crossing = -coefficients[active[k]] / direction[k];
                if (crossing > 0 && crossing < Math.Min(step, end)) (step, joins, leaves) = (crossing, -1, k);
            }

            for (var k = 0; k < active.Count; k++) coefficients[active[k]] += step * direction[k];
            for (var j = 0; j < features; j++) correlations[j] -= step * slopes[j];
            level -= step;
            dropped = -1;
            if (leaves >= 0)
            {
                dropped = active[leaves];
                coefficients[dropped] = 0;
                active.RemoveAt(leaves);
            }
            yield return new Knot(joins < 0 && leaves < 0 ? lambda : level, (double[])coefficients.Clone());
            if (joins < 0 && leaves < 0) yield break;
            if (joins < 0) continue;
            if (Independent(design, active, joins, squares[joins])) active.Add(joins);
            else dependent[joins] = true;
        }
    }

    /// <summary>How far to go until a gap that closes at this rate is closed.</summary>
    private static double Meeting(double gap, double rate) => rate > 1e-12 ? Math.Max(gap, 0) / rate : double.PositiveInfinity;

    private static int LargestMagnitude(double[] values)
    {
        var largest = 0;
        for (var j = 1; j < values.Length; j++)
            if (Math.Abs(values[j]) > Math.Abs(values[largest])) largest = j;
        return largest;
    }

    private static double[] Squares(Tensor design)
    {
        using var scope = NewDisposeScope();
        return (design * design).sum(0).data<double>().ToArray();
    }

    private static double[] Correlations(Tensor design, Tensor residual)
    {
        using var scope = NewDisposeScope();
        return design.T.mv(residual).data<double>().ToArray();
    }

    /// <summary>The direction of the active coefficients, <c>[active]</c>, and at what rate every feature's correlation falls along it, <c>[d]</c>.</summary>
    private static (double[] Direction, double[] Slopes) Equiangular(Tensor design, List<int> active, double[] signs)
    {
        using var scope = NewDisposeScope();
        var chosen = Columns(design, active);
        var direction = linalg.solve(chosen.T.matmul(chosen), tensor(signs).unsqueeze(1));
        var slopes = design.T.matmul(chosen.matmul(direction));
        return (direction.flatten().data<double>().ToArray(), slopes.flatten().data<double>().ToArray());
    }

    /// <summary>Whether a column is more than a combination of the active ones.</summary>
    private static bool Independent(Tensor design, List<int> active, int candidate, double square)
    {
        using var scope = NewDisposeScope();
        var chosen = Columns(design, active);
        var column = design.narrow(1, candidate, 1);
        var explained = chosen.matmul(linalg.solve(chosen.T.matmul(chosen), chosen.T.matmul(column)));
        var left = column - explained;
        return (left * left).sum().item<double>() > 1e-10 * square;
    }

    private static Tensor Columns(Tensor design, List<int> columns) => design.index_select(1, tensor(columns.Select(j => (long)j).ToArray()));
}
