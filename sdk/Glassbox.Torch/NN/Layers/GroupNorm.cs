using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>Normalises groups of channels of each sample: [N, C, ..].</summary>
    public sealed class GroupNorm : AffineNorm
    {
        internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype) : base(nameof(GroupNorm))
        {
            (this.num_groups, this.num_channels, this.eps, this.affine) = (num_groups, num_channels, eps, affine);
            if (num_groups < 1 || num_channels % num_groups != 0) throw new ArgumentException($"GroupNorm: {num_channels} channels do not divide into {num_groups} groups.");
            if (!affine) return;
            weight = nn.init.ones_(Parameter.Empty([num_channels], dtype, device)) as Parameter;
            bias = nn.init.zeros_(Parameter.Empty([num_channels], dtype, device)) as Parameter;
        }

        public long num_groups { get; }
        public long num_channels { get; }
        public double eps { get; set; }
        public bool affine { get; }

        public override Tensor forward(Tensor input) => F.group_norm(input, num_groups, weight, bias, eps);
    }

    /// <summary>Divides by a norm over neighbouring channels (AlexNet).</summary>
    public sealed class LocalResponseNorm : nn.Module<Tensor, Tensor>
    {
        internal LocalResponseNorm(long size, double alpha, double beta, double k) : base(nameof(LocalResponseNorm)) => (this.size, this.alpha, this.beta, this.k) = (size, alpha, beta, k);

        public long size { get; set; }
        public double alpha { get; set; }
        public double beta { get; set; }
        public double k { get; set; }

        public override Tensor forward(Tensor input) => F.local_response_norm(input, size, alpha, beta, k);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-05, bool affine = true, Device? device = null, ScalarType? dtype = null) => new(num_groups, num_channels, eps, affine, device, dtype);
            public static Modules.LocalResponseNorm LocalResponseNorm(long size, double alpha = 0.0001, double beta = 0.75, double k = 1) => new(size, alpha, beta, k);
        }
    }
}
