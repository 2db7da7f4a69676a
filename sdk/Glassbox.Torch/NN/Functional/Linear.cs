using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary><c>input @ weights^T + bias</c>: [.., in] and [out, in] to [.., out].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Dispatcher.Call("aten::linear", input, weights, bias);
            public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias = null) => Dispatcher.Call("aten::bilinear", input1, input2, weight, bias);
            /// <summary>Rows of a table by index; TorchSharp lacks this function.</summary>
            public static Tensor embedding(Tensor x, Tensor weight, long? padding_idx = null, bool scale_grad_by_freq = false, bool sparse = false) =>
                Dispatcher.Call("aten::embedding", weight, x, padding_idx ?? -1, scale_grad_by_freq, sparse);
            public static Tensor one_hot(Tensor x, long num_classes = -1) => Dispatcher.Call("aten::one_hot", x, num_classes);
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) => Dispatcher.Call("aten::cosine_similarity", x1, x2, dim, eps);
            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2, double eps = 1e-6, bool keepdim = false) => Dispatcher.Call("aten::pairwise_distance", input1, input2, p, eps, keepdim);

            /// <summary>
            /// <c>softmax(query key^T / sqrt(E) + mask) value</c>, written out in visible operators: [.., L, E], [.., S, E], [.., S, Ev] to [.., L, Ev].
            /// A bool mask is true where attention is allowed; another one is added to the scores.
            /// </summary>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null) throw new ArgumentException("Attention takes a mask or is causal, not both.");
                using var scope = NewDisposeScope();
                var scores = query.matmul(key.transpose(-2, -1)) / Math.Sqrt(query.size(-1));
                var mask = is_casual ? ones([query.size(-2), key.size(-2)], @bool, query.device).tril() : attn_mask;
                if (mask is not null) scores = mask.dtype == @bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
                var weights = scores.softmax(-1);
                if (p > 0) weights = dropout(weights, p);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }
        }
    }
}
