using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>What dropouts share: the probability, and whether they overwrite their input.</summary>
    public abstract class DropoutBase : nn.Module<Tensor, Tensor>
    {
        private protected DropoutBase(string name, double p, bool inplace) : base(name)
        {
            if (p is < 0 or > 1) throw new ArgumentOutOfRangeException(nameof(p), $"{name}: a probability lies between 0 and 1, not at {p}.");
            (this.p, this.inplace) = (p, inplace);
        }

        public double p { get; set; }
        public bool inplace { get; set; }
    }

    /// <summary>Drops elements with probability p in training.</summary>
    public sealed class Dropout : DropoutBase
    {
        internal Dropout(double p, bool inplace) : base(nameof(Dropout), p, inplace) { }

        public override Tensor forward(Tensor input) => F.dropout(input, p, training, inplace);
    }

    /// <summary>Drops whole channels of [N, C, L] with probability p in training.</summary>
    public sealed class Dropout1d : DropoutBase
    {
        internal Dropout1d(double p, bool inplace) : base(nameof(Dropout1d), p, inplace) { }

        public override Tensor forward(Tensor input) => F.dropout1d(input, p, training, inplace);
    }

    /// <summary>Drops whole channels of [N, C, H, W] with probability p in training.</summary>
    public sealed class Dropout2d : DropoutBase
    {
        internal Dropout2d(double p, bool inplace) : base(nameof(Dropout2d), p, inplace) { }

        public override Tensor forward(Tensor input) => F.dropout2d(input, p, training, inplace);
    }

    /// <summary>Drops whole channels of [N, C, D, H, W] with probability p in training.</summary>
    public sealed class Dropout3d : DropoutBase
    {
        internal Dropout3d(double p, bool inplace) : base(nameof(Dropout3d), p, inplace) { }

        public override Tensor forward(Tensor input) => F.dropout3d(input, p, training, inplace);
    }

    /// <summary>Drops elements, keeping mean and variance as SELU networks need with probability p in training.</summary>
    public sealed class AlphaDropout : DropoutBase
    {
        internal AlphaDropout(double p, bool inplace) : base(nameof(AlphaDropout), p, inplace) { }

        public override Tensor forward(Tensor input) => F.alpha_dropout(input, p, training, inplace);
    }

    /// <summary>Drops whole channels, keeping mean and variance with probability p in training.</summary>
    public sealed class FeatureAlphaDropout : DropoutBase
    {
        internal FeatureAlphaDropout(double p, bool inplace) : base(nameof(FeatureAlphaDropout), p, inplace) { }

        public override Tensor forward(Tensor input) => F.feature_alpha_dropout(input, p, training, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Modules.Dropout1d Dropout1d(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Modules.Dropout2d Dropout2d(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Modules.Dropout3d Dropout3d(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Modules.AlphaDropout AlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Modules.FeatureAlphaDropout FeatureAlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);
        }
    }
}
