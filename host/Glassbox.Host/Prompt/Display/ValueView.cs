using System.Collections;
using System.Globalization;
using System.Reflection;
using Glassbox.Terminal;
using Microsoft.CodeAnalysis.CSharp;
using static TorchSharp.torch;

namespace Glassbox.Host.Prompt;

/// <summary>What an expression gave, drawn to standard output.</summary>
internal static class ValueView
{
    private const int MostElements = 20, MostLines = 40;

    /// <summary>Draws a value as its kind asks for.</summary>
    public static void Show(object? value)
    {
        switch (value)
        {
            case Result result:
                Headline(result);
                result.Show();
                break;
            case Table table:
                table.Show();
                break;
            case Figure figure:
                figure.Show();
                break;
            case Tensor tensor:
                tensor.Show();
                break;
            case Sample sample:
                sample.Show();
                break;
            case Model model:
                Show(model);
                break;
            case Dataset data:
                Show(data);
                break;
            case string text:
                Console.WriteLine(text.Contains('\n') ? text : Line(text));
                break;
            case IEnumerable many:
                Show(many);
                break;
            default:
                Console.WriteLine(Cut(Line(value)));
                break;
        }
    }

    /// <summary>A value in one line.</summary>
    public static string Line(object? value) => value switch
    {
        null => "null",
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        char one => SymbolDisplay.FormatLiteral(one, quote: true),
        bool truth => truth ? "true" : "false",
        Tensor { IsInvalid: true } => "disposed tensor",
        Tensor tensor => $"tensor [{string.Join(", ", tensor.shape)}] {tensor.dtype} {tensor.device}",
        Sample sample => $"sample {sample.Name}{(sample.Label is { } label ? $", class {label}" : "")}",
        Model model => $"{model.Name} on {model.Device}",
        Dataset data => $"{data.Count:N0} samples",
        Result { Provenance: { } made } result => $"{TypeName.Of(result.GetType())} by {made.Title}",
        Result result => TypeName.Of(result.GetType()),
        Table table => $"{table.Rows.Count} x {table.Columns.Count} table",
        IDictionary pairs => $"{TypeName.Of(pairs.GetType())}, {Count(pairs.Count)}",
        ICollection several => $"{TypeName.Of(several.GetType())}, {Count(several.Count)}",
        Delegate function => $"function ({string.Join(", ", function.Method.GetParameters().Select(p => TypeName.Of(p.ParameterType)))}) -> {TypeName.Of(function.Method.ReturnType)}",
        Type type => TypeName.Of(type),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ when value.GetType().GetMethod(nameof(ToString), Type.EmptyTypes)!.DeclaringType is var said && said != typeof(object) && said != typeof(ValueType) => value.ToString() ?? "",
        _ => Members(value),
    };

    /// <summary>What made a result, in one line above it.</summary>
    private static void Headline(Result result)
    {
        if (result.Provenance is not { } made) return;
        var facts = new[] { made.Title, made.Target, FormattableString.Invariant($"{made.Duration.TotalSeconds:0.00} s") }.Concat(result.Checks.Select(c => c.ToString()));
        Console.WriteLine(string.Join("  ·  ", facts.Where(f => f != "")));
    }

    private static void Show(Model model)
    {
        var layers = model.Module?.named_modules().Where(m => m.name != "").ToArray() ?? [];
        Console.WriteLine($"{model.Name} on {model.Device}: {model.Parameters.Values.Sum(p => p.numel()):N0} parameters{(layers.Length > 0 ? $", {layers.Length} modules" : "")}");
        if (layers.Length > 0) Console.WriteLine("layers   " + Some(layers.Select(l => l.name)));
        if (model.ClassNames.Count > 0) Console.WriteLine("classes  " + Some(model.ClassNames));
    }

    private static void Show(Dataset data)
    {
        var shape = data.Count > 0 ? $" of [{string.Join(", ", data[0].Input.shape[1..])}]" : "";
        Console.WriteLine($"{data.Count:N0} samples{shape}");
        if (data.ClassNames.Count > 0) Console.WriteLine("classes  " + Some(data.ClassNames));
    }

    private static void Show(IEnumerable many)
    {
        var shown = new List<object?>();
        var more = false;
        foreach (var element in many)
        {
            if (more = shown.Count == MostElements) break;
            shown.Add(element);
        }
        var count = many is ICollection { Count: var known } ? $", {Count(known)}" : more ? "" : $", {Count(shown.Count)}";
        Console.WriteLine(TypeName.Of(many.GetType()) + count);
        if (many is IEnumerable<double> or IEnumerable<float> or IEnumerable<int> or IEnumerable<long> && many is ICollection { Count: > MostElements / 2 } numbers)
        {
            var values = numbers.Cast<object>().Select(n => Convert.ToDouble(n, CultureInfo.InvariantCulture)).ToArray();
            Console.WriteLine($"min {Numbers.Text(values.Min())}  mean {Numbers.Text(values.Average())}  max {Numbers.Text(values.Max())}  {Sparkline.Of(values, 40, Screen.Current.Colours != ColourDepth.None)}");
        }
        if (shown.Count == 0) return;
        if (shown.All(e => e is null or string or ValueType && !IsPair(e))) Console.WriteLine($"  {Cut(string.Join(", ", shown.Select(Line)))}{(more ? ", …" : "")}");
        else
        {
            foreach (var element in shown) Console.WriteLine("  " + Cut(IsPair(element) ? Pair(element!) : Line(element), lines: 1));
            if (more) Console.WriteLine("  …");
        }
    }

    private static string Some(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return string.Join(", ", all.Take(MostElements)) + (all.Length > MostElements ? $", … ({all.Length} in all)" : "");
    }

    private static string Count(int elements) => elements == 1 ? "1 element" : $"{elements:N0} elements";

    private static bool IsPair(object? value) => value?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);

    private static string Pair(object pair) => $"{Line(pair.GetType().GetProperty("Key")!.GetValue(pair))}: {Line(pair.GetType().GetProperty("Value")!.GetValue(pair))}";

    private static string Members(object value)
    {
        var properties = value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0).Select(p => p.Name).ToArray();
        return TypeName.Of(value.GetType()) + (properties.Length > 0 ? $" ({string.Join(", ", properties)})" : "");
    }

    private static string Cut(string text, int lines = MostLines)
    {
        var all = text.Split('\n');
        return all.Length <= lines ? text : string.Join('\n', all.Take(lines)) + $" … ({all.Length - lines:N0} more lines)";
    }
}
