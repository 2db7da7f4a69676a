using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // In training, elements or whole channels become zero with probability p, and the rest is scaled by 1 / (1 - p).
        public static partial class functional
        {
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Dropped("aten::dropout", "aten::dropout_", input, p, training, inplace);
            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => Dropped("aten::alpha_dropout", "aten::alpha_dropout_", input, p, training, inplace);
            public static Tensor feature_alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => Dropped("aten::feature_alpha_dropout", "aten::feature_alpha_dropout_", input, p, training, inplace);
            /// <summary>Whole channels of [N, C, L] or [C, L].</summary>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Channels(input, 2, p, training, inplace);
            /// <summary>Whole channels of [N, C, H, W] or [C, H, W].</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Channels(input, 3, p, training, inplace);
            /// <summary>Whole channels of [N, C, D, H, W] or [C, D, H, W].</summary>
            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Channels(input, 4, p, training, inplace);

            private static Tensor Dropped(string op, string opInPlace, Tensor input, double p, bool training, bool inplace) => inplace
                ? Dispatcher.CallInPlace(input, opInPlace, input, p, training)
                : Dispatcher.Call(op, input, p, training);

            private static Tensor Channels(Tensor input, int unbatched, double p, bool training, bool inplace)
            {
                if (input.dim() != unbatched) return Dropped("aten::feature_dropout", "aten::feature_dropout_", input, p, training, inplace);
                using var batch = input.unsqueeze(0);
                if (inplace)
                {
                    Dropped("aten::feature_dropout", "aten::feature_dropout_", batch, p, training, true);
                    return input;
                }
                using var dropped = Dropped("aten::feature_dropout", "aten::feature_dropout_", batch, p, training, false);
                return dropped.squeeze(0);
            }
        }
    }
}
