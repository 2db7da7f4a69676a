using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>input [N, C, L], weight [O, C / groups, K].</summary>
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1) =>
                Dispatcher.Call("aten::conv1d", input, weight, bias, One(stride, 1), One(padding, 0), One(dilation, 1), groups);
            public static Tensor conv1d_padding(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, Padding padding = Padding.Valid, long? dilation = null, long groups = 1) =>
                Dispatcher.Call("aten::conv1d.padding", input, weight, bias, One(stride, 1), padding.ToSchema(), One(dilation, 1), groups);

            /// <summary>input [N, C, H, W], weight [O, C / groups, KH, KW].</summary>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Dispatcher.Call("aten::conv2d", input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1], groups);
            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                Dispatcher.Call("aten::conv2d.padding", input, weight, bias, strides ?? [1, 1], padding.ToSchema(), dilation ?? [1, 1], groups);

            /// <summary>input [N, C, D, H, W], weight [O, C / groups, KD, KH, KW].</summary>
            public static Tensor conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Dispatcher.Call("aten::conv3d", input, weight, bias, strides ?? [1, 1, 1], padding ?? [0, 0, 0], dilation ?? [1, 1, 1], groups);
            public static Tensor conv3d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                Dispatcher.Call("aten::conv3d.padding", input, weight, bias, strides ?? [1, 1, 1], padding.ToSchema(), dilation ?? [1, 1, 1], groups);

            /// <summary>The gradient of a convolution with respect to its input, as an operation: weight [C, O / groups, K].</summary>
            public static Tensor conv_transpose1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? output_padding = null, long? dilation = null, long groups = 1) =>
                Dispatcher.Call("aten::conv_transpose1d", input, weight, bias, One(stride, 1), One(padding, 0), One(output_padding, 0), groups, One(dilation, 1));
            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                Dispatcher.Call("aten::conv_transpose2d.input", input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], output_padding ?? [0, 0], groups, dilation ?? [1, 1]);
            public static Tensor conv_transpose3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                Dispatcher.Call("aten::conv_transpose3d.input", input, weight, bias, strides ?? [1, 1, 1], padding ?? [0, 0, 0], output_padding ?? [0, 0, 0], groups, dilation ?? [1, 1, 1]);

            private static long[] One(long? value, long otherwise) => [value ?? otherwise];
            private static long[] Two(long value) => [value, value];
            private static long[] Two((long, long) value) => [value.Item1, value.Item2];
            private static long[]? Two(long? value) => value is { } v ? [v, v] : null;
            private static long[]? Two((long, long)? value) => value is { } v ? [v.Item1, v.Item2] : null;
            private static long[] Three(long value) => [value, value, value];
            private static long[] Three((long, long, long) value) => [value.Item1, value.Item2, value.Item3];
        }
    }
}
