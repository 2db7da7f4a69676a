using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>What maps are allowed (Agrawal, Ali and Boyd 2021, section 2.3).</summary>
internal abstract class Constraint
{
    /// <summary>Moves a map to the nearest that is allowed, in place.</summary>
    /// <param name="x">The map, point after point: N d numbers.</param>
    public abstract void Project(double[] x);

    /// <summary>Takes from a direction, in place, what would leave the maps allowed.</summary>
    /// <param name="x">An allowed map.</param>
    /// <param name="direction">N d numbers.</param>
    public abstract void ProjectTangent(double[] x, double[] direction);

    /// <summary>How far a map is from being allowed, and in what words.</summary>
    public abstract Check Check(double[] x);

    /// <summary>The mean of all places is the origin.</summary>
    public sealed class Centred(int dimensions) : Constraint
    {
        public override void Project(double[] x) => Centre(x, dimensions);

        public override void ProjectTangent(double[] x, double[] direction) => Centre(direction, dimensions);

        public override Check Check(double[] x) => new("the mean of the places is the origin", Mean(x, dimensions).Max(Math.Abs) / x.Max(Math.Abs), 1e-9);
    }

    /// <summary>The mean of all places is the origin, and their covariance is the identity.</summary>
    public sealed class Standardised(int dimensions) : Constraint
    {
        public override void Project(double[] x)
        {
            Centre(x, dimensions);
            // The nearest is X (X^T X / N)^-1/2.
            using var scope = NewDisposeScope();
            using var one = new SingleThread();
            var (values, vectors) = linalg.eigh(Covariance(x, x));
            var root = vectors.matmul(diag(values.clamp_min(1e-300).rsqrt())).matmul(vectors.t());
            Multiply(x, root);
        }

        public override void ProjectTangent(double[] x, double[] direction)
        {
            Centre(direction, dimensions);
            using var scope = NewDisposeScope();
            var across = Covariance(x, direction);
            var outward = (double[])x.Clone();
            Multiply(outward, (across + across.t()) / 2);
            for (var i = 0; i < direction.Length; i++) direction[i] -= outward[i];
        }

        public override Check Check(double[] x)
        {
            using var scope = NewDisposeScope();
            return new("the places have mean zero and covariance one",
                Math.Max(Mean(x, dimensions).Max(Math.Abs), (Covariance(x, x) - eye(dimensions, dtype: ScalarType.Float64)).abs().max().ToDouble()), 1e-6);
        }

        /// <summary>X^T Y / N</summary>
        private Tensor Covariance(double[] x, double[] y)
        {
            var sums = new double[dimensions * dimensions];
            for (var i = 0; i < x.Length; i += dimensions)
                for (var a = 0; a < dimensions; a++)
                    for (var b = 0; b < dimensions; b++) sums[a * dimensions + b] += x[i + a] * y[i + b];
            return tensor(sums, [dimensions, dimensions]) * ((double)dimensions / x.Length);
        }

        private void Multiply(double[] x, Tensor matrix)
        {
            var m = matrix.contiguous().data<double>().ToArray();
            var row = new double[dimensions];
            for (var i = 0; i < x.Length; i += dimensions)
            {
                Array.Copy(x, i, row, 0, dimensions);
                for (var b = 0; b < dimensions; b++)
                {
                    x[i + b] = 0;
                    for (var a = 0; a < dimensions; a++) x[i + b] += row[a] * m[a * dimensions + b];
                }
            }
        }
    }

    /// <summary>Some points stay where they are put.</summary>
    /// <param name="points">Which.</param>
    /// <param name="places">Where, point after point.</param>
    /// <param name="dimensions">The map's dimensions.</param>
    public sealed class Anchored(long[] points, double[] places, int dimensions) : Constraint
    {
        public override void Project(double[] x)
        {
            for (var i = 0; i < points.Length; i++) places.AsSpan(i * dimensions, dimensions).CopyTo(x.AsSpan((int)points[i] * dimensions));
        }

        public override void ProjectTangent(double[] x, double[] direction)
        {
            foreach (var point in points) direction.AsSpan((int)point * dimensions, dimensions).Clear();
        }

        public override Check Check(double[] x) => new("anchored points are where they were put",
            points.Select((point, i) => Enumerable.Range(0, dimensions).Max(a => Math.Abs(x[point * dimensions + a] - places[i * dimensions + a]))).Max(), 0);
    }

    private static double[] Mean(double[] x, int dimensions)
    {
        var mean = new double[dimensions];
        for (var i = 0; i < x.Length; i++) mean[i % dimensions] += x[i];
        for (var a = 0; a < dimensions; a++) mean[a] /= x.Length / dimensions;
        return mean;
    }

    private static void Centre(double[] x, int dimensions)
    {
        var mean = Mean(x, dimensions);
        for (var i = 0; i < x.Length; i++) x[i] -= mean[i % dimensions];
    }
}
