using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Forward selection: features are taken one after the other, each the one with which least squares on those taken leaves the least of the response. What a feature would explain beside
/// others is seen where its column and the response are made orthogonal to theirs: nothing is fitted again.
/// </summary>
internal static class ForwardSelection
{
    // A column of which less than this share is left is a combination of those taken.
    private const double Rounding = 1e-10;

    /// <summary>The first features in the order of their numbers; of equally good ones the lowest is taken.</summary>
    /// <param name="design">The columns: <c>[n, d]</c> of Float64.</param>
    /// <param name="response">What they are to explain: <c>[n]</c> of Float64.</param>
    /// <param name="kept">How many features are taken, at most all.</param>
    public static int[] Of(Tensor design, Tensor response, int kept)
    {
        using var scope = NewDisposeScope();
        var (columns, left, taken) = (design, response, new List<int>());
        var dependent = (design * design).sum(0) * Rounding;
        while (taken.Count < kept)
        {
            var squares = (columns * columns).sum(0);
            var gains = where(squares.gt(dependent), columns.T.mv(left).pow(2) / squares, zeros_like(squares)).data<double>().ToArray();
            var best = Enumerable.Range(0, gains.Length).Where(j => !taken.Contains(j)).MaxBy(j => gains[j]);
            taken.Add(best);
            if (squares[best].ToDouble() <= dependent[best].ToDouble()) continue;
            var direction = columns.select(1, best) / squares[best].sqrt();
            columns = columns - direction.unsqueeze(1) * direction.unsqueeze(0).matmul(columns);
            left = left - direction * direction.dot(left);
        }
        return [.. taken.Order()];
    }
}
