using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Attention as one operator, which files of other programs hold; Glassbox's own function writes it out.</summary>
internal static class FusedAttention
{
    public static Tensor Of(Tensor query, Tensor key, Tensor value, Tensor? mask = null, bool causal = false) => Operator.Exists("aten::scaled_dot_product_attention")
        ? Dispatcher.Call("aten::scaled_dot_product_attention", query, key, value, mask is null ? Argument.None : mask, 0.0, causal)
        : Dispatcher.CallMany("aten::_scaled_dot_product_attention", query, key, value, mask is null ? Argument.None : mask, 0.0, false, causal)[0];
}
