using System.Globalization;

namespace Glassbox;

/// <summary>One value a sample, by which points are coloured: labels or names (groups, each with a colour) or numbers (a scale). Arrays convert to it.</summary>
public sealed class Column
{
    private const int MostGroups = Palette.Distinct;

    private readonly Func<int, Cell> value;

    private Column(string[]? groups, int[]? groupOf, double[]? numbers, int count, Func<int, Cell> value) =>
        (Groups, GroupOf, Numbers, Count, this.value) = (groups ?? [], groupOf, numbers, count, value);

    /// <summary>What the values are, for legends: <c>digit</c>, <c>loss</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>How many samples have a value.</summary>
    public int Count { get; }

    /// <summary>The groups' names, in the order of their colours; empty for numbers.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Each sample's place in <see cref="Groups"/>; null for numbers.</summary>
    internal int[]? GroupOf { get; }

    /// <summary>Each sample's number; null for groups.</summary>
    internal double[]? Numbers { get; }

    /// <summary>The same values under a name.</summary>
    /// <param name="name">What the values are: <c>loss</c>.</param>
    public Column Named(string name) => new([.. Groups], GroupOf, Numbers, Count, value) { Name = name };

    /// <summary>A sample's own value, also where its group is shown together with others.</summary>
    internal Cell Of(int sample) => value(sample);

    /// <summary>Numbers, shown on a continuous scale.</summary>
    /// <param name="numbers">One a sample.</param>
    public static Column OfNumbers(double[] numbers) => new(null, null, numbers, numbers.Length, i => numbers[i]);

    /// <summary>Labels, each a group; more than 40 different ones are shown on a continuous scale. -1 is written "no label".</summary>
    /// <param name="labels">One a sample.</param>
    /// <param name="names">The labels' names, that of label 0 first; the numbers themselves where there are none.</param>
    public static Column OfLabels(long[] labels, IReadOnlyList<string>? names = null)
    {
        var distinct = labels.Distinct().Order().ToArray();
        if (distinct.Length > MostGroups && names is not { Count: > 0 }) return OfNumbers([.. labels.Select(l => (double)l)]);
        string Name(long label) => label == -1 ? "no label" : names is not null && label >= 0 && label < names.Count ? names[(int)label] : label.ToString(CultureInfo.InvariantCulture);
        return OfGroups(labels, distinct, Name);
    }

    /// <summary>Names, each a group in alphabetical order; of more than 40 different ones the rarest are shown together as "other".</summary>
    /// <param name="names">One a sample.</param>
    public static Column OfNames(string[] names) => OfGroups(names, [.. names.Distinct().Order(StringComparer.Ordinal)], n => n);

    /// <summary>Labels, each a group.</summary>
    public static implicit operator Column(long[] labels) => OfLabels(labels);

    /// <summary>Labels, each a group.</summary>
    public static implicit operator Column(int[] labels) => OfLabels([.. labels.Select(l => (long)l)]);

    /// <summary>Names, each a group.</summary>
    public static implicit operator Column(string[] names) => OfNames(names);

    /// <summary>Numbers on a continuous scale.</summary>
    public static implicit operator Column(double[] numbers) => OfNumbers(numbers);

    /// <summary>Numbers on a continuous scale.</summary>
    public static implicit operator Column(float[] numbers) => OfNumbers([.. numbers.Select(n => (double)n)]);

    private static Column OfGroups<T>(T[] values, T[] distinct, Func<T, string> name) where T : notnull
    {
        var shown = distinct;
        if (distinct.Length > MostGroups)
        {
            var size = values.CountBy(v => v).ToDictionary();
            var common = distinct.OrderByDescending(v => size[v]).Take(MostGroups - 1).ToHashSet();
            shown = [.. distinct.Where(common.Contains)];
        }
        var place = shown.Select((v, i) => (v, i)).ToDictionary(p => p.v, p => p.i);
        var groups = shown.Select(name).Concat(shown.Length < distinct.Length ? [$"other ({distinct.Length - shown.Length} groups)"] : []);
        return new([.. groups], [.. values.Select(v => place.GetValueOrDefault(v, shown.Length))], null, values.Length, i => name(values[i]));
    }
}
