namespace Glassbox;

/// <summary>What a capture calls the operators and layers that ran: by modules, TorchScript's frames, scopes that the network opened, or its parameters' names.</summary>
internal sealed class RecordedNames
{
    private readonly Dictionary<string, int> counts = [];
    private readonly List<string> scopes = [];

    /// <summary>The values that each layer gave, a call after the other.</summary>
    public Dictionary<string, List<Value>> Layers { get; } = [];

    public void EnterScope(string name) => scopes.Add(name);

    /// <summary>The innermost scope ends; it is a layer, which gave the last value made in it.</summary>
    public void LeaveScope(Value? last)
    {
        AddLayer(string.Join('.', scopes), last);
        scopes.RemoveAt(scopes.Count - 1);
    }

    /// <summary>A layer was called and gave a value; one that is called again has several.</summary>
    public void AddLayer(string name, Value? value)
    {
        if (value is null || name.Length == 0) return;
        if (!Layers.TryGetValue(name, out var calls)) Layers[name] = calls = [];
        calls.Add(value);
    }

    /// <summary>TorchScript's frames, <c>SELF(ResNet)::_forward_impl</c> or <c>layer1(Sequential)::forward</c>, one a line, as a path.</summary>
    public static string ScriptPath(string frames)
    {
        if (frames.Length == 0) return "";
        var parts = frames.Split('\n').Select(f => f.Contains("::") ? f[..f.LastIndexOf("::", StringComparison.Ordinal)] : f).SelectMany(f => f.Split('.'));
        return string.Join('.', parts.Select(p => p.Split('(')[0]).Where(p => p is not ("" or "TOP" or "SELF")));
    }

    /// <summary>Where an operator ran that no module and no frame tells the place of: the open scopes, or what its first parameter belongs to; empty for nowhere.</summary>
    public string ScopeOrParameterPath(object?[] arguments)
    {
        if (scopes.Count > 0) return string.Join('.', scopes);
        // Functional code names no modules, but its parameters have names: conv1.weight belongs to conv1.
        var parameter = arguments.OfType<Value>().FirstOrDefault(v => v.Kind == ValueKind.Parameter);
        return parameter is not null && parameter.Name.LastIndexOf('.') is > 0 and var dot ? parameter.Name[..dot] : "";
    }

    /// <summary>
    /// The module of a node that PyTorch wrote to an ONNX file, as PyTorch calls it: <c>layer1.0.conv1</c> for <c>/layer1/layer1.0/conv1/Conv</c>; empty for one of no module.
    /// Other paths are what they are.
    /// </summary>
    private static string ModulePath(string path) => !path.StartsWith('/') ? path : path[1..].Split('/')[..^1]
        .Aggregate("", (module, part) => module.Length == 0 || part.StartsWith(module + ".", StringComparison.Ordinal) ? part : $"{module}.{part}");

    /// <summary>A name that no node or constant has yet: <c>layer1.0/conv2d</c>, <c>layer1.0/conv2d_2</c>.</summary>
    public string Unique(string path, string operatorName)
    {
        var bare = operatorName[(operatorName.LastIndexOf(':') + 1)..].Split('.')[0].TrimEnd('_');
        var name = path.Length == 0 ? bare : $"{path}/{bare}";
        var count = counts[name] = counts.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}_{count}";
    }

    /// <summary>
    /// Operators are layers too, by their own names. Where there are no modules to leave (functional code, TorchScript), a path is the layer that
    /// its last operator made, and so is each path above it.
    /// </summary>
    public void AddOperators(IReadOnlyList<Node> nodes)
    {
        var byPath = new Dictionary<string, Value>();
        foreach (var node in nodes)
        {
            if (!node.IsActive || node.Outputs.FirstOrDefault(o => o is not null) is not { } output) continue;
            Layers.TryAdd(node.Name, [output]);
            for (var path = ModulePath(node.Path); path.Length > 0; path = path.LastIndexOf('.') is > 0 and var dot ? path[..dot] : "") byPath[path] = output;
        }
        foreach (var (path, value) in byPath) Layers.TryAdd(path, [value]);
    }
}
