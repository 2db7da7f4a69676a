namespace Glassbox.Host.Plugins;

/// <summary>A kind of method, read from its <see cref="KindAttribute"/> interface: the host knows no kind by name, so that a new one needs no change here.</summary>
/// <param name="Id">The kind's name: <c>attributor</c>.</param>
/// <param name="Question">The question that its methods answer.</param>
/// <param name="InterfaceName">The interface's full name.</param>
/// <param name="Operands">What a method is given besides its options and the run, in order.</param>
/// <param name="Returns">What a method gives back.</param>
/// <param name="ReturnsDocumentation">The same in words.</param>
public sealed record KindDescription(
    string Id, string Question, string InterfaceName, IReadOnlyList<OperandDescription> Operands, Type Returns, string ReturnsDocumentation);

/// <summary>One operand of a kind of method.</summary>
/// <param name="Name">The parameter's name: <c>inputs</c>.</param>
/// <param name="Type">Its type, of the SDK, the tensor layer or the core library.</param>
/// <param name="Optional">Whether it may be left out: its type, and that of every operand after it, has a public static <c>Default</c>.</param>
/// <param name="Documentation">What the kind says of it.</param>
public sealed record OperandDescription(string Name, Type Type, bool Optional, string Documentation)
{
    /// <summary>The value that stands for an operand left out; null where it may not be left out.</summary>
    public object? Default => Optional ? DefaultOf(Type)?.GetValue(null) : null;

    internal static System.Reflection.PropertyInfo? DefaultOf(Type type) =>
        type.GetProperty("Default", System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static) is { } property
            && type.IsAssignableFrom(property.PropertyType) ? property : null;
}
