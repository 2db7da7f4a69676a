using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>The largest value of as many equal windows as the output has places.</summary>
    public sealed class AdaptiveMaxPool1d : nn.Module<Tensor, Tensor>
    {
        internal AdaptiveMaxPool1d(long output_size) : base(nameof(AdaptiveMaxPool1d)) => this.output_size = output_size;

        public long output_size { get; set; }

        public override Tensor forward(Tensor input) => F.adaptive_max_pool1d(input, output_size);

        /// <summary>Also where in each input plane the maxima were. Hooks do not see it.</summary>
        public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => F.adaptive_max_pool1d_with_indices(input, output_size);
    }

    /// <summary>The largest value of as many equal windows as the output has places.</summary>
    public sealed class AdaptiveMaxPool2d : nn.Module<Tensor, Tensor>
    {
        internal AdaptiveMaxPool2d(long[] output_size) : base(nameof(AdaptiveMaxPool2d)) => this.output_size = output_size;

        public long[] output_size { get; set; }

        public override Tensor forward(Tensor input) => F.adaptive_max_pool2d(input, output_size);

        /// <summary>Also where in each input plane the maxima were. Hooks do not see it.</summary>
        public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => F.adaptive_max_pool2d_with_indices(input, output_size);
    }

    /// <summary>The largest value of as many equal windows as the output has places.</summary>
    public sealed class AdaptiveMaxPool3d : nn.Module<Tensor, Tensor>
    {
        internal AdaptiveMaxPool3d(long[] output_size) : base(nameof(AdaptiveMaxPool3d)) => this.output_size = output_size;

        public long[] output_size { get; set; }

        public override Tensor forward(Tensor input) => F.adaptive_max_pool3d(input, output_size);

        /// <summary>Also where in each input plane the maxima were. Hooks do not see it.</summary>
        public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => F.adaptive_max_pool3d_with_indices(input, output_size);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.AdaptiveMaxPool1d AdaptiveMaxPool1d(long output_size) => new(output_size);
            public static Modules.AdaptiveMaxPool2d AdaptiveMaxPool2d(long output_size) => new([output_size, output_size]);
            public static Modules.AdaptiveMaxPool2d AdaptiveMaxPool2d((long, long) output_size) => new([output_size.Item1, output_size.Item2]);
            public static Modules.AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(output_size);
            public static Modules.AdaptiveMaxPool3d AdaptiveMaxPool3d(long output_size) => new([output_size, output_size, output_size]);
            public static Modules.AdaptiveMaxPool3d AdaptiveMaxPool3d((long, long, long) output_size) => new([output_size.Item1, output_size.Item2, output_size.Item3]);
            public static Modules.AdaptiveMaxPool3d AdaptiveMaxPool3d(long[] output_size) => new(output_size);
        }
    }
}
