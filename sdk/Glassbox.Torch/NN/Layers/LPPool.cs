using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>The root of each window's sum of powers.</summary>
    public sealed class LPPool1d : nn.Module<Tensor, Tensor>
    {
        internal LPPool1d(double norm_type, long kernel_size, long? stride, bool ceil_mode) : base(nameof(LPPool1d)) =>
            (this.norm_type, this.kernel_size, this.stride, this.ceil_mode) = (norm_type, kernel_size, stride, ceil_mode);

        public double norm_type { get; set; }
        public long kernel_size { get; set; }
        public long? stride { get; set; }
        public bool ceil_mode { get; set; }

        public override Tensor forward(Tensor input) => F.lp_pool1d(input, norm_type, kernel_size, stride, ceil_mode);
    }

    /// <summary>The root of each window's sum of powers.</summary>
    public sealed class LPPool2d : nn.Module<Tensor, Tensor>
    {
        internal LPPool2d(double norm_type, long[] kernel_size, long[]? stride, bool ceil_mode) : base(nameof(LPPool2d)) =>
            (this.norm_type, this.kernel_size, this.stride, this.ceil_mode) = (norm_type, kernel_size, stride, ceil_mode);

        public double norm_type { get; set; }
        public long[] kernel_size { get; set; }
        public long[]? stride { get; set; }
        public bool ceil_mode { get; set; }

        public override Tensor forward(Tensor input) => F.lp_pool2d(input, norm_type, kernel_size, stride, ceil_mode);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.LPPool1d LPPool1d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) => new(norm_type, kernel_size, stride, ceil_mode);
            public static Modules.LPPool2d LPPool2d(double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false) => new(norm_type, kernel_size, stride, ceil_mode);
            public static Modules.LPPool2d LPPool2d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) => new(norm_type, [kernel_size, kernel_size], stride is { } s ? [s, s] : null, ceil_mode);
        }
    }
}
