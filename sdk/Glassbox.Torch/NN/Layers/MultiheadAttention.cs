using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>
    /// Attention of several heads (Vaswani et al. 2017), written out in visible operators: projections, scaled scores, softmax, weighted values.
    /// Parameters have PyTorch's names and shapes. Inputs are [L, N, E], or [N, L, E] with batch_first; unbatched [L, E] too.
    /// </summary>
    public sealed class MultiheadAttention : nn.Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor?>>
    {
        private readonly long embed, heads;
        private readonly double dropout;
        private readonly bool zeroAttention, batchFirst;

        internal MultiheadAttention(long embedded_dim, long num_heads, double dropout, bool bias, bool add_bias_kv, bool add_zero_attn, long? kdim, long? vdim, bool batch_first, Device? device, ScalarType? dtype) : base(nameof(MultiheadAttention))
        {
            if (num_heads < 1 || embedded_dim % num_heads != 0) throw new ArgumentException($"MultiheadAttention: {embedded_dim} features do not divide into {num_heads} heads.");
            (embed, heads, this.dropout, zeroAttention, batchFirst) = (embedded_dim, num_heads, dropout, add_zero_attn, batch_first);
            var (keys, values) = (kdim ?? embed, vdim ?? embed);
            if (keys == embed && values == embed) Drawn("in_proj_weight", [3 * embed, embed], nn.init.xavier_uniform_);
            else
            {
                Drawn("q_proj_weight", [embed, embed], nn.init.xavier_uniform_);
                Drawn("k_proj_weight", [embed, keys], nn.init.xavier_uniform_);
                Drawn("v_proj_weight", [embed, values], nn.init.xavier_uniform_);
            }
            if (bias) Drawn("in_proj_bias", [3 * embed], (t, _) => nn.init.zeros_(t));
            out_proj = new Linear(embed, embed, bias, device, dtype);
            if (bias) nn.init.zeros_(out_proj.bias!);
            register_module(nameof(out_proj), out_proj);
            if (add_bias_kv)
            {
                Drawn("bias_k", [1, 1, embed], nn.init.xavier_normal_);
                Drawn("bias_v", [1, 1, embed], nn.init.xavier_normal_);
            }

            void Drawn(string name, long[] shape, Func<Tensor, double, Tensor> draw)
            {
                var parameter = Parameter.Empty(shape, dtype, device);
                draw(parameter, 1);
                register_parameter(name, parameter);
            }
        }

        public Linear out_proj { get; }

        /// <summary>Whether the weights given back are the mean over the heads, [N, L, S], or one set a head, [N, heads, L, S].</summary>
        public bool average_attn_weights { get; set; } = true;

        /// <param name="query">[L, N, E]</param>
        /// <param name="key">[S, N, kdim]</param>
        /// <param name="value">[S, N, vdim]</param>
        /// <param name="key_padding_mask">[N, S]: true (or added to the scores) where a key is padding.</param>
        /// <param name="need_weights">Whether the weights are given back.</param>
        /// <param name="attn_mask">[L, S] or [N * heads, L, S]: true where attention is forbidden, or added to the scores.</param>
        /// <returns>The output [L, N, E], and the attention weights or null.</returns>
        public new Tuple<Tensor, Tensor?> call(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null) =>
            base.call(query, key, value, key_padding_mask, need_weights, attn_mask);

        public override Tuple<Tensor, Tensor?> forward(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null)
        {
            using var scope = ScopeUnlessWatched();
            var batched = query.dim() == 3;
            var batchDimension = batchFirst ? 0 : 1;
            if (!batched)
            {
                (query, key, value) = (query.unsqueeze(batchDimension), key.unsqueeze(batchDimension), value.unsqueeze(batchDimension));
                key_padding_mask = key_padding_mask?.unsqueeze(0);
            }
            var (q, k, v) = Projected(query, key, value);
            if (batchFirst) (q, k, v) = (q.transpose(0, 1), k.transpose(0, 1), v.transpose(0, 1));
            var (length, batch) = (q.size(0), q.size(1));
            var masks = new[] { attn_mask is null ? null : Additive(attn_mask, q.dtype), key_padding_mask is null ? null : Additive(key_padding_mask, q.dtype) };

            if (Own("bias_k") is { } extraKey)
            {
                k = cat([k, extraKey.expand(1, batch, embed)]);
                v = cat([v, Own("bias_v")!.expand(1, batch, embed)]);
                masks = Array.ConvertAll(masks, m => m is null ? null : F.pad(m, (0, 1)));
            }
            var (qh, kh, vh) = (Heads(q), Heads(k), Heads(v));
            if (zeroAttention)
            {
                var nothing = kh.new_zeros(batch, heads, 1, embed / heads);
                (kh, vh) = (cat([kh, nothing], 2), cat([vh, nothing], 2));
                masks = Array.ConvertAll(masks, m => m is null ? null : F.pad(m, (0, 1)));
            }

            var scores = (qh / Math.Sqrt(embed / heads)).matmul(kh.transpose(-2, -1));
            if (masks[0] is { } pairs) scores += pairs.dim() == 3 ? pairs.view(batch, heads, length, -1) : pairs;
            if (masks[1] is { } padding) scores += padding.view(batch, 1, 1, -1);
            var weights = scores.softmax(-1);
            var used = training && dropout > 0 ? F.dropout(weights, dropout) : weights;
            var joined = used.matmul(vh).permute(2, 0, 1, 3).reshape(length, batch, embed);

            var output = out_proj.call(joined);
            if (batchFirst) output = output.transpose(0, 1);
            if (!batched) output = output.squeeze(batchDimension);
            scope?.MoveToOuter(output);
            if (!need_weights) return Tuple.Create(output, (Tensor?)null);
            if (average_attn_weights) weights = weights.mean(1);
            if (!batched) weights = weights.squeeze(0);
            scope?.MoveToOuter(weights);
            return Tuple.Create(output, (Tensor?)weights);
        }

        private (Tensor, Tensor, Tensor) Projected(Tensor query, Tensor key, Tensor value)
        {
            var biases = Own("in_proj_bias")?.chunk(3);
            if (Own("in_proj_weight") is { } joint)
            {
                var weights = joint.chunk(3);
                return (F.linear(query, weights[0], biases?[0]), F.linear(key, weights[1], biases?[1]), F.linear(value, weights[2], biases?[2]));
            }
            return (F.linear(query, Own("q_proj_weight")!, biases?[0]), F.linear(key, Own("k_proj_weight")!, biases?[1]), F.linear(value, Own("v_proj_weight")!, biases?[2]));
        }

        // [L, N, E] to [N, heads, L, E / heads]
        private Tensor Heads(Tensor x) => x.view(x.size(0), x.size(1), heads, embed / heads).permute(1, 2, 0, 3);

        private static Tensor Additive(Tensor mask, ScalarType type) =>
            mask.dtype == ScalarType.Bool ? mask.zeros_like(type).masked_fill_(mask, double.NegativeInfinity) : mask;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.MultiheadAttention MultiheadAttention(long embedded_dim, long num_heads, double dropout = 0, bool bias = true, bool add_bias_kv = false, bool add_zero_attn = false, long? kdim = null, long? vdim = null, bool batch_first = false, Device? device = null, ScalarType? dtype = null) =>
                new(embedded_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim, batch_first, device, dtype);
        }
    }
}
