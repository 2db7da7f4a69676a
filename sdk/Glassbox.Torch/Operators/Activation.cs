using TorchSharp.Interop;

namespace TorchSharp;

// The non-linearities of neural networks.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor relu() => Dispatcher.Call("aten::relu", this);
        public Tensor relu_() => Dispatcher.CallInPlace(this, "aten::relu_", this);
        public Tensor relu6() => Dispatcher.Call("aten::relu6", this);
        public Tensor relu6_() => Dispatcher.CallInPlace(this, "aten::relu6_", this);
        public Tensor selu() => Dispatcher.Call("aten::selu", this);
        public Tensor selu_() => Dispatcher.CallInPlace(this, "aten::selu_", this);
        public Tensor silu() => Dispatcher.Call("aten::silu", this);
        public Tensor silu_() => Dispatcher.CallInPlace(this, "aten::silu_", this);
        public Tensor hardsigmoid() => Dispatcher.Call("aten::hardsigmoid", this);
        public Tensor hardsigmoid_() => Dispatcher.CallInPlace(this, "aten::hardsigmoid_", this);
        public Tensor hardswish() => Dispatcher.Call("aten::hardswish", this);
        public Tensor hardswish_() => Dispatcher.CallInPlace(this, "aten::hardswish_", this);
        public Tensor mish() => Dispatcher.Call("aten::mish", this);
        public Tensor mish_() => Dispatcher.CallInPlace(this, "aten::mish_", this);
        public Tensor celu(Scalar alpha) => Dispatcher.Call("aten::celu", this, alpha);
        public Tensor celu_(Scalar alpha) => Dispatcher.CallInPlace(this, "aten::celu_", this, alpha);
        public Tensor elu(double alpha = 1) => Dispatcher.Call("aten::elu", this, (Scalar)alpha);
        public Tensor elu_(double alpha = 1) => Dispatcher.CallInPlace(this, "aten::elu_", this, (Scalar)alpha);
        public Tensor hardtanh(Scalar min, Scalar max) => Dispatcher.Call("aten::hardtanh", this, min, max);
        public Tensor hardtanh_(Scalar min, Scalar max) => Dispatcher.CallInPlace(this, "aten::hardtanh_", this, min, max);
        public Tensor leaky_relu(Scalar negative_slope) => Dispatcher.Call("aten::leaky_relu", this, negative_slope);
        public Tensor leaky_relu_(Scalar negative_slope) => Dispatcher.CallInPlace(this, "aten::leaky_relu_", this, negative_slope);
        public Tensor threshold(Scalar threshold, Scalar value) => Dispatcher.Call("aten::threshold", this, threshold, value);
        public Tensor threshold_(Scalar threshold, Scalar value) => Dispatcher.CallInPlace(this, "aten::threshold_", this, threshold, value);
        public Tensor celu() => celu(1);
        public Tensor celu_() => celu_(1);
        public Tensor gelu() => gelu(Modules.GELU.Approximate.none);
        public Tensor gelu(Modules.GELU.Approximate approximate) => Dispatcher.Call("aten::gelu", this, approximate.ToString());
        public Tensor gelu_() => gelu_(Modules.GELU.Approximate.none);
        public Tensor gelu_(Modules.GELU.Approximate approximate) => Dispatcher.CallInPlace(this, "aten::gelu_", this, approximate.ToString());
        /// <summary>The first half of a dimension times the sigmoid of the second.</summary>
        public Tensor glu(long dim = -1) => Dispatcher.Call("aten::glu", this, dim);
        public Tensor prelu(Tensor target) => Dispatcher.Call("aten::prelu", this, target);
        /// <summary>The leaky rectifier with the mean of the slopes, as in evaluation. <see cref="nn.functional.rrelu"/> draws slopes in training.</summary>
        public Tensor rrelu(double lower = 1.0 / 8, double upper = 1.0 / 3) => Dispatcher.Call("aten::rrelu", this, (Scalar)lower, (Scalar)upper);
        public Tensor rrelu_(double lower = 1.0 / 8, double upper = 1.0 / 3) => Dispatcher.CallInPlace(this, "aten::rrelu_", this, (Scalar)lower, (Scalar)upper);
        public Tensor log_sigmoid() => Dispatcher.Call("aten::log_sigmoid", this);
        public Tensor softplus(double beta = 1, double threshold = 20) => Dispatcher.Call("aten::softplus", this, (Scalar)beta, (Scalar)threshold);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Dispatcher.Call("aten::softmax.int", this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Dispatcher.Call("aten::log_softmax.int", this, dim, dtype);
    }

    public static Tensor relu(Tensor input) => input.relu();
    public static Tensor relu_(Tensor input) => input.relu_();
    public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
    public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => input.log_softmax(dim, dtype);
}
