using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A tensor's elements as a stream of little-endian bytes in row-major order.</summary>
internal static class TensorBytes
{
    // A span holds less than 2 GiB; longer tensors go in parts.
    private const long PartBytes = 1 << 30;

    public static void Write(Stream stream, Tensor tensor)
    {
        using var onCpu = tensor.detach().to(CPU, disposeAfter: true);
        using var packed = onCpu.contiguous();
        foreach (var part in Parts(packed))
            using (part) stream.Write(part.bytes);
    }

    /// <summary>Fills a new tensor on the CPU.</summary>
    /// <exception cref="EndOfStreamException">The stream is too short.</exception>
    public static Tensor Read(Stream stream, long[] shape, ScalarType type)
    {
        var tensor = empty(shape, type, CPU);
        try
        {
            foreach (var part in Parts(tensor))
                using (part) stream.ReadExactly(part.bytes);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static IEnumerable<Tensor> Parts(Tensor packed)
    {
        using var flat = packed.view(-1);
        var step = PartBytes / packed.ElementSize;
        for (var start = 0L; start < flat.numel(); start += step) yield return flat.narrow(0, start, Math.Min(step, flat.numel() - start));
    }
}
