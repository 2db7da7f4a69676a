using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // In training, elements or whole channels become zero with probability p, and the rest is scaled by 1 / (1 - p).
        public static partial class functional
        {
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Dropped("dropout", input, p, training, inplace);
            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => Dropped("alpha_dropout", input, p, training, inplace);
            public static Tensor feature_alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => Dropped("feature_alpha_dropout", input, p, training, inplace);
            /// <summary>Whole channels of [N, C, L] or [C, L].</summary>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Channels(input, 2, p, training, inplace);
            /// <summary>Whole channels of [N, C, H, W] or [C, H, W].</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Channels(input, 3, p, training, inplace);
            /// <summary>Whole channels of [N, C, D, H, W] or [C, D, H, W].</summary>
            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Channels(input, 4, p, training, inplace);

            private static Tensor Dropped(string op, Tensor input, double p, bool training, bool inplace) => inplace
                ? Dispatcher.CallInPlace(input, $"aten::{op}_", input, p, training)
                : Dispatcher.Call($"aten::{op}", input, p, training);

            private static Tensor Channels(Tensor input, int unbatched, double p, bool training, bool inplace)
            {
                if (input.dim() != unbatched) return Dropped("feature_dropout", input, p, training, inplace);
                using var batch = input.unsqueeze(0);
                if (inplace)
                {
                    Dropped("feature_dropout", batch, p, training, true);
                    return input;
                }
                using var dropped = Dropped("feature_dropout", batch, p, training, false);
                return dropped.squeeze(0);
            }
        }
    }
}
