using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Over each channel: with the batch's statistics in training, and with the running ones otherwise. [N, C, ..]</summary>
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                Dispatcher.Call("aten::batch_norm", input, weight, bias, running_mean, running_var, training, momentum, eps, true);
            public static Tensor instance_norm(Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null, bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5) =>
                Dispatcher.Call("aten::instance_norm", input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, true);
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Dispatcher.Call("aten::layer_norm", input, normalized_shape, weight, bias, eps, true);
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Dispatcher.Call("aten::group_norm", input, num_groups, weight, bias, eps, true);

            /// <summary>Divides by a norm over neighbouring channels: <c>x / (k + alpha / size * sum x^2)^beta</c>.</summary>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1)
            {
                using var scope = NewDisposeScope();
                var shape = input.shape;
                if (shape.Length < 3) throw new ArgumentException($"local_response_norm needs [N, C, L] or more dimensions, not [{string.Join(", ", shape)}].");
                var squares = input.square().reshape(shape[0], 1, shape[1], -1);
                var padded = pad(squares, [0, 0, size / 2, (size - 1) / 2]);
                var mean = avg_pool2d(padded, [size, 1], [1, 1]).reshape(shape);
                return input.div((mean * alpha + k).pow(beta)).MoveToOuterDisposeScope();
            }

            /// <summary>Divides by the p-norm over a dimension, or by <paramref name="eps"/> where the norm is smaller.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using var scope = NewDisposeScope();
                return input.div(input.norm((int)dim, keepdim: true, (float)p).clamp_min(eps)).MoveToOuterDisposeScope();
            }
        }
    }
}
