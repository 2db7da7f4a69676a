using System.Reflection;

namespace Glassbox.Host.Tests.Plugins;

/// <summary>A type of another assembly in the contract could be resolved twice, and a plugin's method would then "not have an implementation".</summary>
public sealed class ContractTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Allowed = [typeof(Result).Assembly, typeof(TorchSharp.torch.Tensor).Assembly, typeof(object).Assembly];

    [Fact]
    public void TheSdksSurfaceUsesTheSdkTheTensorsAndTheCoreLibraryOnly()
    {
        var foreign =
            from type in typeof(Result).Assembly.GetExportedTypes()
            from used in Surface(type).SelectMany(Parts)
            where !used.Type.IsGenericParameter && !Allowed.Contains(used.Type.Assembly)
            select $"{type}: {used.Type} in {used.Member}";

        foreign.Distinct().ShouldBeEmpty();
    }

    private static IEnumerable<(Type Type, string Member)> Surface(Type type)
    {
        foreach (var ancestor in type.GetInterfaces().Append(type.BaseType ?? typeof(object))) yield return (ancestor, "ancestor");
        foreach (var method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)).Where(m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly))
        {
            foreach (var parameter in method.GetParameters()) yield return (parameter.ParameterType, method.Name);
            if (method is MethodInfo { ReturnType: var result }) yield return (result, method.Name);
        }
        foreach (var field in type.GetFields(Everything).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly)) yield return (field.FieldType, field.Name);
    }

    private static IEnumerable<(Type Type, string Member)> Parts((Type Type, string Member) used)
    {
        if (used.Type.HasElementType) return Parts((used.Type.GetElementType()!, used.Member));
        return used.Type.IsConstructedGenericType
            ? used.Type.GetGenericArguments().SelectMany(a => Parts((a, used.Member))).Append((used.Type.GetGenericTypeDefinition(), used.Member))
            : [used];
    }
}
