using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public enum UpsampleMode
    {
        Nearest = 0,
        Linear = 1,
        Bilinear = 2,
        Bicubic = 3,
        Trilinear = 4,
    }

    /// <summary>How values between samples are found. Nearest keeps an old bug of PyTorch's (and OpenCV's) half-pixel offset; NearestExact is right.</summary>
    public enum InterpolationMode
    {
        Nearest = 0,
        Linear = 1,
        Bilinear = 2,
        Bicubic = 3,
        Trilinear = 4,
        Area = 5,
        NearestExact = 6,
    }

    public enum GridSampleMode
    {
        Nearest = 0,
        Bilinear = 2,
        Bicubic = 3,
    }

    public enum GridSamplePaddingMode
    {
        Zeros = 0,
        Reflection = 1,
        Border = 2,
    }

    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// Resizes [N, C, L], [N, C, H, W] or [N, C, D, H, W] to <paramref name="size"/>, or by <paramref name="scale_factor"/>.
            /// </summary>
            /// <param name="x">The images.</param>
            /// <param name="size">The size to reach, one number a spatial dimension.</param>
            /// <param name="scale_factor">The factors, one for all or one a spatial dimension.</param>
            /// <param name="mode">How values between samples are found.</param>
            /// <param name="align_corners">Whether the corners' centres stay in place (linear and cubic modes only).</param>
            /// <param name="recompute_scale_factor">Whether the factors are worked out anew from the rounded size.</param>
            /// <param name="antialias">Whether shrinking averages (bilinear and bicubic on images only).</param>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                var shape = x.shape;
                var spatial = shape.Length - 2;
                if (spatial is < 1 or > 3) throw new ArgumentException($"interpolate needs [N, C, ..] with one to three spatial dimensions, not [{string.Join(", ", shape)}].");
                if ((size is null) == (scale_factor is null)) throw new ArgumentException("interpolate needs a size or a scale_factor, and not both.");
                if (size is { Length: 1 } && spatial > 1) size = [.. Enumerable.Repeat(size[0], spatial)];
                if (scale_factor is { Length: 1 } && spatial > 1) scale_factor = [.. Enumerable.Repeat(scale_factor[0], spatial)];
                if ((size?.Length ?? scale_factor!.Length) != spatial) throw new ArgumentException($"interpolate got {size?.Length ?? scale_factor!.Length} numbers for {spatial} spatial dimensions.");
                var corners = mode is InterpolationMode.Linear or InterpolationMode.Bilinear or InterpolationMode.Bicubic or InterpolationMode.Trilinear;
                if (align_corners is not null && !corners) throw new ArgumentException($"align_corners means nothing for {mode}.");
                if (antialias && (mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic) || spatial != 2)) throw new ArgumentException("antialias is for bilinear and bicubic resizing of [N, C, H, W] only.");

                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                {
                    size = [.. scale_factor.Select((s, d) => (long)Math.Floor(shape[d + 2] * s))];
                    scale_factor = null;
                }
                var op = (mode, spatial) switch
                {
                    (InterpolationMode.Area, 1) => "aten::adaptive_avg_pool1d",
                    (InterpolationMode.Area, 2) => "aten::adaptive_avg_pool2d",
                    (InterpolationMode.Area, 3) => "aten::adaptive_avg_pool3d",
                    (InterpolationMode.Nearest, 1) => "aten::upsample_nearest1d.vec",
                    (InterpolationMode.Nearest, 2) => "aten::upsample_nearest2d.vec",
                    (InterpolationMode.Nearest, 3) => "aten::upsample_nearest3d.vec",
                    (InterpolationMode.NearestExact, 1) => "aten::_upsample_nearest_exact1d.vec",
                    (InterpolationMode.NearestExact, 2) => "aten::_upsample_nearest_exact2d.vec",
                    (InterpolationMode.NearestExact, 3) => "aten::_upsample_nearest_exact3d.vec",
                    (InterpolationMode.Linear, 1) => "aten::upsample_linear1d.vec",
                    (InterpolationMode.Bilinear, 2) => antialias ? "aten::_upsample_bilinear2d_aa.vec" : "aten::upsample_bilinear2d.vec",
                    (InterpolationMode.Bicubic, 2) => antialias ? "aten::_upsample_bicubic2d_aa.vec" : "aten::upsample_bicubic2d.vec",
                    (InterpolationMode.Trilinear, 3) => "aten::upsample_trilinear3d.vec",
                    _ => throw new ArgumentException($"{mode} is not for {spatial} spatial dimensions."),
                };
                return mode == InterpolationMode.Area ? Dispatcher.Call(op, x, size)
                    : corners ? Dispatcher.Call(op, x, size, align_corners ?? false, scale_factor)
                    : Dispatcher.Call(op, x, size, scale_factor);
            }

            public static Tensor upsample(Tensor input, long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool align_corners = false) =>
                interpolate(input, size, scale_factor, (InterpolationMode)mode, mode == UpsampleMode.Nearest ? null : align_corners);
            public static Tensor upsample_nearest(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) => interpolate(x, size, scale_factor);
            public static Tensor upsample_bilinear(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                interpolate(x, size, scale_factor, InterpolationMode.Bilinear, align_corners);

            /// <summary>Samples [N, C, H, W] (or [N, C, D, H, W]) at a grid [N, H', W', 2] (or [N, D', H', W', 3]) of (x, y(, z)) in [-1, 1].</summary>
            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear, GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null) =>
                Dispatcher.Call("aten::grid_sampler", input, grid,
                    mode switch { GridSampleMode.Bilinear => 0, GridSampleMode.Nearest => 1, _ => 2 },
                    padding_mode switch { GridSamplePaddingMode.Zeros => 0, GridSamplePaddingMode.Border => 1, _ => 2 },
                    align_corners ?? false);
            /// <summary>The grid of affine maps: theta [N, 2, 3] and size [N, C, H, W] to [N, H, W, 2].</summary>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                Dispatcher.Call("aten::affine_grid_generator", theta, size ?? throw new ArgumentNullException(nameof(size)), align_corners);

            /// <summary>Pads from the last dimension on: two numbers (before, after) a dimension.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode is PaddingModes.Constant or PaddingModes.Zeros
                ? Dispatcher.Call("aten::pad", input, pad, "constant", mode == PaddingModes.Zeros ? 0 : value)
                : Dispatcher.Call("aten::pad", input, pad, mode.ToSchema());
            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => functional.pad(input, pad.ToArray(), mode, value);
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => functional.pad(input, [pad.Item1, pad.Item2], mode, value);
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);
            /// <summary>Pads both sides of the last dimension.</summary>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => functional.pad(input, [pad, pad], mode, value);

            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => Dispatcher.Call("aten::pixel_shuffle", input, upscale_factor);
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => Dispatcher.Call("aten::pixel_unshuffle", input, downscale_factor);

            /// <summary>The windows of a convolution as columns: [N, C, H, W] to [N, C * KH * KW, windows].</summary>
            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) =>
                Dispatcher.Call("aten::im2col", input, Two(kernel_size), Two(dilation) ?? [1, 1], Two(padding) ?? [0, 0], Two(stride) ?? [1, 1]);
            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));
            /// <summary>Sums columns back to where their windows were: [N, C * KH * KW, windows] to [N, C, H, W].</summary>
            public static Tensor fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) =>
                Dispatcher.Call("aten::col2im", input, Two(output_size), Two(kernel_size), Two(dilation) ?? [1, 1], Two(padding) ?? [0, 0], Two(stride) ?? [1, 1]);
            public static Tensor fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                fold(input, (output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));
        }
    }
}
