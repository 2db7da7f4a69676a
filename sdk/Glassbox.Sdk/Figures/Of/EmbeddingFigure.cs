using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A map of samples: a point each.</summary>
public static class EmbeddingFigure
{
    /// <summary>A map of samples: a point each.</summary>
    /// <param name="embedding">The map; the first two of its dimensions are drawn.</param>
    /// <param name="colour">What the points' colours mean: labels, names or numbers, one a sample.</param>
    /// <param name="names">The samples' names, written beside the points where there are at most 40.</param>
    /// <exception cref="GlassboxException">There are not as many colours or names as samples.</exception>
    public static Figure Of(Embedding embedding, Column? colour = null, string[]? names = null) =>
        Of(embedding, new Samples { Columns = colour is null ? [] : [colour], Names = names });

    /// <summary>A map of samples: a point each, in the colours of the first column, with lines along the paths.</summary>
    /// <param name="embedding">The map; the first two of its dimensions are drawn.</param>
    /// <param name="samples">What is known of the samples.</param>
    /// <exception cref="GlassboxException">There is not one value or name a sample.</exception>
    public static Figure Of(Embedding embedding, Samples samples)
    {
        var (x, y) = Plane(embedding);
        samples.Check(x.Length);
        var colour = samples.Columns.Count > 0 ? samples.Columns[0] : null;
        var map = new ScatterPanel(x, y, colour) { Names = samples.Names is { Length: <= 40 } few ? few : null, Paths = samples.Paths };
        return new Figure([map, .. embedding.Beside])
        {
            Title = embedding.Title,
            Caption = string.Join("; ", Told(embedding).Prepend($"{x.Length} samples")) + ".",
            Columns = embedding.Beside.Count == 0 ? 1 : 2,
        };
    }

    /// <summary>What is to be known of a map, its dimensions, its quality and its checks, in phrases.</summary>
    internal static IEnumerable<string> Told(Embedding embedding)
    {
        if (embedding.Coordinates.size(1) > 2) yield return $"the first 2 of {embedding.Coordinates.size(1)} dimensions";
        foreach (var (name, value) in embedding.Quality) yield return $"{name} {Numbers.Text(value)}";
        foreach (var check in embedding.Checks) yield return check.ToString();
    }

    /// <summary>The first two coordinates; the samples' order stands for the second where there is one only.</summary>
    internal static (double[] X, double[] Y) Plane(Embedding embedding)
    {
        if (embedding.Coordinates.dim() != 2 || embedding.Coordinates.size(1) == 0)
            throw new GlassboxException($"A map has one row of coordinates a sample, [N, d], not [{string.Join(", ", embedding.Coordinates.shape)}].");
        using var scope = NewDisposeScope();
        var columns = embedding.Coordinates.detach().to(ScalarType.Float64).cpu().transpose(0, 1).contiguous();
        var x = columns[0].data<double>().ToArray();
        return (x, columns.size(0) > 1 ? columns[1].data<double>().ToArray() : [.. Enumerable.Range(0, x.Length).Select(i => (double)i)]);
    }
}
