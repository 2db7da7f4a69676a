using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>Makes one dimension of several.</summary>
    public sealed class Flatten : nn.Module<Tensor, Tensor>
    {
        internal Flatten(long start_dim, long end_dim) : base(nameof(Flatten)) => (this.start_dim, this.end_dim) = (start_dim, end_dim);

        public long start_dim { get; set; }
        public long end_dim { get; set; }

        public override Tensor forward(Tensor input) => input.flatten(start_dim, end_dim);
    }

    /// <summary>Makes several dimensions of one.</summary>
    public sealed class Unflatten : nn.Module<Tensor, Tensor>
    {
        internal Unflatten(long dim, long[] unflattened_size) : base(nameof(Unflatten)) => (this.dim, this.unflattened_size) = (dim, unflattened_size);

        public long dim { get; set; }
        public long[] unflattened_size { get; set; }

        public override Tensor forward(Tensor input) => input.unflatten(dim, unflattened_size);
    }

    /// <summary>Makes images larger: by a size or by a factor.</summary>
    public sealed class Upsample : nn.Module<Tensor, Tensor>
    {
        internal Upsample(long[]? size, double[]? scale_factor, UpsampleMode mode, bool? align_corners, bool? recompute_scale_factor) : base(nameof(Upsample)) =>
            (this.size, this.scale_factor, this.mode, this.align_corners, this.recompute_scale_factor) = (size, scale_factor, mode, align_corners, recompute_scale_factor);

        public long[]? size { get; set; }
        public double[]? scale_factor { get; set; }
        public UpsampleMode mode { get; set; }
        public bool? align_corners { get; set; }
        public bool? recompute_scale_factor { get; set; }

        public override Tensor forward(Tensor input) => F.interpolate(input, size, scale_factor, (InterpolationMode)mode, align_corners, recompute_scale_factor ?? false);
    }

    /// <summary>Channels become space: [N, C r^2, H, W] to [N, C, H r, W r].</summary>
    public sealed class PixelShuffle : nn.Module<Tensor, Tensor>
    {
        internal PixelShuffle(long upscale_factor) : base(nameof(PixelShuffle)) => this.upscale_factor = upscale_factor;

        public long upscale_factor { get; set; }

        public override Tensor forward(Tensor input) => F.pixel_shuffle(input, upscale_factor);
    }

    /// <summary>Space becomes channels: [N, C, H r, W r] to [N, C r^2, H, W].</summary>
    public sealed class PixelUnshuffle : nn.Module<Tensor, Tensor>
    {
        internal PixelUnshuffle(long downscale_factor) : base(nameof(PixelUnshuffle)) => this.downscale_factor = downscale_factor;

        public long downscale_factor { get; set; }

        public override Tensor forward(Tensor input) => F.pixel_unshuffle(input, downscale_factor);
    }

    /// <summary>Mixes groups of channels.</summary>
    public sealed class ChannelShuffle : nn.Module<Tensor, Tensor>
    {
        internal ChannelShuffle(long groups) : base(nameof(ChannelShuffle)) => this.groups = groups;

        public long groups { get; set; }

        public override Tensor forward(Tensor input) => input.channel_shuffle(groups);
    }

    /// <summary>The windows of a convolution as columns: [N, C, H, W] to [N, C KH KW, windows].</summary>
    public sealed class Unfold : nn.Module<Tensor, Tensor>
    {
        internal Unfold((long, long) kernel_size, (long, long)? dilation, (long, long)? padding, (long, long)? stride) : base(nameof(Unfold)) =>
            (this.kernel_size, this.dilation, this.padding, this.stride) = (kernel_size, dilation, padding, stride);

        public (long, long) kernel_size { get; set; }
        public (long, long)? dilation { get; set; }
        public (long, long)? padding { get; set; }
        public (long, long)? stride { get; set; }

        public override Tensor forward(Tensor tensor) => F.unfold(tensor, kernel_size, dilation, padding, stride);
    }

    /// <summary>Sums columns back to where their windows were.</summary>
    public sealed class Fold : nn.Module<Tensor, Tensor>
    {
        internal Fold((long, long) output_size, (long, long) kernel_size, (long, long)? dilation, (long, long)? padding, (long, long)? stride) : base(nameof(Fold)) =>
            (this.output_size, this.kernel_size, this.dilation, this.padding, this.stride) = (output_size, kernel_size, dilation, padding, stride);

        public (long, long) output_size { get; set; }
        public (long, long) kernel_size { get; set; }
        public (long, long)? dilation { get; set; }
        public (long, long)? padding { get; set; }
        public (long, long)? stride { get; set; }

        public override Tensor forward(Tensor tensor) => F.fold(tensor, output_size, kernel_size, dilation, padding, stride);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
            public static Modules.Unflatten Unflatten(long dim, long[] unflattened_size) => new(dim, unflattened_size);
            public static Modules.Upsample Upsample(long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool? align_corners = null, bool? recompute_scale_factor = null) => new(size, scale_factor, mode, align_corners, recompute_scale_factor);
            public static Modules.PixelShuffle PixelShuffle(long upscale_factor) => new(upscale_factor);
            public static Modules.PixelUnshuffle PixelUnshuffle(long downscale_factor) => new(downscale_factor);
            public static Modules.ChannelShuffle ChannelShuffle(long groups) => new(groups);
            public static Modules.Unfold Unfold((long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) => new(kernel_size, dilation, padding, stride);
            public static Modules.Unfold Unfold(long kernel_size, long dilation = 1, long padding = 0, long stride = 1) => new((kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));
            public static Modules.Fold Fold((long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) => new(output_size, kernel_size, dilation, padding, stride);
            public static Modules.Fold Fold(long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) => new((output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));
        }
    }
}
