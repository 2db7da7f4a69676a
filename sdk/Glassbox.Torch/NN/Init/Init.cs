using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills tensors in place with the first values of training, outside autograd.</summary>
        public static class init
        {
            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            /// <summary>The factor that keeps a signal's variance through a non-linearity.</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            /// <summary>How many inputs each output of a weight [O, I, K..] has, and how many outputs each input.</summary>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2) throw new ArgumentException($"A fan needs at least two dimensions, not [{string.Join(", ", shape)}].");
                var window = shape.Skip(2).Aggregate(1L, (a, b) => a * b);
                return (shape[1] * window, shape[0] * window);
            }

            [ThreadStatic] private static bool unset;

            /// <summary>Until it is disposed of, draws on this thread leave tensors as they are: for layers whose values are about to be read from a file.</summary>
            internal static IDisposable LeaveUnset() => new Unset();

            private sealed class Unset : IDisposable
            {
                private readonly bool before = unset;
                public Unset() => unset = true;
                public void Dispose() => unset = before;
            }

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                if (unset) return tensor;
                using (no_grad()) return tensor.uniform_(low, high, generator);
            }

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                if (unset) return tensor;
                using (no_grad()) return tensor.normal_(mean, std, generator);
            }

            /// <summary>Normal draws kept within [<paramref name="a"/>, <paramref name="b"/>], by the inverse of the distribution function.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null)
            {
                using (no_grad())
                {
                    using var bounds = torch.tensor(new[] { (a - mean) / (std * Math.Sqrt(2)), (b - mean) / (std * Math.Sqrt(2)) }).erf();
                    var (low, high) = (bounds[0].ToDouble(), bounds[1].ToDouble());
                    return tensor.uniform_(low, high, generator).erfinv_().mul_(std * Math.Sqrt(2)).add_(mean).clamp_(a, b);
                }
            }

            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using (no_grad()) return tensor.fill_(val);
            }

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.dim() != 2) throw new ArgumentException($"eye_ needs a matrix, not [{string.Join(", ", tensor.shape)}].");
                using (no_grad())
                {
                    using var identity = eye(tensor.size(0), tensor.size(1), tensor.dtype, tensor.device);
                    return tensor.copy_(identity);
                }
            }

            /// <summary>The convolution [O, I, K..] that passes its channels through.</summary>
            public static Tensor dirac_(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length is < 3 or > 5) throw new ArgumentException($"dirac_ needs a convolution's weight, not [{string.Join(", ", shape)}].");
                using (no_grad())
                {
                    tensor.zero_();
                    var middle = shape.Skip(2).Select(k => (TensorIndex)(k / 2)).ToArray();
                    for (var c = 0L; c < Math.Min(shape[0], shape[1]); c++) tensor[[c, c, .. middle]] = 1;
                    return tensor;
                }
            }

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return normal_(tensor, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
            }

            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * Deviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, Deviation(tensor, a, mode, nonlinearity));

            private static double Deviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            /// <summary>A (semi-)orthogonal matrix; dimensions after the first are taken as one.</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                if (tensor.dim() < 2) throw new ArgumentException($"orthogonal_ needs at least two dimensions, not [{string.Join(", ", tensor.shape)}].");
                using (no_grad())
                using (NewDisposeScope())
                {
                    var rows = tensor.size(0);
                    var drawn = randn([rows, tensor.numel() / rows], tensor.dtype, tensor.device);
                    var tall = rows < drawn.size(1) ? drawn.t() : drawn;
                    var (q, r) = linalg.qr(tall);
                    // The signs of R's diagonal make the draw uniform over orthogonal matrices.
                    q *= r.diagonal().sign();
                    return tensor.copy_((rows < drawn.size(1) ? q.t() : q).reshape(tensor.shape)).mul_(gain);
                }
            }

            /// <summary>Normal draws with a share <paramref name="sparsity"/> of each column set to zero.</summary>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                if (tensor.dim() != 2) throw new ArgumentException($"sparse_ needs a matrix, not [{string.Join(", ", tensor.shape)}].");
                using (no_grad())
                using (NewDisposeScope())
                {
                    var (rows, columns) = (tensor.size(0), tensor.size(1));
                    tensor.normal_(0, std);
                    var order = rand([rows, columns], device: tensor.device).argsort(0);
                    return tensor.masked_fill_(order < (long)Math.Ceiling(sparsity * rows), 0);
                }
            }

            /// <summary>PyTorch's start for linear layers and convolutions: weight and bias uniform within one over the root of the fan-in.</summary>
            internal static void Uniform(Parameter weight, Parameter? bias)
            {
                kaiming_uniform_(weight, Math.Sqrt(5));
                if (bias is null) return;
                var bound = 1 / Math.Sqrt(CalculateFanInAndFanOut(weight).fanIn);
                uniform_(bias, -bound, bound);
            }
        }
    }
}
