using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// How tensors lie in memory while a compiled graph runs: on the CPU, convolutions of 32-bit floats run fastest with the channels last, and so do the operators between them.
/// What a tensor holds is the same in every layout; the few operators that read the memory itself are given the layout they were captured with.
/// </summary>
internal static class Layouts
{
    /// <summary>Whether an operator gives the same when its arguments lie differently than when it was captured.</summary>
    public static bool Runs(Node node) => node.Kind is not ("as_strided" or "as_strided_scatter" or "set" or "resize" or "view_as_real" or "view_as_complex") && node.FullName != "aten::view.dtype";

    /// <summary>The operator to run: a view of a tensor with the channels last has to be a copy.</summary>
    public static string NameOf(Node node) => node.FullName is "aten::view" or "aten::_unsafe_view" ? "aten::reshape" : node.FullName;

    /// <summary>Puts a convolution's weights in the layout that it runs fastest with; what else there is stays as it is.</summary>
    public static void Prepare(Node node)
    {
        if (LinearOperator.Of(node) is not { IsConvolution: true } layer || node.InputNamed("weight") is not { } weight) return;
        if (weight.Tensor is not { dtype: ScalarType.Float32, device_type: DeviceType.CPU } tensor || tensor.dim() != 4) return;
        weight.Tensor = ChannelsLast(tensor).DetachFromDisposeScope();
    }

    /// <summary>The same values, <c>[N, C, H, W]</c>, with the channels next to each other in memory.</summary>
    public static Tensor ChannelsLast(Tensor tensor) => tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary><c>[N, C, H, W]</c> as <c>[N * H * W, C]</c>: no copy where channels lie together in memory.</summary>
    public static Tensor PlaceRows(Tensor map) => map.permute(0, 2, 3, 1).reshape(-1, map.size(1));
}
