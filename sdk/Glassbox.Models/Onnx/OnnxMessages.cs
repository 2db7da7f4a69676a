namespace Glassbox.Onnx;

/// <summary>An ONNX file as it is written (ModelProto): the messages and fields that a network needs, by the field numbers of onnx.proto.</summary>
internal sealed record OnnxFile(long IrVersion, string Producer, IReadOnlyDictionary<string, long> Opsets, OnnxGraphProto Graph)
{
    public static OnnxFile Parse(ReadOnlyMemory<byte> bytes, string file)
    {
        long irVersion = 0;
        var producer = "";
        var opsets = new Dictionary<string, long>();
        OnnxGraphProto? graph = null;
        var reader = new ProtoReader(bytes, file);
        while (reader.Next(out var field))
            switch (field)
            {
                case 1: irVersion = reader.Varint(); break;
                case 2: producer = reader.Text(); break;
                case 7: graph = OnnxGraphProto.Parse(reader.Bytes(), file); break;
                case 8: Opset(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        return new OnnxFile(irVersion, producer, opsets, graph ?? throw new GlassboxException($"{file} holds no ONNX graph."));

        void Opset(ReadOnlyMemory<byte> message)
        {
            var (domain, version) = ("", 0L);
            var reader = new ProtoReader(message, file);
            while (reader.Next(out var field))
                switch (field)
                {
                    case 1: domain = reader.Text(); break;
                    case 2: version = reader.Varint(); break;
                    default: reader.Skip(); break;
                }
            opsets[domain == "ai.onnx" ? "" : domain] = version;
        }
    }
}

/// <summary>GraphProto: nodes in an order in which they can run.</summary>
internal sealed record OnnxGraphProto(
    IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<OnnxTensor> Initializers, IReadOnlyList<OnnxValueInfo> Inputs, IReadOnlyList<OnnxValueInfo> Outputs)
{
    public static OnnxGraphProto Parse(ReadOnlyMemory<byte> bytes, string file)
    {
        var (nodes, initializers, inputs, outputs) = (new List<OnnxNode>(), new List<OnnxTensor>(), new List<OnnxValueInfo>(), new List<OnnxValueInfo>());
        var reader = new ProtoReader(bytes, file);
        while (reader.Next(out var field))
            switch (field)
            {
                case 1: nodes.Add(OnnxNode.Parse(reader.Bytes(), file)); break;
                case 5: initializers.Add(OnnxTensor.Parse(reader.Bytes(), file)); break;
                case 11: inputs.Add(OnnxValueInfo.Parse(reader.Bytes(), file)); break;
                case 12: outputs.Add(OnnxValueInfo.Parse(reader.Bytes(), file)); break;
                case 15: throw new GlassboxException($"{file} has sparse weights, which are not supported: export it with dense ones.");
                default: reader.Skip(); break;
            }
        return new OnnxGraphProto(nodes, initializers, inputs, outputs);
    }
}

/// <summary>ValueInfoProto: the name and shape of a graph's input or output; -1 for a dimension without a number.</summary>
internal sealed record OnnxValueInfo(string Name, long[]? Shape)
{
    public static OnnxValueInfo Parse(ReadOnlyMemory<byte> bytes, string file)
    {
        var (name, shape) = ("", (long[]?)null);
        var reader = new ProtoReader(bytes, file);
        while (reader.Next(out var field))
            switch (field)
            {
                case 1: name = reader.Text(); break;
                case 2: shape = Shaped(Inner(Inner(reader.Bytes(), 1), 2)); break; // TypeProto.tensor_type.shape
                default: reader.Skip(); break;
            }
        return new OnnxValueInfo(name, shape);

        ReadOnlyMemory<byte>? Inner(ReadOnlyMemory<byte>? message, int wanted)
        {
            if (message is not { } bytes) return null;
            ReadOnlyMemory<byte>? found = null;
            var reader = new ProtoReader(bytes, file);
            while (reader.Next(out var field))
                if (field == wanted) found = reader.Bytes(); else reader.Skip();
            return found;
        }

        long[]? Shaped(ReadOnlyMemory<byte>? message)
        {
            if (message is not { } bytes) return null;
            var dims = new List<long>();
            var reader = new ProtoReader(bytes, file);
            while (reader.Next(out var field))
                if (field == 1) dims.Add(Dimension(reader.Bytes())); else reader.Skip();
            return [.. dims];
        }

        long Dimension(ReadOnlyMemory<byte> message)
        {
            var size = -1L;
            var reader = new ProtoReader(message, file);
            while (reader.Next(out var field))
                if (field == 1) size = reader.Varint(); else reader.Skip();
            return size;
        }
    }
}
