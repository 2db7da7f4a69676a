namespace Glassbox.Plugins;

/// <summary>A rule that approximates an integral over [0, 1] by a weighted sum over points.</summary>
public enum Quadrature
{
    /// <summary>Gauss-Legendre: n points, exact for polynomials up to degree 2n-1.</summary>
    GaussLegendre,

    /// <summary>n intervals, n+1 points; both ends weigh half.</summary>
    Trapezoid,

    /// <summary>n intervals, the point in the middle of each.</summary>
    RiemannMiddle,

    /// <summary>n intervals, the left end of each.</summary>
    RiemannLeft,

    /// <summary>n intervals, the right end of each.</summary>
    RiemannRight,

    /// <summary>What Captum calls riemann_trapezoid: n points whose weights sum to (n-1)/n, so that attributions are too small by that factor. For comparison with it only.</summary>
    CaptumTrapezoid,
}
