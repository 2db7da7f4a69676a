using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Features;

/// <summary>Streams a data set through a layer to a matrix. What one sample's capture shows decides how many run at a time and under which key the matrix is kept.</summary>
internal static class FeatureReader
{
    // A capture holds every activation of its batch.
    private const long BytesAtOnce = 1L << 30;

    // Single precision and another batch size explain this much between a row as it is kept and as it is computed anew; other weights do not.
    private const double RowTolerance = 1e-3;

    /// <summary>The activation of a layer for each sample, flattened: <c>[N, D]</c> on the CPU.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The samples.</param>
    /// <param name="layer">The layer's name; the model's output where null.</param>
    /// <param name="batchSize">How many samples run at a time at most.</param>
    /// <param name="cache">Whether the matrix is taken from the cache and kept there.</param>
    /// <param name="run">Is told of progress.</param>
    public static Tensor Read(Model model, Dataset data, string? layer, int batchSize, bool cache, Run run)
    {
        if (data.Count == 0) throw new GlassboxException("There is no sample to take features of.");
        if (batchSize < 1) throw new GlassboxException($"A batch has one sample at least, not {batchSize}.");
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var probe = model.Capture(data[0].Input.to(model.Device));
        var wanted = layer is null ? probe.Output : probe.Layer(layer);
        var row = Rows(wanted.Tensor, 1, layer);
        var size = layer is null ? batchSize : (int)Math.Clamp(BytesAtOnce / Math.Max(1, BytesOf(probe)), 1, batchSize);
        long[] shape = [data.Count, row.size(1)];

        if (!cache) return scope.MoveToOuter(InMemory());
        var key = FeatureKey.Of(probe, wanted, data, size, run);
        if (FeatureCache.Find(key, shape, row.dtype) is { } kept)
        {
            if (IsSame(kept.narrow(0, 0, 1), row)) return scope.MoveToOuter(kept);
            run.Log("The features in the cache are others than the model gives now, as from a random layer: they are computed anew.");
        }
        try
        {
            return scope.MoveToOuter(FeatureCache.Store(key, shape, row.dtype, Blocks()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            run.Log($"The features are kept in memory alone, since their cache cannot be written: {e.Message}");
            return scope.MoveToOuter(InMemory());
        }

        IEnumerable<Tensor> Blocks()
        {
            var done = 0L;
            foreach (var batch in data.Batches(size))
            {
                using var inner = NewDisposeScope();
                using var read = batch.Inputs;
                using var labels = batch.Labels;
                run.Step(done, data.Count, "samples");
                var inputs = read.to(model.Device);
                yield return Rows(layer is null ? model.Logits(inputs) : model.Capture(inputs).Layer(layer).Tensor, read.size(0), layer).cpu();
                done += read.size(0);
            }
            run.Step(done, data.Count, "samples");
        }

        Tensor InMemory()
        {
            var matrix = empty(shape, row.dtype);
            var at = 0L;
            foreach (var block in Blocks())
            {
                matrix.narrow(0, at, block.size(0)).copy_(block);
                at += block.size(0);
            }
            return matrix;
        }
    }

    /// <summary>One row a sample.</summary>
    private static Tensor Rows(Tensor activation, long samples, string? layer)
    {
        if (activation.dim() == 0 || activation.size(0) != samples)
            throw new GlassboxException($"{(layer is null ? "The model" : $"Layer \"{layer}\"")} gives [{string.Join(", ", activation.shape)}] for {samples} samples, which is not one row a sample: choose another layer.");
        return activation.dim() == 1 ? activation.unsqueeze(1) : activation.flatten(1);
    }

    private static long BytesOf(Graph graph) => graph.Nodes.SelectMany(n => n.Outputs).Sum(v => v?.Tensor.nbytes ?? 0);

    private static bool IsSame(Tensor kept, Tensor row)
    {
        var now = row.cpu();
        return ((kept - now).to(ScalarType.Float64).norm() <= RowTolerance * now.to(ScalarType.Float64).norm() + 1e-12).item<bool>();
    }
}
