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
    public static Figure Of(Embedding embedding, Column? colour = null, string[]? names = null)
    {
        var (x, y) = Plane(embedding);
        if (names is not null && names.Length != x.Length)
            throw new GlassboxException($"There are {names.Length} names for {x.Length} samples: give one a sample.");
        var title = embedding.Provenance?.Title ?? "Map of samples";
        var told = new List<string> { $"{x.Length} samples" };
        if (embedding.Coordinates.size(1) > 2) told.Add($"the first 2 of {embedding.Coordinates.size(1)} dimensions");
        told.AddRange(embedding.Quality.Select(q => $"{q.Key} {Numbers.Text(q.Value)}"));
        told.AddRange(embedding.Checks.Select(c => c.ToString()));
        return new Figure(new ScatterPanel(x, y, colour) { Names = names is { Length: <= 40 } ? names : null }) { Title = title, Caption = string.Join("; ", told) + "." };
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
