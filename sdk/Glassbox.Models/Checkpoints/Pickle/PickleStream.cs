using System.Buffers.Binary;
using System.Text;

namespace Glassbox.Checkpoints;

/// <summary>The bytes of a pickle, each length checked against what is left before anything is allocated for it.</summary>
internal sealed class PickleStream(Stream stream, string file)
{
    /// <summary>What one pickle may hold: some two hundred thousand tensors. It bounds the memory that a hostile file can ask for.</summary>
    public const int LargestPickle = 64 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] word = new byte[8];
    private readonly long start = stream.Position;

    /// <summary>The file's name, for messages.</summary>
    public string File => file;

    public byte Byte()
    {
        Need(1);
        stream.ReadExactly(word, 0, 1);
        return word[0];
    }

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Word(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Word(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Word(8));

    public double BigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Word(8));

    public byte[] Bytes(ulong count)
    {
        Need(count);
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public string Text(ulong count)
    {
        var bytes = Bytes(count);
        try { return Utf8.GetString(bytes); }
        catch (DecoderFallbackException e) { throw new GlassboxException($"{file} is damaged: a name in its pickle is not UTF-8.", e); }
    }

    /// <summary>A line of ASCII, without its end.</summary>
    public string Line()
    {
        var line = new StringBuilder();
        for (var c = Byte(); c != '\n'; c = Byte())
        {
            line.Append((char)c);
            if (line.Length > 1024) throw new GlassboxException($"{file} is damaged: a name in its pickle has no end.");
        }
        return line.ToString();
    }

    private Span<byte> Word(int count)
    {
        Need((ulong)count);
        stream.ReadExactly(word, 0, count);
        return word.AsSpan(0, count);
    }

    private void Need(ulong count)
    {
        if (count > (ulong)(stream.Length - stream.Position)) throw new GlassboxException($"{file} is cut short: its pickle ends at byte {stream.Length}.");
        if (count > LargestPickle || stream.Position - start + (long)count > LargestPickle)
            throw new GlassboxException($"{file} has a pickle of more than {LargestPickle >> 20} MiB, which no state dict needs.");
    }
}
