using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>TorchSharp's own file of a module's state: a count, then name, type, rank, sizes and bytes of each tensor; numbers in LEB128.</summary>
internal static class StateFormat
{
    public static void Write(BinaryWriter writer, Dictionary<string, Tensor> state, IList<string> skip)
    {
        var kept = state.Where(s => !skip.Contains(s.Key)).ToList();
        writer.Write7BitEncodedInt64(kept.Count);
        foreach (var (name, tensor) in kept)
        {
            writer.Write(name);
            writer.Write7BitEncodedInt64((long)tensor.dtype);
            writer.Write7BitEncodedInt64(tensor.dim());
            foreach (var size in tensor.shape) writer.Write7BitEncodedInt64(size);
            writer.Flush();
            TensorBytes.Write(writer.BaseStream, tensor);
        }
    }

    /// <exception cref="InvalidDataException">The file is damaged or of another format.</exception>
    public static Dictionary<string, Tensor> Read(BinaryReader reader)
    {
        var state = new Dictionary<string, Tensor>();
        try
        {
            for (var left = reader.Read7BitEncodedInt64(); left > 0; left--)
            {
                var name = reader.ReadString();
                var type = (ScalarType)checked((sbyte)reader.Read7BitEncodedInt64());
                var rank = reader.Read7BitEncodedInt64();
                if (!Enum.IsDefined(type) || rank is < 0 or > 64) throw new InvalidDataException($"The state file is damaged at \"{name}\", or no state file of TorchSharp's.");
                var shape = new long[rank];
                for (var d = 0; d < rank; d++) shape[d] = reader.Read7BitEncodedInt64();
                var bytes = shape.Aggregate((Int128)SizeOf(type), (n, size) => n * size);
                if (reader.BaseStream.CanSeek && bytes > reader.BaseStream.Length - reader.BaseStream.Position) throw new EndOfStreamException();
                state[name] = TensorBytes.Read(reader.BaseStream, shape, type);
            }
            return state;
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or OverflowException)
        {
            throw new InvalidDataException("The state file ends too early, or is no state file of TorchSharp's.", e);
        }
    }
}
