using System.Collections.Concurrent;
using TorchSharp.Interop;

namespace Glassbox;

/// <summary>The names of an operator's parameters, and which of them it changes in place.</summary>
internal sealed class OperatorSchema
{
    private static readonly ConcurrentDictionary<string, OperatorSchema> Known = new();

    public required string[] Parameters { get; init; }
    public required bool[] Changes { get; init; }

    /// <summary>The operator changes one of its arguments.</summary>
    public bool InPlace => Changes.Contains(true);

    public int IndexOf(string parameter) => Array.IndexOf(Parameters, parameter);

    public static OperatorSchema Of(string fullName) => Known.GetOrAdd(fullName, static name => Parse(Operator.Named(name).Schema));

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
        return new OperatorSchema { Parameters = [.. names], Changes = [.. changes] };
    }
}
