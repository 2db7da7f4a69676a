using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>A non-linearity that can overwrite its input.</summary>
    public abstract class InPlaceActivation : nn.Module<Tensor, Tensor>
    {
        private protected InPlaceActivation(string name, bool inplace) : base(name) => this.inplace = inplace;

        public bool inplace { get; set; }
    }

    /// <summary><c>max(0, x)</c></summary>
    public sealed class ReLU : InPlaceActivation
    {
        internal ReLU(bool inplace) : base(nameof(ReLU), inplace) { }

        public override Tensor forward(Tensor input) => F.relu(input, inplace);
    }

    /// <summary><c>min(max(0, x), 6)</c></summary>
    public sealed class ReLU6 : InPlaceActivation
    {
        internal ReLU6(bool inplace) : base(nameof(ReLU6), inplace) { }

        public override Tensor forward(Tensor input) => F.relu6(input, inplace);
    }

    /// <summary>The self-normalising exponential unit.</summary>
    public sealed class SELU : InPlaceActivation
    {
        internal SELU(bool inplace) : base(nameof(SELU), inplace) { }

        public override Tensor forward(Tensor input) => F.selu(input, inplace);
    }

    /// <summary><c>x sigmoid(x)</c></summary>
    public sealed class SiLU : InPlaceActivation
    {
        internal SiLU(bool inplace) : base(nameof(SiLU), inplace) { }

        public override Tensor forward(Tensor input) => F.silu(input, inplace);
    }

    /// <summary><c>x tanh(softplus(x))</c></summary>
    public sealed class Mish : InPlaceActivation
    {
        internal Mish(bool inplace) : base(nameof(Mish), inplace) { }

        public override Tensor forward(Tensor input) => F.mish(input, inplace);
    }

    /// <summary><c>1 / (1 + exp(-x))</c></summary>
    public sealed class Sigmoid : InPlaceActivation
    {
        internal Sigmoid(bool inplace) : base(nameof(Sigmoid), inplace) { }

        public override Tensor forward(Tensor input) => F.sigmoid(input, inplace);
    }

    /// <summary>The hyperbolic tangent.</summary>
    public sealed class Tanh : InPlaceActivation
    {
        internal Tanh(bool inplace) : base(nameof(Tanh), inplace) { }

        public override Tensor forward(Tensor input) => F.tanh(input, inplace);
    }

    /// <summary><c>x - tanh(x)</c></summary>
    public sealed class Tanhshrink : InPlaceActivation
    {
        internal Tanhshrink(bool inplace) : base(nameof(Tanhshrink), inplace) { }

        public override Tensor forward(Tensor input) => F.tanhshrink(input, inplace);
    }

    /// <summary><c>x / (1 + |x|)</c></summary>
    public sealed class Softsign : InPlaceActivation
    {
        internal Softsign(bool inplace) : base(nameof(Softsign), inplace) { }

        public override Tensor forward(Tensor input) => F.softsign(input, inplace);
    }

    /// <summary><c>min(max(0, x + 3), 6) / 6</c></summary>
    public sealed class Hardsigmoid : InPlaceActivation
    {
        internal Hardsigmoid(bool inplace) : base(nameof(Hardsigmoid), inplace) { }

        public override Tensor forward(Tensor input) => F.hardsigmoid(input, inplace);
    }

    /// <summary><c>x hardsigmoid(x)</c></summary>
    public sealed class Hardswish : InPlaceActivation
    {
        internal Hardswish(bool inplace) : base(nameof(Hardswish), inplace) { }

        public override Tensor forward(Tensor input) => F.hardswish(input, inplace);
    }

    /// <summary><c>x</c> above zero and <c>negative_slope x</c> below.</summary>
    public sealed class LeakyReLU : InPlaceActivation
    {
        internal LeakyReLU(double negative_slope, bool inplace) : base(nameof(LeakyReLU), inplace) => this.negative_slope = negative_slope;

        public double negative_slope { get; set; }

        public override Tensor forward(Tensor input) => F.leaky_relu(input, negative_slope, inplace);
    }

    /// <summary><c>x</c> above zero and <c>alpha (exp(x) - 1)</c> below.</summary>
    public sealed class ELU : InPlaceActivation
    {
        internal ELU(double alpha, bool inplace) : base(nameof(ELU), inplace) => this.alpha = alpha;

        public double alpha { get; set; }

        public override Tensor forward(Tensor input) => F.elu(input, alpha, inplace);
    }

    /// <summary><c>x</c> above zero and <c>alpha (exp(x / alpha) - 1)</c> below.</summary>
    public sealed class CELU : InPlaceActivation
    {
        internal CELU(double alpha, bool inplace) : base(nameof(CELU), inplace) => this.alpha = alpha;

        public double alpha { get; set; }

        public override Tensor forward(Tensor input) => F.celu(input, alpha, inplace);
    }

    /// <summary>Clamps to an interval.</summary>
    public sealed class Hardtanh : InPlaceActivation
    {
        internal Hardtanh(double min_val, double max_val, bool inplace) : base(nameof(Hardtanh), inplace) => (this.min_val, this.max_val) = (min_val, max_val);

        public double min_val { get; set; }
        public double max_val { get; set; }

        public override Tensor forward(Tensor input) => F.hardtanh(input, min_val, max_val, inplace);
    }

    /// <summary>Values up to the threshold become <c>value</c>.</summary>
    public sealed class Threshold : InPlaceActivation
    {
        internal Threshold(double threshold, double value, bool inplace) : base(nameof(Threshold), inplace) => (this.threshold, this.value) = (threshold, value);

        public double threshold { get; set; }
        public double value { get; set; }

        public override Tensor forward(Tensor input) => F.threshold(input, threshold, value, inplace);
    }

    /// <summary>Values within lambda of zero become zero.</summary>
    public sealed class Hardshrink : nn.Module<Tensor, Tensor>
    {
        internal Hardshrink(double lambda) : base(nameof(Hardshrink)) => this.lambda = lambda;

        public double lambda { get; set; }

        public override Tensor forward(Tensor input) => F.hardshrink(input, lambda);
    }

    /// <summary>Pulls values by lambda towards zero.</summary>
    public sealed class Softshrink : nn.Module<Tensor, Tensor>
    {
        internal Softshrink(double lambda) : base(nameof(Softshrink)) => this.lambda = lambda;

        public double lambda { get; set; }

        public override Tensor forward(Tensor input) => F.softshrink(input, lambda);
    }

    /// <summary><c>log(1 + exp(beta x)) / beta</c>, the identity where <c>beta x</c> exceeds the threshold.</summary>
    public sealed class Softplus : nn.Module<Tensor, Tensor>
    {
        internal Softplus(double beta, double threshold) : base(nameof(Softplus)) => (this.beta, this.threshold) = (beta, threshold);

        public double beta { get; set; }
        public double threshold { get; set; }

        public override Tensor forward(Tensor input) => F.softplus(input, beta, threshold);
    }

    /// <summary>The first half of a dimension times the sigmoid of the second.</summary>
    public sealed class GLU : nn.Module<Tensor, Tensor>
    {
        internal GLU(long dim) : base(nameof(GLU)) => this.dim = dim;

        public long dim { get; set; }

        public override Tensor forward(Tensor input) => F.glu(input, dim);
    }

    /// <summary><c>exp(x) / sum exp(x)</c> along a dimension.</summary>
    public sealed class Softmax : nn.Module<Tensor, Tensor>
    {
        internal Softmax(long dim) : base(nameof(Softmax)) => this.dim = dim;

        public long dim { get; set; }

        public override Tensor forward(Tensor input) => F.softmax(input, dim);
    }

    /// <summary>The softmax of <c>-x</c>.</summary>
    public sealed class Softmin : nn.Module<Tensor, Tensor>
    {
        internal Softmin(long dim) : base(nameof(Softmin)) => this.dim = dim;

        public long dim { get; set; }

        public override Tensor forward(Tensor input) => F.softmin(input, dim);
    }

    /// <summary>The logarithm of the softmax.</summary>
    public sealed class LogSoftmax : nn.Module<Tensor, Tensor>
    {
        internal LogSoftmax(long dim) : base(nameof(LogSoftmax)) => this.dim = dim;

        public long dim { get; set; }

        public override Tensor forward(Tensor input) => F.log_softmax(input, dim);
    }

    /// <summary>The softmax over channels.</summary>
    public sealed class Softmax2d : nn.Module<Tensor, Tensor>
    {
        internal Softmax2d() : base(nameof(Softmax2d)) { }

        public override Tensor forward(Tensor input) => F.softmax2d(input);
    }

    /// <summary><c>log(1 / (1 + exp(-x)))</c></summary>
    public sealed class LogSigmoid : nn.Module<Tensor, Tensor>
    {
        internal LogSigmoid() : base(nameof(LogSigmoid)) { }

        public override Tensor forward(Tensor input) => F.logsigmoid(input);
    }

    /// <summary>The leaky rectifier with slopes drawn in training.</summary>
    public sealed class RReLU : InPlaceActivation
    {
        internal RReLU(double lower, double upper, bool inplace) : base(nameof(RReLU), inplace) => (this.lower, this.upper) = (lower, upper);

        public double lower { get; set; }
        public double upper { get; set; }

        public override Tensor forward(Tensor input) => F.rrelu(input, lower, upper, training, inplace);
    }

    /// <summary><c>x Phi(x)</c>, with the normal distribution function or its tanh approximation.</summary>
    public sealed class GELU : InPlaceActivation
    {
        public enum Approximate
        {
            none,
            tanh,
        }

        internal GELU(bool inplace, Approximate approximate) : base(nameof(GELU), inplace) => this.approximate = approximate;

        public Approximate approximate { get; set; }

        public override Tensor forward(Tensor input) => F.gelu(input, approximate, inplace);
    }

    /// <summary><c>x</c> above zero and a learnt multiple of it below.</summary>
    public sealed class PReLU : nn.Module<Tensor, Tensor>
    {
        internal PReLU(long num_parameters, double init, Device? device, ScalarType? dtype) : base(nameof(PReLU))
        {
            this.num_parameters = num_parameters;
            weight = Parameter.Empty([num_parameters], dtype, device);
            nn.init.constant_(weight, init);
        }

        public long num_parameters { get; }

        public Parameter weight
        {
            get => Own(nameof(weight))!;
            set => register_parameter(nameof(weight), value);
        }

        public override Tensor forward(Tensor input) => F.prelu(input, weight);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ReLU ReLU(bool inplace = false) => new(inplace);
            public static Modules.ReLU6 ReLU6(bool inplace = false) => new(inplace);
            public static Modules.SELU SELU(bool inplace = false) => new(inplace);
            public static Modules.SiLU SiLU(bool inplace = false) => new(inplace);
            public static Modules.Mish Mish(bool inplace = false) => new(inplace);
            public static Modules.Sigmoid Sigmoid(bool inplace = false) => new(inplace);
            public static Modules.Tanh Tanh(bool inplace = false) => new(inplace);
            public static Modules.Tanhshrink Tanhshrink(bool inplace = false) => new(inplace);
            public static Modules.Softsign Softsign(bool inplace = false) => new(inplace);
            public static Modules.Hardsigmoid Hardsigmoid(bool inplace = false) => new(inplace);
            public static Modules.Hardswish Hardswish(bool inplace = false) => new(inplace);
            public static Modules.LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);
            public static Modules.ELU ELU(double alpha = 1, bool inplace = false) => new(alpha, inplace);
            public static Modules.CELU CELU(double alpha = 1, bool inplace = false) => new(alpha, inplace);
            public static Modules.Hardtanh Hardtanh(double min_val = -1, double max_val = 1, bool inplace = false) => new(min_val, max_val, inplace);
            public static Modules.Threshold Threshold(double threshold, double value, bool inplace = false) => new(threshold, value, inplace);
            public static Modules.Hardshrink Hardshrink(double lambda = 0.5) => new(lambda);
            public static Modules.Softshrink Softshrink(double lambda = 0.5) => new(lambda);
            public static Modules.Softplus Softplus(double beta = 1, double threshold = 20) => new(beta, threshold);
            public static Modules.GLU GLU(long dim = -1) => new(dim);
            public static Modules.Softmax Softmax(long dim) => new(dim);
            public static Modules.Softmin Softmin(long dim) => new(dim);
            public static Modules.LogSoftmax LogSoftmax(long dim) => new(dim);
            public static Modules.Softmax2d Softmax2d() => new();
            public static Modules.LogSigmoid LogSigmoid() => new();
            public static Modules.RReLU RReLU(double lower = 1.0 / 8, double upper = 1.0 / 3, bool inplace = false) => new(lower, upper, inplace);
            public static Modules.GELU GELU() => new(false, Modules.GELU.Approximate.none);
            public static Modules.GELU GELU(bool inplace) => new(inplace, Modules.GELU.Approximate.none);
            public static Modules.GELU GELU(Modules.GELU.Approximate approximate, bool inplace = false) => new(inplace, approximate);
            public static Modules.PReLU PReLU(long num_parameters = 1, double init = 0.25, Device? device = null, ScalarType? dtype = null) => new(num_parameters, init, device, dtype);
        }
    }
}
