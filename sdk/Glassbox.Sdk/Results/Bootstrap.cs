using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>How far means over inputs can be trusted (Efron 1979): the inputs are drawn again, with replacement, and the means taken anew. Everything is drawn together, so that differences are of the same inputs.</summary>
/// <param name="inputs">How many inputs there are.</param>
/// <param name="run">Whose seed it draws from.</param>
internal sealed class Bootstrap(long inputs, Run run)
{
    /// <summary>With fewer inputs, draws of them say little about others: six equal signs in six inputs are as likely by chance as one in 32, before any correction for several comparisons.</summary>
    public const int Fewest = 8;

    private const int Resamples = 10_000;
    private const long Together = 2_000_000;

    /// <summary>The interval that holds the middle 95 % of the means drawn, for each row.</summary>
    /// <param name="values"><c>[rows, N]</c> of Float64; NaN where a value is not defined.</param>
    public (double Low, double High)[] Intervals(Tensor values)
    {
        using var scope = NewDisposeScope();
        var ends = Means(values).nanquantile(tensor(new[] { 0.025, 0.975 }), 0);
        return [.. ends[0].data<double>().ToArray().Zip(ends[1].data<double>().ToArray())];
    }

    /// <summary>For each row, how probable a mean as far from zero would be if it were zero: twice the share of means drawn that are on the other side.</summary>
    /// <param name="differences"><c>[rows, N]</c> of Float64; NaN where a difference is not defined.</param>
    public double[] Probabilities(Tensor differences)
    {
        using var scope = NewDisposeScope();
        var means = Means(differences);
        Tensor Share(Tensor hit) => (hit.to(ScalarType.Float64).sum([0L]) + 1) / (Resamples + 1);
        var smaller = Share(means.le(0)).minimum(Share(means.ge(0)));
        return (smaller * 2).clamp(max: 1).masked_fill(differences.isnan().logical_not().any(1).logical_not(), double.NaN).data<double>().ToArray();
    }

    /// <summary>Which of several hypotheses are rejected with at most 5 % probability that any is so wrongly (Holm 1979).</summary>
    public static bool[] Rejected(double[] probabilities)
    {
        var rejected = new bool[probabilities.Length];
        var order = Enumerable.Range(0, probabilities.Length).Where(i => !double.IsNaN(probabilities[i])).OrderBy(i => probabilities[i]).ToArray();
        for (var k = 0; k < order.Length && probabilities[order[k]] <= 0.05 / (order.Length - k); k++) rejected[order[k]] = true;
        return rejected;
    }

    /// <summary>The means of the inputs drawn: <c>[resamples, rows]</c>.</summary>
    private Tensor Means(Tensor values)
    {
        var defined = values.isnan().logical_not().to(ScalarType.Float64);
        var (sums, counts) = (values.nan_to_num(0).t(), defined.t());
        var generator = run.Generator(stream: 1);
        var parts = new List<Tensor>();
        for (long first = 0, count; first < Resamples; first += count)
        {
            count = Math.Min(Math.Max(1, Together / inputs), Resamples - first);
            using var scope = NewDisposeScope();
            var drawn = randint(0, inputs, [count, inputs], generator: generator, dtype: ScalarType.Int64);
            var times = zeros([count, inputs], dtype: ScalarType.Float64).scatter_add_(1, drawn, ones([count, inputs], dtype: ScalarType.Float64));
            parts.Add((times.matmul(sums) / times.matmul(counts)).MoveToOuterDisposeScope());
        }
        return cat(parts.ToArray(), 0);
    }
}
