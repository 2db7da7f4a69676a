using System.Globalization;
using static TorchSharp.torch;

namespace Glassbox.Host.Plugins;

/// <summary>
/// The values of a method's options, checked before the method's plugin is loaded. A value is held as its option's shape says; a choice is held
/// by name, since the enum itself may belong to the plugin, or to the assembly of generated verbs.
/// </summary>
public static class OptionValues
{
    /// <summary>Every option of a method by name: what was given, checked and converted, and the defaults of the others.</summary>
    /// <param name="method">The method.</param>
    /// <param name="given">Options by name in camel case. Texts convert as the shell would: <c>"1e-6"</c>, <c>"true"</c>, <c>"epsilon-plus"</c>, <c>"1, 2, 3"</c>.</param>
    /// <exception cref="GlassboxException">There is no such option, or a value is of the wrong type or out of range.</exception>
    public static IReadOnlyDictionary<string, object?> Complete(MethodDescription method, IReadOnlyDictionary<string, object?> given)
    {
        foreach (var name in given.Keys)
            if (method.Options.All(o => o.Name != name))
                throw new GlassboxException(method.Options.Count == 0
                    ? $"{method.Id} has no option \"{name}\": it takes none."
                    : $"{method.Id} has no option \"{name}\".{Nearest.Hint(name, [.. method.Options.Select(o => o.Name)])}");
        return method.Options.ToDictionary(o => o.Name, o => given.TryGetValue(o.Name, out var value) ? Checked(method.Id, o, value) : o.Default);
    }

    /// <summary>A value checked and converted.</summary>
    /// <exception cref="GlassboxException">It is of the wrong type or out of range.</exception>
    internal static object? Checked(string method, OptionDescription option, object? given)
    {
        if (given is null)
            return option.Nullable ? null : throw Unfit(method, option, "nothing");
        object value;
        try
        {
            value = Converted(option, given) ?? throw Unfit(method, option, InWords(given));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Unfit(method, option, InWords(given));
        }
        if (option.Range is { } range && Numbers(value).Any(n => !range.Contains(n)))
            throw Unfit(method, option, InWords(given));
        return value;
    }

    private static GlassboxException Unfit(string method, OptionDescription option, string given) =>
        option.Choices is { } choices && given.Length > 2 && Nearest.To(given.Trim('"'), choices.Members.Select(m => Spelling.Kebab(m.Name))) is { } near
            ? new($"Option {option.Name} of {method} cannot be {given}. Did you mean \"{near}\"?")
            : new($"Option {option.Name} of {method} takes {option.Expects}; it was given {given}.");

    private static object? Converted(OptionDescription option, object given) => (option.Shape, given) switch
    {
        (OptionShape.Bool, bool) => given,
        (OptionShape.Bool, string text) => bool.TryParse(text, out var value) ? value : null,
        (OptionShape.Int, int) => given,
        (OptionShape.Int, long whole) => checked((int)whole),
        (OptionShape.Int, string text) => int.Parse(text, CultureInfo.InvariantCulture),
        (OptionShape.Long, long) => given,
        (OptionShape.Long, int whole) => (long)whole,
        (OptionShape.Long, string text) => long.Parse(text, CultureInfo.InvariantCulture),
        (OptionShape.Double, double) => given,
        (OptionShape.Double, int or long or float) => Convert.ToDouble(given, CultureInfo.InvariantCulture),
        (OptionShape.Double, string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        (OptionShape.Text, string) => given,
        (OptionShape.Choice, Enum) => Chosen(option.Choices!, given.ToString()!),
        (OptionShape.Choice, string text) => Chosen(option.Choices!, text),
        (OptionShape.Longs, long[]) => given,
        (OptionShape.Longs, int[] whole) => Array.ConvertAll(whole, i => (long)i),
        (OptionShape.Longs, string text) => Array.ConvertAll(Listed(text), i => long.Parse(i, CultureInfo.InvariantCulture)),
        (OptionShape.Doubles, double[]) => given,
        (OptionShape.Doubles, int[] whole) => Array.ConvertAll(whole, i => (double)i),
        (OptionShape.Doubles, long[] whole) => Array.ConvertAll(whole, i => (double)i),
        (OptionShape.Doubles, float[] single) => Array.ConvertAll(single, i => (double)i),
        (OptionShape.Doubles, string text) => Array.ConvertAll(Listed(text), i => double.Parse(i, NumberStyles.Float, CultureInfo.InvariantCulture)),
        (OptionShape.Texts, string[]) => given,
        (OptionShape.Texts, string text) => Listed(text),
        (OptionShape.Tensor, Tensor) => given,
        (OptionShape.Tensor, double or float or int or long) => tensor(Convert.ToDouble(given, CultureInfo.InvariantCulture)),
        (OptionShape.Tensor, string text) => text.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) ? NumpyFile.Read(text) : tensor(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static string[] Listed(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The member's own name, however it is spelt: <c>EpsilonPlus</c>, <c>epsilon-plus</c>; several of them, with commas, where they are flags.</summary>
    private static string? Chosen(EnumDescription choices, string text)
    {
        var names = Array.ConvertAll(Listed(text), part => choices.Members.FirstOrDefault(m =>
            string.Equals(m.Name, part, StringComparison.OrdinalIgnoreCase)
            || string.Equals(Spelling.Kebab(m.Name), part, StringComparison.OrdinalIgnoreCase))?.Name);
        return names.Length > 0 && (names.Length == 1 || choices.IsFlags) && names.All(n => n is not null) ? string.Join(", ", names) : null;
    }

    private static IEnumerable<double> Numbers(object value) => value switch
    {
        int or long or double => [Convert.ToDouble(value, CultureInfo.InvariantCulture)],
        long[] several => several.Select(i => (double)i),
        double[] several => several,
        _ => [],
    };

    private static string InWords(object given) => given switch
    {
        string text => $"\"{text}\"",
        Tensor => "a tensor",
        Array several => several.Length > 8 ? $"{several.Length} values" : $"[{string.Join(", ", several.Cast<object?>().Select(Plain))}]",
        _ => Plain(given),
    };

    /// <summary>A value as a user would type it in the shell; <c>none</c> for null.</summary>
    public static string Text(OptionDescription option, object? value) => value switch
    {
        null => "none",
        string name when option.Shape == OptionShape.Choice => string.Join(", ", Listed(name).Select(Spelling.Kebab)),
        Array several => string.Join(", ", several.Cast<object?>().Select(Plain)),
        Tensor tensor => $"tensor [{string.Join(", ", tensor.shape)}]",
        _ => Plain(value),
    };

    private static string Plain(object? value) => value is bool truth ? (truth ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
