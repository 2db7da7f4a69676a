using TorchSharp.Interop;

namespace TorchSharp;

// Sorting, ranking, order statistics, sets and histograms.
public static partial class torch
{
    public partial class Tensor
    {
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) => Dispatcher.Call2("aten::sort.stable", this, stable, dim, descending);
        public Tensor argsort(long dim = -1, bool descending = false) => Dispatcher.Call("aten::argsort", this, dim, descending);
        public Tensor msort() => Dispatcher.Call("aten::msort", this);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) => Dispatcher.Call2("aten::topk", this, k, dim, largest, sorted);
        /// <summary>The <paramref name="k"/>-th smallest value, counted from 1, along <paramref name="dim"/> (default: the last).</summary>
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim = null, bool keepdim = false) => Dispatcher.Call2("aten::kthvalue", this, k, dim ?? -1, keepdim);
        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) => Dispatcher.Call2("aten::mode", this, dim, keepdim);
        /// <summary>The lower median of all elements.</summary>
        public Tensor median() => Dispatcher.Call("aten::median", this);
        public (Tensor values, Tensor indices) median(long dim, bool keepdim = false) => Dispatcher.Call2("aten::median.dim", this, dim, keepdim);
        public Tensor nanmedian() => Dispatcher.Call("aten::nanmedian", this);
        /// <summary>Quantiles by linear interpolation; <paramref name="q"/> holds values in [0, 1] of this tensor's type.</summary>
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Dispatcher.Call("aten::quantile", this, q, dim, keepdim);
        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) => Dispatcher.Call("aten::nanquantile", this, q, dim, keepdim);

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) => Asked(return_inverse, return_counts,
            dim is { } d
                ? Dispatcher.Call3("aten::unique_dim", this, d, sorted, return_inverse, return_counts)
                : Dispatcher.Call3("aten::_unique2", this, sorted, return_inverse, return_counts));

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique_consecutive(bool return_inverse = false, bool return_counts = false, int? dim = null) => Asked(return_inverse, return_counts,
            Dispatcher.Call3("aten::unique_consecutive", this, return_inverse, return_counts, dim));

        private static (Tensor, Tensor?, Tensor?) Asked(bool inverse, bool counts, (Tensor Output, Tensor Inverse, Tensor Counts) found)
        {
            if (!inverse) found.Inverse.Dispose();
            if (!counts) found.Counts.Dispose();
            return (found.Output, inverse ? found.Inverse : null, counts ? found.Counts : null);
        }

        public Tensor bincount(Tensor? weights = null, long minlength = 0) => Dispatcher.Call("aten::bincount", this, weights, minlength);
        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Dispatcher.Call("aten::histc", this, bins, (Scalar)min, (Scalar)max);
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) => Dispatcher.Call("aten::bucketize.Tensor", this, boundaries, outInt32, right);
        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) => Dispatcher.Call("aten::cov", this, correction, fweights, aweights);
        public Tensor corrcoef() => Dispatcher.Call("aten::corrcoef", this);
    }

    public static (Tensor values, Tensor indices) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) => input.sort(dim, descending, stable);
    public static Tensor argsort(Tensor input, long dim = -1, bool descending = false) => input.argsort(dim, descending);
    public static Tensor msort(Tensor tensor) => tensor.msort();
    public static (Tensor values, Tensor indices) topk(Tensor tensor, int k, int dim = -1, bool largest = true, bool sorted = true) => tensor.topk(k, dim, largest, sorted);
    public static (Tensor values, Tensor indices) kthvalue(Tensor input, long k, long? dim = null, bool keepdim = false) => input.kthvalue(k, dim, keepdim);
    public static (Tensor values, Tensor indices) mode(Tensor input, long dim = -1, bool keepdim = false) => input.mode(dim, keepdim);
    public static Tensor median(Tensor input) => input.median();
    public static Tensor nanmedian(Tensor input) => input.nanmedian();
    public static Tensor quantile(Tensor input, Tensor q, long dim = -1, bool keepdim = false) => input.quantile(q, dim, keepdim);
    public static Tensor nanquantile(Tensor input, Tensor q, long dim = -1, bool keepdim = false) => input.nanquantile(q, dim, keepdim);
    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(Tensor input, bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) => input.unique(sorted, return_inverse, return_counts, dim);
    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) unique_consecutive(Tensor input, bool return_inverse = false, bool return_counts = false, int? dim = null) => input.unique_consecutive(return_inverse, return_counts, dim);
    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) => input.bincount(weights, minlength);
    public static Tensor histc(Tensor input, long bins = 100, long min = 0, long max = 0) => input.histc(bins, min, max);
    /// <summary>Counts in <paramref name="bins"/> equal bins over <paramref name="range"/> (default: the data's), and the bins + 1 edges.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, (double min, double max)? range = null, Tensor? weight = null, bool density = false) =>
        Dispatcher.Call2("aten::histogram.bin_ct", input, bins, range is var (min, max) ? new[] { min, max } : Argument.None, weight, density);
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, Tensor bins, Tensor? weight = null, bool density = false) =>
        Dispatcher.Call2("aten::histogram.bins_tensor", input, bins, weight, density);
    public static Tensor bucketize(Tensor input, Tensor boundaries, bool outInt32 = false, bool right = false) => input.bucketize(boundaries, outInt32, right);
    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null) =>
        Dispatcher.Call("aten::searchsorted.Tensor", sorted_sequence, values, out_int32, right, Argument.None, sorter);
    public static Tensor cov(Tensor input, long correction = 1, Tensor? fweights = null, Tensor? aweights = null) => input.cov(correction, fweights, aweights);
    public static Tensor corrcoef(Tensor input) => input.corrcoef();
}
