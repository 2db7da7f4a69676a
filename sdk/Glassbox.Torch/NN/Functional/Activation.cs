using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();
            public static Tensor relu6(Tensor x, bool inplace = false) => inplace ? x.relu6_() : x.relu6();
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => inplace ? input.leaky_relu_(negative_slope) : input.leaky_relu(negative_slope);
            /// <summary>The leaky rectifier whose slopes are drawn in training, and are the mean otherwise.</summary>
            public static Tensor rrelu(Tensor x, double lower = 1.0 / 8, double upper = 1.0 / 3, bool training = false, bool inplace = false) => inplace
                ? Dispatcher.CallInPlace(x, "aten::rrelu_", x, (Scalar)lower, (Scalar)upper, training)
                : Dispatcher.Call("aten::rrelu", x, (Scalar)lower, (Scalar)upper, training);
            public static Tensor prelu(Tensor input, Tensor weight) => input.prelu(weight);
            public static Tensor elu(Tensor x, double alpha = 1, bool inplace = false) => inplace ? x.elu_(alpha) : x.elu(alpha);
            public static Tensor celu(Tensor x, double alpha = 1, bool inplace = false) => inplace ? x.celu_(alpha) : x.celu(alpha);
            public static Tensor selu(Tensor x, bool inplace = false) => inplace ? x.selu_() : x.selu();
            public static Tensor gelu(Tensor x) => x.gelu();
            public static Tensor gelu(Tensor x, bool inplace) => inplace ? x.gelu_() : x.gelu();
            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false) => inplace ? x.gelu_(approximate) : x.gelu(approximate);
            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_() : x.silu();
            public static Tensor mish(Tensor x, bool inplace = false) => inplace ? x.mish_() : x.mish();
            public static Tensor sigmoid(Tensor x, bool inplace = false) => inplace ? x.sigmoid_() : x.sigmoid();
            public static Tensor logsigmoid(Tensor x) => x.log_sigmoid();
            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => inplace ? input.hardsigmoid_() : input.hardsigmoid();
            public static Tensor hardswish(Tensor input, bool inplace = false) => inplace ? input.hardswish_() : input.hardswish();
            public static Tensor hardtanh(Tensor x, double min_val = -1, double max_val = 1, bool inplace = false) => inplace ? x.hardtanh_(min_val, max_val) : x.hardtanh(min_val, max_val);
            public static Tensor hardshrink(Tensor x, double lambda = 0.5) => Dispatcher.Call("aten::hardshrink", x, (Scalar)lambda);
            public static Tensor softshrink(Tensor x, double lambda = 0.5) => Dispatcher.Call("aten::softshrink", x, (Scalar)lambda);
            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_() : x.tanh();
            /// <summary><c>x - tanh(x)</c></summary>
            public static Tensor tanhshrink(Tensor x, bool inplace = false)
            {
                using var t = x.tanh();
                return inplace ? x.sub_(t) : x.sub(t);
            }

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);
            /// <summary><c>x / (1 + |x|)</c></summary>
            public static Tensor softsign(Tensor x, bool inplace = false)
            {
                using var size = x.abs();
                using var denominator = size + 1;
                return inplace ? x.div_(denominator) : x.div(denominator);
            }

            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false) => inplace ? x.threshold_(threshold, value) : x.threshold(threshold, value);
            public static Tensor glu(Tensor input, long dim = -1) => input.glu(dim);
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
            /// <summary>The softmax over channels: [N, C, H, W] or [C, H, W].</summary>
            public static Tensor softmax2d(Tensor x) => x.softmax(-3);
            public static Tensor softmin(Tensor x, long dim)
            {
                using var negative = x.neg();
                return negative.softmax(dim);
            }

            public static Tensor log_softmax(Tensor x, long dim, ScalarType? dtype = null) => x.log_softmax(dim, dtype);
        }
    }
}
