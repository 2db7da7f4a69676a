using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>Self-attention and a two-layer network, each with a skip connection and a layer norm: [S, N, E], or [N, S, E] with batch_first.</summary>
    public sealed class TransformerEncoderLayer : nn.Module<Tensor, Tensor?, Tensor?, Tensor>
    {
        private readonly MultiheadAttention self_attn;
        private readonly Linear linear1, linear2;
        private readonly LayerNorm norm1, norm2;
        private readonly Dropout dropout, dropout1, dropout2;
        private readonly nn.Activations activation;
        private readonly bool norm_first;

        internal TransformerEncoderLayer(long d_model, long nhead, long dim_feedforward, double dropout, nn.Activations activation, bool batch_first, bool norm_first, double layer_norm_eps) : base(nameof(TransformerEncoderLayer))
        {
            self_attn = nn.MultiheadAttention(d_model, nhead, dropout, batch_first: batch_first);
            linear1 = nn.Linear(d_model, dim_feedforward);
            this.dropout = nn.Dropout(dropout);
            linear2 = nn.Linear(dim_feedforward, d_model);
            norm1 = nn.LayerNorm(d_model, layer_norm_eps);
            norm2 = nn.LayerNorm(d_model, layer_norm_eps);
            dropout1 = nn.Dropout(dropout);
            dropout2 = nn.Dropout(dropout);
            (this.activation, this.norm_first) = (activation, norm_first);
            RegisterComponents();
        }

        public new Tensor call(Tensor src, Tensor? src_mask = null, Tensor? src_key_padding_mask = null) => base.call(src, src_mask, src_key_padding_mask);

        public override Tensor forward(Tensor src, Tensor? src_mask = null, Tensor? src_key_padding_mask = null)
        {
            using var scope = ScopeUnlessWatched();
            var x = src;
            if (norm_first)
            {
                x = x + Attended(norm1.call(x), src_mask, src_key_padding_mask);
                x = x + Transformed(norm2.call(x));
            }
            else
            {
                x = norm1.call(x + Attended(x, src_mask, src_key_padding_mask));
                x = norm2.call(x + Transformed(x));
            }
            scope?.MoveToOuter(x);
            return x;
        }

        private Tensor Attended(Tensor x, Tensor? mask, Tensor? padding) => dropout1.call(self_attn.call(x, x, x, padding, need_weights: false, mask).Item1);

        private Tensor Transformed(Tensor x)
        {
            var hidden = linear1.call(x);
            return dropout2.call(linear2.call(dropout.call(activation == nn.Activations.GELU ? F.gelu(hidden) : F.relu(hidden))));
        }
    }

    /// <summary>Several encoder layers, one after the other.</summary>
    public sealed class TransformerEncoder : nn.Module<Tensor, Tensor?, Tensor?, Tensor>
    {
        private readonly ModuleList<TransformerEncoderLayer> layers;

        internal TransformerEncoder(IEnumerable<TransformerEncoderLayer> layers) : base(nameof(TransformerEncoder))
        {
            this.layers = new([.. layers]);
            RegisterComponents();
        }

        public new Tensor call(Tensor src, Tensor? src_mask = null, Tensor? src_key_padding_mask = null) => base.call(src, src_mask, src_key_padding_mask);

        public override Tensor forward(Tensor src, Tensor? src_mask = null, Tensor? src_key_padding_mask = null) =>
            layers.Aggregate(src, (x, layer) => layer.call(x, src_mask, src_key_padding_mask));
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public enum Activations
            {
                ReLU = 0,
                GELU = 1,
            }

            public static Modules.TransformerEncoderLayer TransformerEncoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU, bool batch_first = false, bool norm_first = false, double layer_norm_eps = 1e-5) =>
                new(d_model, nhead, dim_feedforward, dropout, activation, batch_first, norm_first, layer_norm_eps);

            /// <summary>An encoder of these layers. (TorchSharp copies one layer natively; here each layer is made by the caller, and can be seen.)</summary>
            public static Modules.TransformerEncoder TransformerEncoder(params Modules.TransformerEncoderLayer[] layers) => new(layers);
        }
    }
}
