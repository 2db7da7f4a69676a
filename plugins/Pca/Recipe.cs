using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Each principal axis as a recipe: how much of each column goes into a coordinate.</summary>
internal static class Recipe
{
    private const int TermsInWords = 6, MostBars = 12, AxesDrawn = 2;

    /// <summary>The columns' names: those given, or their numbers.</summary>
    /// <exception cref="GlassboxException">There is not one a column.</exception>
    public static string[] Names(string[]? given, long columns) =>
        given is null ? [.. Enumerable.Range(0, (int)columns).Select(c => $"column {c}")]
        : given.Length == columns ? given
        : throw new GlassboxException($"There are {given.Length} names for {columns} columns: give one a column.");

    /// <summary>A row a component: its part of the variance, and the weighted sum that it is, the largest weights first.</summary>
    /// <param name="axes">Orthonormal rows: <c>[K, D]</c>.</param>
    /// <param name="shares">The part of the variance along each.</param>
    /// <param name="names">The columns' names.</param>
    public static Table Table(Tensor axes, double[] shares, string[] names)
    {
        var table = new Table("component", "part of the variance", "recipe")
        {
            Title = "Recipes of the components",
            Caption = "A coordinate is this sum over the columns, each less its mean." + (names.Length > TermsInWords ? $" The {TermsInWords} largest weights of {names.Length}." : ""),
            Formats = new Dictionary<string, string> { ["part of the variance"] = "0.0 %" },
        };
        for (var k = 0; k < shares.Length; k++)
        {
            var words = string.Concat(Largest(axes[k], TermsInWords).Select((w, i) =>
                FormattableString.Invariant($"{(w.Weight < 0 ? i == 0 ? "-" : " - " : i == 0 ? "" : " + ")}{Math.Abs(w.Weight):0.00} {names[w.Column]}")));
            table.Add(k + 1, shares[k], words + (names.Length > TermsInWords ? " ..." : ""));
        }
        return table;
    }

    /// <summary>The scree plot, and the weights of the first components as bars.</summary>
    /// <param name="axes">Orthonormal rows: <c>[K, D]</c>.</param>
    /// <param name="scree">The part of the variance along every axis that was found.</param>
    /// <param name="names">The columns' names.</param>
    public static Panel[] Panels(Tensor axes, double[] scree, string[] names)
    {
        var sum = 0.0;
        var all = scree.Select(share => sum += share).ToArray();
        var number = Enumerable.Range(1, scree.Length).Select(k => (double)k).ToArray();
        var screePanel = new CurvesPanel(
            [new Curve("each", number, scree) { XTitle = "component", YTitle = "part of the variance" }, new Curve("up to here", number, all)]) { Title = "Scree plot" };
        return [screePanel, .. Enumerable.Range(0, (int)Math.Min(AxesDrawn, axes.size(0))).Select(k => new BarsPanel([.. Largest(axes[k], MostBars).Select(w => (names[w.Column], w.Weight))])
        {
            Title = $"Recipe of component {k + 1}",
            Caption = names.Length > MostBars ? $"The {MostBars} largest weights of {names.Length}." : "",
        })];
    }

    private static IEnumerable<(int Column, double Weight)> Largest(Tensor axis, int most)
    {
        using var own = axis.to(ScalarType.Float64).cpu();
        return own.data<double>().ToArray().Select((weight, column) => (column, weight)).OrderByDescending(w => Math.Abs(w.weight)).Take(most);
    }
}
