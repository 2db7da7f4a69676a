using System.Buffers.Binary;
using System.Text;

namespace Glassbox.Onnx;

/// <summary>Reads the fields of one protocol-buffers message (its wire format: tag, then varint, fixed or length-delimited), checking each length against the bytes there are.</summary>
internal ref struct ProtoReader(ReadOnlyMemory<byte> message, string file)
{
    private readonly ReadOnlyMemory<byte> message = message;
    private readonly string file = file;
    private int position;
    private int wireType;

    /// <summary>Moves to the next field; false at the message's end.</summary>
    public bool Next(out int field)
    {
        field = 0;
        if (position >= message.Length) return false;
        var tag = RawVarint();
        if (tag >> 3 is 0 or > 536_870_911) throw Damaged();
        (field, wireType) = ((int)(tag >> 3), (int)(tag & 7));
        return true;
    }

    public long Varint()
    {
        Expect(0);
        return (long)RawVarint();
    }

    public float Float()
    {
        Expect(5);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(4).Span);
    }

    public ReadOnlyMemory<byte> Bytes()
    {
        Expect(2);
        var length = RawVarint();
        return length <= (ulong)(message.Length - position) ? Take((int)length) : throw Damaged();
    }

    public string Text() => Encoding.UTF8.GetString(Bytes().Span);

    /// <summary>Adds the values of a repeated integer, packed or one by one.</summary>
    public void Varints(List<long> into)
    {
        if (wireType == 0)
        {
            into.Add((long)RawVarint());
            return;
        }
        var packed = new ProtoReader(Bytes(), file);
        while (packed.position < packed.message.Length) into.Add((long)packed.RawVarint());
    }

    /// <summary>Adds the values of a repeated float, packed or one by one.</summary>
    public void Floats(List<float> into)
    {
        if (wireType == 5)
        {
            into.Add(Float());
            return;
        }
        var bytes = Bytes().Span;
        if (bytes.Length % 4 != 0) throw Damaged();
        for (; bytes.Length > 0; bytes = bytes[4..]) into.Add(BinaryPrimitives.ReadSingleLittleEndian(bytes));
    }

    /// <summary>Adds the values of a repeated double, packed or one by one.</summary>
    public void Doubles(List<double> into)
    {
        var bytes = wireType == 1 ? Take(8).Span : Bytes().Span;
        if (bytes.Length % 8 != 0) throw Damaged();
        for (; bytes.Length > 0; bytes = bytes[8..]) into.Add(BinaryPrimitives.ReadDoubleLittleEndian(bytes));
    }

    /// <summary>Passes over the field's value.</summary>
    public void Skip()
    {
        switch (wireType)
        {
            case 0: RawVarint(); break;
            case 1: Take(8); break;
            case 2: Bytes(); break;
            case 5: Take(4); break;
            default: throw Damaged();
        }
    }

    private ulong RawVarint()
    {
        var bytes = message.Span;
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (position >= bytes.Length) throw Damaged();
            var next = bytes[position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
        throw Damaged();
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > message.Length - position) throw Damaged();
        position += count;
        return message.Slice(position - count, count);
    }

    private readonly void Expect(int type)
    {
        if (wireType != type) throw Damaged();
    }

    private readonly GlassboxException Damaged() => new($"{file} is damaged or cut short: it is no valid ONNX file.");
}
