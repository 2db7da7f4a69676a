namespace Glassbox.Onnx;

/// <summary>NodeProto: one operator of the graph. An empty input name is an optional input left out.</summary>
internal sealed record OnnxNode(string Name, string Domain, string Operator, string[] Inputs, string[] Outputs, IReadOnlyDictionary<string, OnnxAttribute> Attributes)
{
    /// <summary>The version of the operator set that the graph is written in.</summary>
    public long Opset { get; init; }

    /// <summary>What the node is called in messages and as a layer: its name, or its first output where it has none.</summary>
    public string Label => Name.Length > 0 ? Name : Outputs.FirstOrDefault() ?? Operator;

    public static OnnxNode Parse(ReadOnlyMemory<byte> bytes, string file)
    {
        var (name, domain, type) = ("", "", "");
        var (inputs, outputs, attributes) = (new List<string>(), new List<string>(), new Dictionary<string, OnnxAttribute>());
        var reader = new ProtoReader(bytes, file);
        while (reader.Next(out var field))
            switch (field)
            {
                case 1: inputs.Add(reader.Text()); break;
                case 2: outputs.Add(reader.Text()); break;
                case 3: name = reader.Text(); break;
                case 4: type = reader.Text(); break;
                case 5:
                    var attribute = OnnxAttribute.Parse(reader.Bytes(), file);
                    attributes[attribute.Name] = attribute;
                    break;
                case 7: domain = reader.Text(); break;
                default: reader.Skip(); break;
            }
        return new OnnxNode(name, domain == "ai.onnx" ? "" : domain, type, [.. inputs], [.. outputs], attributes);
    }

    public long Int(string name, long otherwise) => Attributes.TryGetValue(name, out var a) ? a.Int : otherwise;

    public bool Flag(string name, bool otherwise = false) => Int(name, otherwise ? 1 : 0) != 0;

    public double Float(string name, double otherwise) => Attributes.TryGetValue(name, out var a) ? a.Float : otherwise;

    public string Text(string name, string otherwise) => Attributes.TryGetValue(name, out var a) ? a.Text : otherwise;

    public string[] Texts(string name) => Attributes.TryGetValue(name, out var a) ? a.Texts : [];

    public long[]? Ints(string name) => Attributes.TryGetValue(name, out var a) ? a.Ints : null;

    /// <summary>The error that this node cannot be run, and why.</summary>
    public GlassboxException Unsupported(string why) => new($"ONNX node \"{Label}\" ({Operator}) {why}.");
}

/// <summary>AttributeProto: a constant of an operator.</summary>
internal sealed record OnnxAttribute(string Name)
{
    public long Int { get; private set; }
    public float Float { get; private set; }
    public string Text { get; private set; } = "";
    public long[] Ints { get; private set; } = [];
    public float[] Floats { get; private set; } = [];
    public string[] Texts { get; private set; } = [];
    public OnnxTensor? Tensor { get; private set; }

    public static OnnxAttribute Parse(ReadOnlyMemory<byte> bytes, string file)
    {
        var attribute = new OnnxAttribute("");
        var (ints, floats, texts) = (new List<long>(), new List<float>(), new List<string>());
        var reader = new ProtoReader(bytes, file);
        while (reader.Next(out var field))
            switch (field)
            {
                case 1: attribute = attribute with { Name = reader.Text() }; break;
                case 2: attribute.Float = reader.Float(); break;
                case 3: attribute.Int = reader.Varint(); break;
                case 4: attribute.Text = reader.Text(); break;
                case 5: attribute.Tensor = OnnxTensor.Parse(reader.Bytes(), file); break;
                case 7: reader.Floats(floats); break;
                case 8: reader.Varints(ints); break;
                case 9: texts.Add(reader.Text()); break;
                default: reader.Skip(); break;
            }
        attribute.Ints = [.. ints];
        attribute.Floats = [.. floats];
        attribute.Texts = [.. texts];
        return attribute;
    }
}
