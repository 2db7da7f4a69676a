using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Plugins;

/// <summary>
/// A head of global average pooling and a linear layer, fitted to a layer of a network that has another head (Zhou et al. 2016, section 2): softmax regression on the layer's
/// means over space. The network below stays as it is.
/// </summary>
/// <param name="Layer">The layer whose activation is averaged.</param>
/// <param name="Weight"><c>[classes, channels]</c>.</param>
/// <param name="Bias"><c>[classes]</c>.</param>
/// <param name="Note">What it costs: how often it and the network's own head are right.</param>
internal sealed record FittedHead(string Layer, Tensor Weight, Tensor Bias, string Note)
{
    /// <summary>Keeps the weights of channels that hardly vary from growing without end.</summary>
    private const double Penalty = 1e-4;

    /// <summary>Fits a head on four in five of the examples, and compares it with the network's own on the fifth.</summary>
    /// <param name="model">The network.</param>
    /// <param name="examples">Inputs: <c>[M, ...]</c>.</param>
    /// <param name="labels">Their classes, <c>[M]</c>; the network's own answers where null.</param>
    /// <param name="layer">The layer to average; the last convolutional activation where null.</param>
    /// <param name="batchSize">How many examples run at a time.</param>
    /// <param name="run">The run.</param>
    public static FittedHead Of(Model model, Tensor examples, Tensor? labels, string? layer, int batchSize, Run run)
    {
        if (examples.size(0) < 10) throw new GlassboxException($"{examples.size(0)} examples are too few to fit a head to: give some for each class, hundreds in all.");
        var prepared = model.Prepare();
        var (name, channels) = ("", 0L);
        var rows = run.InBatches(examples.size(0), batchSize, (first, count) =>
        {
            var graph = prepared.Capture(examples.narrow(0, first, count), layers: [layer]);
            var features = FeatureLayer.Of(graph, layer);
            (name, channels) = (features.Name, features.Activation.size(1));
            return cat([features.Activation.mean(Axes.OfSpace(features.Activation)), graph.Output.Tensor], 1).to(ScalarType.Float64);
        }, "examples");
        var (means, own) = (rows.narrow(1, 0, channels), rows.narrow(1, channels, rows.size(1) - channels));
        var classes = Classes(labels, own);
        var places = arange(examples.size(0), device: rows.device);
        var heldOut = places.remainder(5).eq(4);
        var (fitting, testing) = (places.masked_select(heldOut.logical_not()), places.masked_select(heldOut));
        var (weight, bias) = Fit(means.index_select(0, fitting), classes.index_select(0, fitting), own.size(1), run);

        double Right(Tensor logits) => logits.index_select(0, testing).argmax(1).eq(classes.index_select(0, testing)).to(ScalarType.Float64).mean().ToDouble() * 100;
        var fitted = Right(F.linear(means, weight, bias));
        var note = $"A head of global average pooling and one linear layer was fitted to layer {name}, and the map is of its logits. Of {testing.size(0)} examples held out it "
            + (labels is null ? $"answers {fitted:0.#} % as the network does." : $"classifies {fitted:0.#} % rightly, the network's own head {Right(own):0.#} %.");
        return new(name, weight.to(examples.dtype), bias.to(examples.dtype), note);
    }

    private static Tensor Classes(Tensor? labels, Tensor own)
    {
        if (labels is null) return own.argmax(1);
        if (labels.dim() != 1 || labels.size(0) != own.size(0))
            throw new GlassboxException($"The labels are [{string.Join(", ", labels.shape)}] for {own.size(0)} examples: give one class each.");
        var given = labels.to(ScalarType.Int64).to(own.device);
        return given.lt(0).logical_or(given.ge(own.size(1))).any().ToBoolean()
            ? throw new GlassboxException($"Some labels are no class of the network, which has {own.size(1)}, from 0.")
            : given;
    }

    /// <summary>Softmax regression by L-BFGS on standardised features; the scaling is put into the weights.</summary>
    private static (Tensor Weight, Tensor Bias) Fit(Tensor features, Tensor classes, long count, Run run)
    {
        using var on = enable_grad();
        var (mean, deviation) = (features.mean([0L]), features.std(0, unbiased: false).clamp_min(1e-6));
        var standard = ((features - mean) / deviation).detach();
        var weight = zeros(count, features.size(1), dtype: features.dtype, device: features.device).requires_grad_();
        var bias = zeros(count, dtype: features.dtype, device: features.device).requires_grad_();
        using var optimizer = optim.LBFGS([weight, bias], lr: 1, max_iter: 300, history_size: 20, line_search_fn: "strong_wolfe");
        optimizer.step(() =>
        {
            run.Cancellation.ThrowIfCancellationRequested();
            optimizer.zero_grad();
            var loss = F.cross_entropy(F.linear(standard, weight, bias), classes) + Penalty * weight.square().sum();
            loss.backward();
            return loss;
        });
        var scaled = (weight / deviation).detach();
        return (scaled, (bias - scaled.matmul(mean)).detach());
    }
}
