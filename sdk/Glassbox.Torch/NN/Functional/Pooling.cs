using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // A stride left out equals the kernel's size.
        public static partial class functional
        {
            public static Tensor max_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Dispatcher.Call("aten::max_pool1d", input, One(kernel_size, 0), One(stride, kernel_size), One(padding, 0), One(dilation, 1), ceil_mode);
            public static (Tensor output, Tensor indices) max_pool1d_with_indices(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Dispatcher.Call2("aten::max_pool1d_with_indices", input, One(kernel_size, 0), One(stride, kernel_size), One(padding, 0), One(dilation, 1), ceil_mode);

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Dispatcher.Call("aten::max_pool2d", input, kernel_size, strides ?? kernel_size, padding ?? [0, 0], dilation ?? [1, 1], ceil_mode);
            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Two(kernel_size), Two(stride), Two(padding), Two(dilation), ceil_mode);
            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Two(kernel_size), Two(stride), Two(padding), Two(dilation), ceil_mode);
            /// <summary>The maxima, and where in each input plane they were.</summary>
            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Dispatcher.Call2("aten::max_pool2d_with_indices", input, kernel_size, strides ?? kernel_size, padding ?? [0, 0], dilation ?? [1, 1], ceil_mode);

            public static Tensor max_pool3d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Dispatcher.Call("aten::max_pool3d", input, kernel_size, strides ?? kernel_size, padding ?? [0, 0, 0], dilation ?? [1, 1, 1], ceil_mode);
            public static (Tensor output, Tensor indices) max_pool3d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Dispatcher.Call2("aten::max_pool3d_with_indices", input, kernel_size, strides ?? kernel_size, padding ?? [0, 0, 0], dilation ?? [1, 1, 1], ceil_mode);

            /// <summary>Puts pooled values back where they came from, zeros elsewhere. [N, C, L] and the indices of the pooling.</summary>
            public static Tensor max_unpool1d(Tensor input, Tensor indices, long kernel_size, long? stride = null, long? padding = null, long[]? output_size = null)
            {
                using var flat = input.unsqueeze(-2);
                using var flatIndices = indices.unsqueeze(-2);
                using var unpooled = Dispatcher.Call("aten::max_unpool2d", flat, flatIndices, (long[])[1, .. Unpooled(input, [kernel_size], stride is { } s ? [s] : null, padding is { } p ? [p] : null, output_size)]);
                return unpooled.squeeze(-2);
            }

            /// <summary>Puts pooled values back where they came from, zeros elsewhere. [N, C, H, W] and the indices of the pooling.</summary>
            public static Tensor max_unpool2d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null) =>
                Dispatcher.Call("aten::max_unpool2d", input, indices, Unpooled(input, kernel_size, stride, padding, output_size));

            public static Tensor max_unpool3d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null) =>
                Dispatcher.Call("aten::max_unpool3d", input, indices, Unpooled(input, kernel_size, stride, padding, output_size), stride ?? kernel_size, padding ?? [0, 0, 0]);

            // The size that pooling started from, when no window was cut short.
            private static long[] Unpooled(Tensor input, long[] kernel, long[]? stride, long[]? padding, long[]? wanted)
            {
                var sizes = input.shape.AsSpan()[^kernel.Length..];
                if (wanted is not null) return wanted[^kernel.Length..];
                var full = new long[kernel.Length];
                for (var d = 0; d < full.Length; d++) full[d] = (sizes[d] - 1) * (stride ?? kernel)[d] - 2 * (padding?[d] ?? 0) + kernel[d];
                return full;
            }

            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                Dispatcher.Call("aten::avg_pool1d", input, One(kernel_size, 0), One(stride, kernel_size), One(padding, 0), ceil_mode, count_include_pad);
            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                Dispatcher.Call("aten::avg_pool2d", input, kernel_size, stride ?? kernel_size, padding ?? [0, 0], ceil_mode, count_include_pad, divisor_override);
            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, Two(kernel_size), Two(stride), Two(padding), ceil_mode, count_include_pad, divisor_override);
            public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, Two(kernel_size), Two(stride), Two(padding), ceil_mode, count_include_pad, divisor_override);
            public static Tensor avg_pool3d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                Dispatcher.Call("aten::avg_pool3d", input, kernel_size, stride ?? kernel_size, padding ?? [0, 0, 0], ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) => Dispatcher.Call("aten::adaptive_avg_pool1d", input, One(output_size, 0));
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Dispatcher.Call("aten::adaptive_avg_pool2d", input, output_size);
            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => adaptive_avg_pool2d(input, Two(output_size));
            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, Two(output_size));
            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) => Dispatcher.Call("aten::adaptive_avg_pool3d", input, output_size);
            public static Tensor adaptive_avg_pool3d(Tensor input, (long, long, long) output_size) => adaptive_avg_pool3d(input, Three(output_size));
            public static Tensor adaptive_avg_pool3d(Tensor input, long output_size) => adaptive_avg_pool3d(input, Three(output_size));

            public static (Tensor Values, Tensor Indices) adaptive_max_pool1d_with_indices(Tensor input, long output_size) => Dispatcher.Call2("aten::adaptive_max_pool1d", input, One(output_size, 0));
            public static (Tensor Values, Tensor Indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size) => Dispatcher.Call2("aten::adaptive_max_pool2d", input, output_size);
            public static (Tensor Values, Tensor Indices) adaptive_max_pool3d_with_indices(Tensor input, long[] output_size) => Dispatcher.Call2("aten::adaptive_max_pool3d", input, output_size);
            public static Tensor adaptive_max_pool1d(Tensor input, long output_size) => First(adaptive_max_pool1d_with_indices(input, output_size));
            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size) => First(adaptive_max_pool2d_with_indices(input, output_size));
            public static Tensor adaptive_max_pool3d(Tensor input, long[] output_size) => First(adaptive_max_pool3d_with_indices(input, output_size));

            private static Tensor First((Tensor Values, Tensor Indices) pooled)
            {
                pooled.Indices.Dispose();
                return pooled.Values;
            }

            /// <summary>The root of order <paramref name="norm_type"/> of each window's sum of powers.</summary>
            public static Tensor lp_pool1d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
            {
                using var scope = NewDisposeScope();
                return Root(avg_pool1d(input.pow(norm_type), kernel_size, stride, ceil_mode: ceil_mode), norm_type, kernel_size).MoveToOuterDisposeScope();
            }

            public static Tensor lp_pool2d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
            {
                using var scope = NewDisposeScope();
                return Root(avg_pool2d(input.pow(norm_type), kernel_size, stride, ceil_mode: ceil_mode), norm_type, kernel_size[0] * kernel_size[1]).MoveToOuterDisposeScope();
            }

            public static Tensor lp_pool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) =>
                lp_pool2d(input, norm_type, Two(kernel_size), Two(stride), ceil_mode);

            private static Tensor Root(Tensor mean, double order, long count) => mean.mul(count).pow(1 / order);
        }
    }
}
