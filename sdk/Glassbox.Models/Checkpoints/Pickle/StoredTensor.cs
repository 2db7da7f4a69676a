using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Checkpoints;

/// <summary>A tensor of a checkpoint that has not been read yet: a view of a storage.</summary>
/// <param name="Dtype">The elements' type.</param>
/// <param name="Shape">The tensor's shape.</param>
/// <param name="Strides">How many elements of the storage lie between neighbours of each dimension.</param>
/// <param name="Offset">Where the first element lies, in elements.</param>
/// <param name="Storage">The bytes, which other tensors may share.</param>
internal sealed record StoredTensor(ScalarType Dtype, long[] Shape, long[] Strides, long Offset, StoredBytes Storage)
{
    /// <summary>The tensor, a view of the storage's values: it costs no memory of its own, whatever its shape says.</summary>
    public Tensor Read()
    {
        using var values = Storage.Read(Dtype);
        return values.as_strided(Shape, Strides, Offset);
    }
}

/// <summary>A run of bytes in a checkpoint that tensors are views of. Its length is known, and known to lie within the file, before it is read.</summary>
/// <param name="length">How many bytes.</param>
/// <param name="open">Opens the file at the first of them.</param>
internal sealed class StoredBytes(long length, Func<Stream> open)
{
    private readonly Dictionary<ScalarType, Tensor> read = [];

    /// <summary>How many bytes.</summary>
    public long Length => length;

    /// <summary>The bytes as a flat tensor, read once and then shared. The caller owns the returned handle.</summary>
    public Tensor Read(ScalarType dtype)
    {
        if (!read.TryGetValue(dtype, out var values))
        {
            using var stream = open();
            values = TensorBytes.Read(stream, [length / SizeOf(dtype)], dtype).DetachFromDisposeScope();
            read.Add(dtype, values);
        }
        return values.alias();
    }

    /// <summary>Lets go of the values that were read; tensors made from them live on.</summary>
    public void Release()
    {
        foreach (var values in read.Values) values.Dispose();
        read.Clear();
    }
}
