namespace Glassbox.Host.Prompt;

/// <summary>Types as C# writes them: <c>List&lt;double&gt;</c>, <c>int[]</c>, <c>(int, string)</c>.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(char)] = "char", [typeof(decimal)] = "decimal", [typeof(double)] = "double", [typeof(float)] = "float", [typeof(int)] = "int",
        [typeof(long)] = "long", [typeof(object)] = "object", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(string)] = "string", [typeof(uint)] = "uint", [typeof(ulong)] = "ulong",
        [typeof(ushort)] = "ushort", [typeof(void)] = "void",
    };

    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (type.IsArray) return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner) + "?";
        // What the compiler made for a collection expression or an iterator has no name to show, but is something that has.
        if (type.Name.StartsWith('<'))
            return new[] { typeof(IReadOnlyList<>), typeof(IEnumerable<>) }.Select(named => type.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == named))
                .FirstOrDefault(i => i is not null) is { } known ? Of(known) : "anonymous";
        if (!type.IsGenericType) return type.Name;
        var arguments = string.Join(", ", type.GetGenericArguments().Select(Of));
        return type.Name.StartsWith("ValueTuple", StringComparison.Ordinal) ? $"({arguments})" : $"{type.Name.Split('`')[0]}<{arguments}>";
    }
}
