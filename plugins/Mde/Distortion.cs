namespace Glassbox.Plugins;

/// <summary>What a distance on the map costs, and how the cost changes with it, for pairs that carry a number: a weight or the distance wanted.</summary>
internal abstract class Distortion
{
    /// <summary>Weight times squared distance.</summary>
    public static readonly Distortion Quadratic = new QuadraticDistortion();

    /// <summary>The difference from the distance wanted.</summary>
    public static readonly Distortion Absolute = new AbsoluteDistortion();

    /// <summary>The squared difference from the distance wanted.</summary>
    public static readonly Distortion Squared = new SquaredDistortion();

    /// <summary>Pairs of positive weight attract, <c>w log(1 + d^1.5)</c>; pairs of negative weight repel, <c>w log(1 - exp(-d))</c> (Agrawal, Ali and Boyd 2021, section 4.2).</summary>
    public static readonly Distortion PushAndPull = new PushAndPullDistortion();

    /// <summary>The cost and its slope.</summary>
    /// <param name="distance">On the map, more than zero.</param>
    /// <param name="number">The pair's weight, or the distance wanted.</param>
    public abstract (double Cost, double Slope) At(double distance, double number);

    private sealed class QuadraticDistortion : Distortion
    {
        public override (double Cost, double Slope) At(double distance, double number) => (number * distance * distance, 2 * number * distance);
    }

    private sealed class AbsoluteDistortion : Distortion
    {
        public override (double Cost, double Slope) At(double distance, double number) => (Math.Abs(distance - number), Math.Sign(distance - number));
    }

    private sealed class SquaredDistortion : Distortion
    {
        public override (double Cost, double Slope) At(double distance, double number) => ((distance - number) * (distance - number), 2 * (distance - number));
    }

    private sealed class PushAndPullDistortion : Distortion
    {
        public override (double Cost, double Slope) At(double distance, double number)
        {
            if (number < 0) return (number * Math.Log(-Expm1(-distance)), number / Expm1(distance));
            var root = Math.Sqrt(distance);
            return (number * Math.Log(1 + distance * root), number * 1.5 * root / (1 + distance * root));
        }

        /// <summary>exp(x) - 1 without loss for small x.</summary>
        private static double Expm1(double x)
        {
            var u = Math.Exp(x);
            return u == 1 ? x : Math.Abs(x) > 1 ? u - 1 : (u - 1) * x / Math.Log(u);
        }
    }
}
