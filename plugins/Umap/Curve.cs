namespace Glassbox.Plugins;

/// <summary>
/// The similarity of points on the map, <c>1 / (1 + a d^2b)</c>, fitted by least squares to one up to the minimum distance and an exponential fall beyond it (McInnes, Healy and Melville 2018,
/// section 4.3).
/// </summary>
internal readonly record struct Curve(double A, double B)
{
    private const int Samples = 300, MostIterations = 200;

    /// <summary>Fits a and b by the method of Levenberg and Marquardt, from 1 and 1.</summary>
    /// <param name="minimumDistance">How near points may come.</param>
    /// <param name="spread">The scale of the fall: <c>exp(-(d - minimumDistance) / spread)</c>.</param>
    public static Curve Fit(double minimumDistance, double spread)
    {
        var distances = Enumerable.Range(0, Samples).Select(i => 3 * spread * i / (Samples - 1)).ToArray();
        var wanted = distances.Select(d => d < minimumDistance ? 1 : Math.Exp(-(d - minimumDistance) / spread)).ToArray();
        double Error(Curve curve) => distances.Zip(wanted, (d, w) => Math.Pow(curve.At(d) - w, 2)).Sum();

        var (curve, damping) = (new Curve(1, 1), 1e-3);
        for (var i = 0; i < MostIterations; i++)
        {
            var (aa, ab, bb, ra, rb) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (var s = 1; s < Samples; s++)
            {
                var power = Math.Pow(distances[s], 2 * curve.B);
                var value = 1 / (1 + curve.A * power);
                var (slopeA, slopeB) = (-value * value * power, -value * value * curve.A * power * 2 * Math.Log(distances[s]));
                var missing = wanted[s] - value;
                aa += slopeA * slopeA;
                ab += slopeA * slopeB;
                bb += slopeB * slopeB;
                ra += slopeA * missing;
                rb += slopeB * missing;
            }
            var (da, db) = (aa * (1 + damping), bb * (1 + damping));
            var determinant = da * db - ab * ab;
            var step = new Curve(curve.A + (db * ra - ab * rb) / determinant, curve.B + (da * rb - ab * ra) / determinant);
            if (step.A > 0 && step.B > 0 && Error(step) <= Error(curve))
            {
                var moved = Math.Abs(step.A - curve.A) + Math.Abs(step.B - curve.B);
                (curve, damping) = (step, damping / 10);
                if (moved < 1e-12) break;
            }
            else
            {
                damping *= 10;
            }
        }
        return curve;
    }

    /// <summary>The similarity at a distance.</summary>
    public double At(double distance) => 1 / (1 + A * Math.Pow(distance, 2 * B));
}
