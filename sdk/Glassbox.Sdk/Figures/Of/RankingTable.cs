using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A ranking as a table.</summary>
public static class RankingTable
{
    /// <summary>A row a sample found, from the best on.</summary>
    /// <param name="ranking">The ranking.</param>
    /// <param name="most">How many samples an input are listed; the caption says if there are more.</param>
    public static Table Of(Ranking ranking, int most = 10)
    {
        var (inputs, found) = ((int)ranking.Indices.size(0), (int)ranking.Indices.size(1));
        var indices = ranking.Indices.cpu().data<long>().ToArray();
        using var wide = ranking.Scores.detach().to(ScalarType.Float64).cpu();
        var scores = wide.data<double>().ToArray();
        var (labels, names) = (ranking.Data.Labels, ranking.Data.ClassNames);
        var table = new Table(labels.Length == 0 ? ["input", "rank", "sample", "score"] : ["input", "rank", "sample", "label", "score"])
        {
            Title = ranking.Provenance?.Title ?? "Ranking",
            Caption = found > most ? $"The first {most} of {found} samples an input." : "",
        };
        for (var n = 0; n < inputs; n++)
            for (var k = 0; k < Math.Min(most, found); k++)
            {
                var (index, score) = (indices[n * found + k], scores[n * found + k]);
                if (labels.Length == 0) table.Add(n, k + 1, index, score);
                else table.Add(n, k + 1, index, labels[index] is var label && label >= 0 && label < names.Count ? names[(int)label] : label.ToString(), score);
            }
        return table;
    }
}
