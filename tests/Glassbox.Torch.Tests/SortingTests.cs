using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class SortingTests
{
    private static Tensor X => tensor(new[] { 3.0, 1.0, 2.0, 1.0 });

    [Fact]
    public void Sort_gives_values_and_where_they_were()
    {
        var (values, indices) = X.sort(stable: true);
        values.ShouldHold(1, 1, 2, 3);
        indices.ShouldHold(1, 3, 2, 0);
        X.sort(descending: true).Values.ShouldHold(3, 2, 1, 1);
        X.argsort(descending: true)[0].ShouldHold(0);
    }

    [Fact]
    public void Order_statistics()
    {
        X.topk(2).values.ShouldHold(3, 2);
        X.topk(2, largest: false).values.ShouldHold(1, 1);
        X.kthvalue(3).values.ShouldHold(2);
        X.median().ShouldHold(1);
        X.mode().values.ShouldHold(1);
        X.quantile(tensor(new[] { 0.0, 0.5, 1.0 })).ShouldHold(1, 1.5, 3);
        tensor(new[] { 1, double.NaN, 3 }).nanquantile(tensor(new[] { 0.5 })).ShouldHold(2);
    }

    [Fact]
    public void Unique_gives_what_was_asked_for_and_null_else()
    {
        var (output, inverse, counts) = X.unique(return_inverse: true, return_counts: true);
        output.ShouldHold(1, 2, 3);
        inverse!.ShouldHold(2, 0, 1, 0);
        counts!.ShouldHold(2, 1, 1);
        X.unique().inverse_indices.ShouldBeNull();
        tensor(new[,] { { 1, 2 }, { 1, 2 }, { 0, 5 } }).unique(dim: 0).output.ShouldBe(tensor(new[,] { { 0.0, 5 }, { 1, 2 } }));
        tensor(new[] { 1, 1, 2, 1 }).unique_consecutive().output.ShouldHold(1, 2, 1);
    }

    [Fact]
    public void Histograms_and_bins()
    {
        X.histc(2, 1, 3).ShouldHold(2, 2);
        var (counts, edges) = histogram(X, 2, (0, 4));
        counts.ShouldHold(2, 2);
        edges.ShouldHold(0, 2, 4);
        tensor(new[] { 0L, 2, 2 }).bincount(minlength: 4).ShouldHold(1, 0, 2, 0);
        tensor(new[] { 0.5, 2.0 }).bucketize(tensor(new[] { 1.0, 2.0 })).ShouldHold(0, 1);
        searchsorted(tensor(new[] { 1.0, 2.0 }), tensor(new[] { 2.0 }), right: true).ShouldHold(2);
        tensor(new[,] { { 1.0, 2, 3 }, { 2, 4, 6 } }).corrcoef().ShouldBe(ones(2, 2));
        tensor(new[] { 1.0, 2, 3 }).cov().ShouldHold(1);
    }
}
