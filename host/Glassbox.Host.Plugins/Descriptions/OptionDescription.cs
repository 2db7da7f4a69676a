namespace Glassbox.Host.Plugins;

/// <summary>One option of a method.</summary>
/// <param name="Name">The name in scripts: <c>maxFeatures</c>.</param>
/// <param name="Parameter">The name in the options record: <c>MaxFeatures</c>.</param>
/// <param name="Shape">What values it takes.</param>
/// <param name="Nullable">Whether it may be null.</param>
/// <param name="Choices">The names that it chooses from; null where <paramref name="Shape"/> is not <see cref="OptionShape.Choice"/>.</param>
/// <param name="Default">Its value where it is left out, as <see cref="OptionValues"/> holds values.</param>
/// <param name="Range">The smallest and the largest value allowed; null where any is.</param>
/// <param name="IsLayerName">Whether it names one of the model's layers.</param>
/// <param name="Documentation">What the method's author says of it.</param>
public sealed record OptionDescription(
    string Name, string Parameter, OptionShape Shape, bool Nullable, EnumDescription? Choices,
    object? Default, OptionRange? Range, bool IsLayerName, string Documentation)
{
    /// <summary>The name in the shell: <c>--max-features</c>.</summary>
    public string Flag => "--" + Spelling.Kebab(Parameter);

    /// <summary>The default as a user would type it; empty for null.</summary>
    public string DefaultText => Default is null ? "" : OptionValues.Text(this, Default);

    /// <summary>What it takes, in words: <c>a number of 0 to 1</c>, <c>one of epsilon-plus, alpha2-beta1</c>.</summary>
    public string Expects
    {
        get
        {
            var range = Range is { } r ? r.InWords : "";
            return Shape switch
            {
                OptionShape.Bool => "true or false",
                OptionShape.Int or OptionShape.Long => "a whole number" + range,
                OptionShape.Double => "a number" + range,
                OptionShape.Text => IsLayerName ? "the name of a layer" : "a text",
                OptionShape.Choice => "one of " + string.Join(", ", Choices!.Members.Select(m => Spelling.Kebab(m.Name))),
                OptionShape.Longs => "whole numbers" + range + " with commas between them",
                OptionShape.Doubles => "numbers" + range + " with commas between them",
                OptionShape.Texts => "texts with commas between them",
                _ => "a tensor (in a shell, a number or an .npy file)",
            };
        }
    }
}

/// <summary>The types that an option may have.</summary>
public enum OptionShape
{
    /// <summary><c>bool</c>.</summary>
    Bool,
    /// <summary><c>int</c>.</summary>
    Int,
    /// <summary><c>long</c>.</summary>
    Long,
    /// <summary><c>double</c>.</summary>
    Double,
    /// <summary><c>string</c>.</summary>
    Text,
    /// <summary>An enum.</summary>
    Choice,
    /// <summary><c>long[]</c>.</summary>
    Longs,
    /// <summary><c>double[]</c>.</summary>
    Doubles,
    /// <summary><c>string[]</c>.</summary>
    Texts,
    /// <summary><c>Tensor?</c>; a shell spells numbers, and names files.</summary>
    Tensor,
}

/// <summary>The values a number may take, ends included.</summary>
/// <param name="Minimum">The smallest; minus infinity where there is none.</param>
/// <param name="Maximum">The largest; infinity where there is none.</param>
public readonly record struct OptionRange(double Minimum, double Maximum)
{
    /// <summary>Whether a value is allowed; NaN never is.</summary>
    public bool Contains(double value) => value >= Minimum && value <= Maximum;

    /// <summary>After "a number": <c> of 0 to 1</c>, <c> of at least 1</c>.</summary>
    public string InWords => FormattableString.Invariant(
        (double.IsFinite(Minimum), double.IsFinite(Maximum)) switch
        {
            (true, true) => (FormattableString)$" of {Minimum} to {Maximum}",
            (true, false) => $" of at least {Minimum}",
            (false, true) => $" of at most {Maximum}",
            _ => $"",
        });
}

/// <summary>An enum that options use. A plugin's own enum is described, never loaded, so that it may come and go with its plugin.</summary>
/// <param name="Name">Its name without namespace or enclosing class.</param>
/// <param name="FullName">Its full name.</param>
/// <param name="Shared">The enum itself where it is one of the SDK, the tensor layer or the core library; null where it is the plugin's own.</param>
/// <param name="IsFlags">Whether several members may be given together.</param>
/// <param name="Members">Its members in order.</param>
/// <param name="Documentation">What its author says of it.</param>
public sealed record EnumDescription(string Name, string FullName, Type? Shared, bool IsFlags, IReadOnlyList<EnumMember> Members, string Documentation);

/// <summary>One member of an enum.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Value">Its number.</param>
/// <param name="Documentation">What its author says of it.</param>
public sealed record EnumMember(string Name, long Value, string Documentation);
