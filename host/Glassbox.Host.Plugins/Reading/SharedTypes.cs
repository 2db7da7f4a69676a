using System.Reflection;

namespace Glassbox.Host.Plugins;

/// <summary>The host's own types behind types that were read from metadata.</summary>
internal static class SharedTypes
{
    /// <summary>The host's type; null where it is of no assembly that host and plugin share.</summary>
    public static Type? Of(Type type)
    {
        if (type.IsGenericParameter || type.IsPointer || type.IsByRef) return null;
        if (type.IsSZArray) return Of(type.GetElementType()!)?.MakeArrayType();
        if (type.IsArray) return Of(type.GetElementType()!)?.MakeArrayType(type.GetArrayRank());
        if (type.IsConstructedGenericType)
        {
            var arguments = Array.ConvertAll(type.GetGenericArguments(), Of);
            return arguments.All(a => a is not null) ? Of(type.GetGenericTypeDefinition())?.MakeGenericType(arguments!) : null;
        }
        return Home(type.Assembly.GetName().Name!)?.GetType(type.FullName!);
    }

    private static Assembly? Home(string assembly) =>
        assembly == typeof(object).Assembly.GetName().Name ? typeof(object).Assembly : PluginDependencies.Shared.GetValueOrDefault(assembly);
}
