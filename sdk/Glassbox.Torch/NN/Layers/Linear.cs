using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary><c>input @ weight^T + bias</c>; weight [out, in], bias [out].</summary>
    public class Linear : WeightedLayer
    {
        internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
        {
            weight = Parameter.Empty([outputSize, inputSize], dtype, device);
            if (hasBias) bias = Parameter.Empty([outputSize], dtype, device);
            nn.init.Uniform(weight, bias);
        }

        internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear)) => (this.weight, this.bias) = (weight, bias);

        public long in_features => weight.size(1);
        public long out_features => weight.size(0);

        public override Tensor forward(Tensor input) => F.linear(input, weight, bias);
    }

    /// <summary><c>x1^T weight x2 + bias</c>; weight [out, in1, in2], bias [out].</summary>
    public sealed class Bilinear : nn.Module<Tensor, Tensor, Tensor>
    {
        internal Bilinear(long in1_features, long in2_features, long out_features, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Bilinear))
        {
            weight = Parameter.Empty([out_features, in1_features, in2_features], dtype, device);
            if (hasBias) bias = Parameter.Empty([out_features], dtype, device);
            var bound = 1 / Math.Sqrt(in1_features);
            nn.init.uniform_(weight, -bound, bound);
            if (bias is not null) nn.init.uniform_(bias, -bound, bound);
        }

        public long in1_features => weight.size(1);
        public long in2_features => weight.size(2);
        public long out_features => weight.size(0);

        public Parameter weight
        {
            get => Own(nameof(weight))!;
            set => register_parameter(nameof(weight), value);
        }

        public Parameter? bias
        {
            get => Own(nameof(bias));
            set => register_parameter(nameof(bias), value);
        }

        public override Tensor forward(Tensor input1, Tensor input2) => F.bilinear(input1, input2, weight, bias);
    }

    /// <summary>Gives back its input.</summary>
    public sealed class Identity : nn.Module<Tensor, Tensor>
    {
        internal Identity() : base(nameof(Identity)) { }

        public override Tensor forward(Tensor input) => input;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);
            public static Modules.Linear Linear(Modules.Parameter weight, Modules.Parameter? bias = null) => new(weight, bias);
            public static Modules.Bilinear Bilinear(long in1_features, long in2_features, long out_features, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => new(in1_features, in2_features, out_features, hasBias, device, dtype);
            public static Modules.Identity Identity() => new();
        }
    }
}
