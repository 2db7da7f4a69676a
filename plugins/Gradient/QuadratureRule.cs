namespace Glassbox.Plugins;

/// <summary>The points in [0, 1] and weights of a <see cref="Quadrature"/>.</summary>
internal sealed record QuadratureRule(double[] Points, double[] Weights)
{
    public static QuadratureRule Of(Quadrature quadrature, int n) => quadrature switch
    {
        Quadrature.GaussLegendre => GaussLegendre(n),
        Quadrature.Trapezoid => new(Each(n + 1, i => (double)i / n), Each(n + 1, i => (i == 0 || i == n ? 0.5 : 1.0) / n)),
        Quadrature.RiemannMiddle => new(Each(n, i => (i + 0.5) / n), Each(n, _ => 1.0 / n)),
        Quadrature.RiemannLeft => new(Each(n, i => (double)i / n), Each(n, _ => 1.0 / n)),
        Quadrature.RiemannRight => new(Each(n, i => (i + 1.0) / n), Each(n, _ => 1.0 / n)),
        Quadrature.CaptumTrapezoid when n > 1 => new(Each(n, i => i / (n - 1.0)), Each(n, i => (i == 0 || i == n - 1 ? 0.5 : 1.0) / n)),
        Quadrature.CaptumTrapezoid => throw new GlassboxException("Captum's trapezoid needs at least 2 steps."),
        _ => throw new ArgumentOutOfRangeException(nameof(quadrature)),
    };

    private static double[] Each(int n, Func<int, double> value) => [.. Enumerable.Range(0, n).Select(value)];

    /// <summary>The roots of the Legendre polynomial P_n by Newton's method, with weights 2 / ((1 - x^2) P_n'(x)^2), moved from [-1, 1] to [0, 1].</summary>
    private static QuadratureRule GaussLegendre(int n)
    {
        var (points, weights) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            var x = Math.Cos(Math.PI * (n - i - 0.25) / (n + 0.5));
            var (step, slope) = (1.0, 0.0);
            for (var iteration = 0; Math.Abs(step) > 1e-14 && iteration < 100; iteration++)
            {
                (var value, slope) = Legendre(n, x);
                x -= step = value / slope;
            }
            (points[i], weights[i]) = ((x + 1) / 2, 1 / ((1 - x * x) * slope * slope));
        }
        return new(points, weights);
    }

    /// <summary>P_n(x) and its derivative, by the three-term recurrence.</summary>
    private static (double Value, double Slope) Legendre(int n, double x)
    {
        var (before, value) = (1.0, x);
        for (var k = 2; k <= n; k++)
            (before, value) = (value, ((2 * k - 1) * x * value - (k - 1) * before) / k);
        return (value, n * (x * value - before) / (x * x - 1));
    }
}
