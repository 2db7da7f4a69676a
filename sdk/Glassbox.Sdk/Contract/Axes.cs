using static TorchSharp.torch;

namespace Glassbox;

/// <summary>The axes of batches: samples first, then channels, then what lies in space or time.</summary>
public static class Axes
{
    /// <summary>All axes but the batch's: <c>C, H, W</c> of <c>[N, C, H, W]</c>.</summary>
    public static long[] OfSample(Tensor batch) => Rows.From(1, batch.dim() - 1);

    /// <summary>All axes after batch and channels: <c>H, W</c> of <c>[N, C, H, W]</c>.</summary>
    public static long[] OfSpace(Tensor batch) => Rows.From(2, batch.dim() - 2);

    /// <summary>Numbers for each sample, <c>[N]</c>, or each sample and channel, <c>[N, C]</c>, shaped to be multiplied with the batch.</summary>
    public static Tensor SpreadOver(this Tensor numbers, Tensor batch) => numbers.view([.. numbers.shape, .. Enumerable.Repeat(1L, (int)(batch.dim() - numbers.dim()))]);

    /// <summary>The same elements with the axes in the order in which memory holds them: pictures with the channels last are read several times faster so, and flattened without a copy.</summary>
    /// <param name="tensor">Any tensor.</param>
    /// <param name="like">Whose order it is given, so that both can be read side by side; its own unless said.</param>
    public static Tensor AsItLies(this Tensor tensor, Tensor? like = null) => (like ?? tensor) is var order && order.dim() == 4 && order.stride(1) == 1 ? tensor.permute(0, 2, 3, 1) : tensor;
}
