using System.Collections.Concurrent;
using TorchSharp.Interop;

namespace Glassbox;

/// <summary>The names of an operator's parameters, which of them it changes in place, and whether what it gives shares their memory.</summary>
internal sealed class OperatorSchema
{
    private static readonly ConcurrentDictionary<string, OperatorSchema> Known = new();

    public required string[] Parameters { get; init; }
    public required bool[] Changes { get; init; }

    /// <summary>What it gives may be a view of what it was given.</summary>
    public required bool IsView { get; init; }

    /// <summary>The operator that gives the same without changing its argument, <c>aten::relu</c> for <c>aten::relu_</c>; null where there is none.</summary>
    public string? Functional { get; private init; }

    /// <summary>The operator changes one of its arguments.</summary>
    public bool InPlace => Changes.Contains(true);

    public int IndexOf(string parameter) => Array.IndexOf(Parameters, parameter);

    public static OperatorSchema Of(string fullName) => Known.GetOrAdd(fullName, static name =>
    {
        var schema = Parse(Operator.Named(name).Schema);
        return schema.InPlace ? new() { Parameters = schema.Parameters, Changes = schema.Changes, IsView = false, Functional = FunctionalOf(name, schema) } : schema;
    });

    private static string? FunctionalOf(string fullName, OperatorSchema schema)
    {
        var parts = fullName.Split('.');
        if (!parts[0].EndsWith('_') || parts[0].EndsWith("__", StringComparison.Ordinal)) return null;
        parts[0] = parts[0][..^1];
        var name = string.Join('.', parts);
        return Operator.Exists(name) && Parse(Operator.Named(name).Schema) is { InPlace: false } twin && twin.Parameters.SequenceEqual(schema.Parameters) ? name : null;
    }


    /// <summary>Reads <c>aten::add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)</c>.</summary>
    private static OperatorSchema Parse(string schema)
    {
        var (names, changes) = (new List<string>(), new List<bool>());
        var (depth, start) = (0, schema.IndexOf('(') + 1);
        for (var i = start; depth >= 0 && i < schema.Length; i++)
        {
            if (schema[i] is '(' or '[') depth++;
            else if (schema[i] is ')' or ']') depth--;
            if (depth > 0 || (depth == 0 && schema[i] != ',')) continue;
            var parameter = schema[start..i].Trim();
            start = i + 1;
            if (parameter is "" or "*") continue;
            changes.Add(parameter.Split(' ')[0].Contains('!'));
            names.Add(parameter.Split('=')[0].Split(' ')[^1]);
        }
        var gives = schema[(schema.LastIndexOf("->", StringComparison.Ordinal) + 2)..];
        return new OperatorSchema { Parameters = [.. names], Changes = [.. changes], IsView = gives.Contains("(a") && !gives.Contains('!') };
    }
}
