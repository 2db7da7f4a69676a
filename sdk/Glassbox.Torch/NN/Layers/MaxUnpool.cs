using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>Puts pooled values back where they came from, zeros elsewhere.</summary>
    public sealed class MaxUnpool1d : nn.Module<Tensor, Tensor, long[]?, Tensor>
    {
        internal MaxUnpool1d(long kernel_size, long? stride, long? padding) : base(nameof(MaxUnpool1d)) =>
            (this.kernel_size, this.stride, this.padding) = (kernel_size, stride, padding);

        public long kernel_size { get; set; }
        public long? stride { get; set; }
        public long? padding { get; set; }

        public override Tensor forward(Tensor tensor, Tensor indices, long[]? output_size = null) => F.max_unpool1d(tensor, indices, kernel_size, stride, padding, output_size);
        public new Tensor call(Tensor tensor, Tensor indices, long[]? output_size = null) => base.call(tensor, indices, output_size);
    }

    /// <summary>Puts pooled values back where they came from, zeros elsewhere.</summary>
    public sealed class MaxUnpool2d : nn.Module<Tensor, Tensor, long[]?, Tensor>
    {
        internal MaxUnpool2d(long[] kernel_size, long[]? stride, long[]? padding) : base(nameof(MaxUnpool2d)) =>
            (this.kernel_size, this.stride, this.padding) = (kernel_size, stride, padding);

        public long[] kernel_size { get; set; }
        public long[]? stride { get; set; }
        public long[]? padding { get; set; }

        public override Tensor forward(Tensor tensor, Tensor indices, long[]? output_size = null) => F.max_unpool2d(tensor, indices, kernel_size, stride, padding, output_size);
        public new Tensor call(Tensor tensor, Tensor indices, long[]? output_size = null) => base.call(tensor, indices, output_size);
    }

    /// <summary>Puts pooled values back where they came from, zeros elsewhere.</summary>
    public sealed class MaxUnpool3d : nn.Module<Tensor, Tensor, long[]?, Tensor>
    {
        internal MaxUnpool3d(long[] kernel_size, long[]? stride, long[]? padding) : base(nameof(MaxUnpool3d)) =>
            (this.kernel_size, this.stride, this.padding) = (kernel_size, stride, padding);

        public long[] kernel_size { get; set; }
        public long[]? stride { get; set; }
        public long[]? padding { get; set; }

        public override Tensor forward(Tensor tensor, Tensor indices, long[]? output_size = null) => F.max_unpool3d(tensor, indices, kernel_size, stride, padding, output_size);
        public new Tensor call(Tensor tensor, Tensor indices, long[]? output_size = null) => base.call(tensor, indices, output_size);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.MaxUnpool1d MaxUnpool1d(long kernel_size, long? stride = null, long? padding = null) => new(kernel_size, stride, padding);
            public static Modules.MaxUnpool2d MaxUnpool2d(long kernel_size, long? stride = null, long? padding = null) => new([kernel_size, kernel_size], stride is { } s ? [s, s] : null, padding is { } p ? [p, p] : null);
            public static Modules.MaxUnpool2d MaxUnpool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null) => new([kernel_size.Item1, kernel_size.Item2], stride is { } s ? [s.Item1, s.Item2] : null, padding is { } p ? [p.Item1, p.Item2] : null);
            public static Modules.MaxUnpool2d MaxUnpool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null) => new(kernel_size, stride, padding);
            public static Modules.MaxUnpool3d MaxUnpool3d(long kernel_size, long? stride = null, long? padding = null) => new([kernel_size, kernel_size, kernel_size], stride is { } s ? [s, s, s] : null, padding is { } p ? [p, p, p] : null);
            public static Modules.MaxUnpool3d MaxUnpool3d((long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null) => new([kernel_size.Item1, kernel_size.Item2, kernel_size.Item3], stride is { } s ? [s.Item1, s.Item2, s.Item3] : null, padding is { } p ? [p.Item1, p.Item2, p.Item3] : null);
            public static Modules.MaxUnpool3d MaxUnpool3d(long[] kernel_size, long[]? stride = null, long[]? padding = null) => new(kernel_size, stride, padding);
        }
    }
}
