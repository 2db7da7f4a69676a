using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Instance normalisation of [C, L] or [N, C, L].</summary>
    public sealed class InstanceNorm1d : InstanceNorm
    {
        internal InstanceNorm1d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
            : base(nameof(InstanceNorm1d), num_features, eps, momentum, affine, track_running_stats, device, dtype) { }

        private protected override string Shapes => "[C, L] or [N, C, L]";
        private protected override bool Fits(long rank) => rank is 2 or 3;
        private protected override long Unbatched => 2;
    }

    /// <summary>Instance normalisation of [C, H, W] or [N, C, H, W].</summary>
    public sealed class InstanceNorm2d : InstanceNorm
    {
        internal InstanceNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
            : base(nameof(InstanceNorm2d), num_features, eps, momentum, affine, track_running_stats, device, dtype) { }

        private protected override string Shapes => "[C, H, W] or [N, C, H, W]";
        private protected override bool Fits(long rank) => rank is 3 or 4;
        private protected override long Unbatched => 3;
    }

    /// <summary>Instance normalisation of [C, D, H, W] or [N, C, D, H, W].</summary>
    public sealed class InstanceNorm3d : InstanceNorm
    {
        internal InstanceNorm3d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
            : base(nameof(InstanceNorm3d), num_features, eps, momentum, affine, track_running_stats, device, dtype) { }

        private protected override string Shapes => "[C, D, H, W] or [N, C, D, H, W]";
        private protected override bool Fits(long rank) => rank is 4 or 5;
        private protected override long Unbatched => 4;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.InstanceNorm1d InstanceNorm1d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
            public static Modules.InstanceNorm2d InstanceNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
            public static Modules.InstanceNorm3d InstanceNorm3d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
