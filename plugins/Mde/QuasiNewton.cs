namespace Glassbox.Plugins;

/// <summary>
/// Limited-memory BFGS on the maps that a constraint allows: directions are made from projected slopes, and each step is projected back (Agrawal, Ali and Boyd 2021, section 6). Sums run in one order, on one
/// thread.
/// </summary>
internal static class QuasiNewton
{
    private const int Memory = 10, MostHalvings = 40;
    private const double SufficientDecrease = 1e-4;

    /// <summary>Lowers an average distortion.</summary>
    /// <param name="x">An allowed map, moved in place.</param>
    /// <param name="sum">What to lower.</param>
    /// <param name="constraint">Which maps are allowed.</param>
    /// <param name="iterations">How many steps at most.</param>
    /// <param name="tolerance">The length of the projected slope at which to stop.</param>
    /// <param name="run">Is told of progress.</param>
    /// <returns>The average distortion, and the length of the projected slope, at the end.</returns>
    public static (double Distortion, double Slope) Minimise(double[] x, DistortionSum sum, Constraint constraint, int iterations, double tolerance, Run run)
    {
        var (gradient, nextGradient, next, direction) = (new double[x.Length], new double[x.Length], new double[x.Length], new double[x.Length]);
        var value = sum.At(x, gradient);
        constraint.ProjectTangent(x, gradient);
        var pairs = new LinkedList<(double[] Move, double[] Change, double Product)>();
        // Arrays that no pair holds: a hundred steps need no more of them than the pairs that are remembered.
        var free = new Stack<(double[] Move, double[] Change)>();
        for (var i = 0; i < iterations; i++)
        {
            run.Step(i, iterations, "iterations");
            if (Math.Sqrt(Dot(gradient, gradient)) <= tolerance) break;
            Direct(direction, gradient, pairs);
            constraint.ProjectTangent(x, direction);
            var slope = Dot(direction, gradient);
            if (slope >= 0)
            {
                // Transport between maps is not exact: start anew from steepest descent.
                foreach (var pair in pairs) free.Push((pair.Move, pair.Change));
                pairs.Clear();
                Direct(direction, gradient, pairs);
                slope = Dot(direction, gradient);
            }

            var (step, nextValue, found) = (1.0, value, false);
            for (var halving = 0; halving < MostHalvings && !found; halving++, step /= 2)
            {
                for (var k = 0; k < x.Length; k++) next[k] = x[k] + step * direction[k];
                constraint.Project(next);
                nextValue = sum.At(next, nextGradient);
                found = nextValue <= value + SufficientDecrease * step * slope;
            }
            if (!found) break;
            constraint.ProjectTangent(next, nextGradient);

            var (move, change) = free.TryPop(out var unused) ? unused : (new double[x.Length], new double[x.Length]);
            for (var k = 0; k < x.Length; k++) (move[k], change[k]) = (next[k] - x[k], nextGradient[k] - gradient[k]);
            var product = Dot(move, change);
            if (product > 1e-12 * Math.Sqrt(Dot(move, move) * Dot(change, change)))
            {
                pairs.AddLast((move, change, product));
                if (pairs.Count > Memory)
                {
                    free.Push((pairs.First!.Value.Move, pairs.First.Value.Change));
                    pairs.RemoveFirst();
                }
            }
            else
            {
                free.Push((move, change));
            }
            next.CopyTo(x, 0);
            (gradient, nextGradient, value) = (nextGradient, gradient, nextValue);
        }
        run.Step(iterations, iterations, "iterations");
        return (value, Math.Sqrt(Dot(gradient, gradient)));
    }

    /// <summary>Writes minus the inverse Hessian, as the pairs know it, times the slope to a direction (Nocedal and Wright 2006, algorithm 7.4).</summary>
    private static void Direct(double[] direction, double[] gradient, LinkedList<(double[] Move, double[] Change, double Product)> pairs)
    {
        for (var k = 0; k < direction.Length; k++) direction[k] = -gradient[k];
        var weights = new Stack<double>();
        for (var pair = pairs.Last; pair is not null; pair = pair.Previous)
        {
            var weight = Dot(pair.Value.Move, direction) / pair.Value.Product;
            weights.Push(weight);
            Add(direction, -weight, pair.Value.Change);
        }
        // At first a step moves a point by a tenth, on average; later by what the last step says of the curvature.
        var scale = pairs.Last is { Value: var last }
            ? last.Product / Dot(last.Change, last.Change)
            : 0.1 * Math.Sqrt(gradient.Length / Dot(gradient, gradient));
        for (var k = 0; k < direction.Length; k++) direction[k] *= scale;
        for (var pair = pairs.First; pair is not null; pair = pair.Next)
            Add(direction, weights.Pop() - Dot(pair.Value.Change, direction) / pair.Value.Product, pair.Value.Move);
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void Add(double[] to, double factor, double[] values)
    {
        for (var i = 0; i < to.Length; i++) to[i] += factor * values[i];
    }
}
