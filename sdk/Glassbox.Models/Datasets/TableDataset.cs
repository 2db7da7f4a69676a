using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A column of a table as the network sees it.</summary>
/// <param name="Name">The column's name, or <c>column=value</c> where a category became a column of its own.</param>
/// <param name="Source">The column of the file that it comes from; those of one source belong together.</param>
/// <param name="Category">The value that a 1 stands for; null for a number.</param>
public sealed record Feature(string Name, string Source, string? Category);

/// <summary>A table of numbers and categories: one row <c>[features]</c> a sample, a category as one column of 0 and 1 a value.</summary>
public sealed class TableDataset : TensorDataset
{
    private TableDataset(Tensor inputs, long[] labels, IReadOnlyList<string> classNames, Tensor? targets, IReadOnlyList<Feature> features) : base(inputs, labels, classNames)
    {
        Features = features;
        Targets = targets?.DetachFromDisposeScope();
    }

    /// <summary>What each place of a row is.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>What each place of a row is called.</summary>
    public IReadOnlyList<string> FeatureNames => [.. Features.Select(f => f.Name)];

    /// <summary>The numbers to predict, <c>[N]</c>, where the target column holds numbers and not classes; else null.</summary>
    public Tensor? Targets { get; }

    /// <summary>The same rows with each feature shifted and scaled to mean 0 and deviation 1, as it is in <paramref name="like"/> (this set unless said): what is fitted on the training rows goes for the test rows too.</summary>
    public TableDataset Standardized(TableDataset? like = null)
    {
        using var scope = NewDisposeScope();
        var fitted = (like ?? this).Inputs;
        if (fitted.shape[1] != Inputs.shape[1]) throw new GlassboxException($"The tables have {Inputs.shape[1]} and {fitted.shape[1]} features.");
        var deviation = fitted.std(0, unbiased: false);
        // A column that never changes stays at 0.
        var inputs = (Inputs - fitted.mean([0])) / where(deviation > 0, deviation, ones_like(deviation));
        return new TableDataset(inputs, Labels, ClassNames, Targets, Features);
    }

    /// <exception cref="GlassboxException">A column is not there, or a cell is empty or no number where it should be one.</exception>
    internal static TableDataset Read(string path, string? target, IReadOnlyList<string>? categorical, IReadOnlyList<string>? ignore, Func<IReadOnlyDictionary<string, string>, bool>? where, bool? regression)
    {
        var (names, rows) = CsvFile.Read(path);
        foreach (var name in new[] { target }.Concat(categorical ?? []).Concat(ignore ?? []))
            if (name is not null && !names.Contains(name)) throw new GlassboxException($"{path} has no column \"{name}\".{Nearest.Hint(name, names)}");
        if (where is not null) rows = [.. rows.Where(r => where(names.Zip(r).ToDictionary(p => p.First, p => p.Second)))];
        if (rows.Count == 0) throw new GlassboxException($"No row of {path} is left.");

        var features = new List<Feature>();
        var columns = new List<Func<string[], float>>();
        foreach (var (index, name) in names.Index())
        {
            if (name == target || ignore?.Contains(name) == true) continue;
            var cells = rows.Select(r => r[index].Trim()).ToArray();
            if (Array.IndexOf(cells, "") is >= 0 and var empty) throw new GlassboxException($"{path}, row {empty + 1}: the column \"{name}\" is empty. Fill it, leave the row out (where:) or the column (ignore:).");
            var numbers = cells.Count(c => Number(c) is not null);
            if (categorical?.Contains(name) == true || categorical is null && numbers == 0)
            {
                foreach (var value in cells.Distinct().Order(StringComparer.Ordinal))
                {
                    features.Add(new Feature($"{name}={value}", name, value));
                    columns.Add(row => row[index].Trim() == value ? 1 : 0);
                }
            }
            else if (numbers == cells.Length)
            {
                features.Add(new Feature(name, name, null));
                columns.Add(row => (float)Number(row[index])!.Value);
            }
            else
            {
                var (at, cell) = cells.Index().First(c => Number(c.Item) is null);
                throw new GlassboxException($"{path}, row {at + 1}: \"{cell}\" in the column \"{name}\" is no number. If it is a category, name the column in categorical.");
            }
        }
        if (columns.Count == 0) throw new GlassboxException($"{path} has no column left to learn from.");
        if ((long)columns.Count * rows.Count > 1 << 28) throw new GlassboxException($"{path} becomes {rows.Count} rows of {columns.Count} features, more than fit the memory: name columns to ignore.");
        var values = new float[rows.Count * columns.Count];
        for (var r = 0; r < rows.Count; r++)
            for (var c = 0; c < columns.Count; c++) values[r * columns.Count + c] = columns[c](rows[r]);

        using var scope = NewDisposeScope();
        var inputs = tensor(values, [rows.Count, columns.Count]);
        if (target is null) return new TableDataset(inputs, [], [], null, features);

        var wanted = rows.Select(r => r[Array.IndexOf(names, target)].Trim()).ToArray();
        if (Array.IndexOf(wanted, "") is >= 0 and var missing) throw new GlassboxException($"{path}, row {missing + 1}: the target \"{target}\" is empty.");
        var targets = wanted.Select(Number).ToArray();
        var distinct = wanted.Distinct().ToArray();
        var numeric = targets.All(t => t is not null);
        if (regression == true && !numeric) throw new GlassboxException($"{path}: the target \"{target}\" holds \"{wanted[Array.FindIndex(targets, t => t is null)]}\", which is no number.");
        // A few whole numbers are classes unless said.
        if (regression ?? numeric && (distinct.Length > 50 || targets.Any(t => t != Math.Floor(t!.Value))))
            return new TableDataset(inputs, [], [], tensor(targets.Select(t => (float)t!.Value).ToArray()), features);
        var classes = numeric ? distinct.OrderBy(d => Number(d)!.Value).ToArray() : [.. distinct.Order(StringComparer.Ordinal)];
        var labels = classes.Index().ToDictionary(c => c.Item, c => (long)c.Index);
        return new TableDataset(inputs, [.. wanted.Select(w => labels[w])], classes, null, features);
    }

    private static double? Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite((float)value) ? value : null;
}
