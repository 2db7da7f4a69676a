using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Eigen-CAM (Muhammad and Yeasin 2020): a layer's activation projected on its first principal direction over the channels, for each input by itself. It does not look at the target. A principal
/// direction has no sign: it is turned so that the map goes with the summed activation or, where the channels sum to nothing as behind a layer norm, so that its largest weight is positive.
/// </summary>
[Method("eigen-cam", "Eigen-CAM", Source = "Muhammad and Yeasin 2020")]
public sealed class EigenCam : IAttributor<EigenCam.Options>
{
    /// <param name="Layer">The layer that is mapped; the last convolutional activation unless said.</param>
    /// <param name="Signed">Keep negative values.</param>
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, bool Signed = false, Upsampling Upsampling = Upsampling.Bilinear, [Range(1, 65536)] int BatchSize = 16);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var prepared = model.Prepare();
        var name = "";
        var maps = run.InBatches(inputs.size(0), options.BatchSize, (first, count) =>
        {
            var features = FeatureLayer.Of(prepared.Capture(inputs.narrow(0, first, count), layers: [options.Layer]), options.Layer);
            name = features.Name;
            return Project(features.Activation);
        });
        return ActivationMap.Attribution(model, inputs, target.For(model, inputs), maps, name, options.Signed, options.Upsampling);
    }

    /// <summary>Each place's coordinate along the first principal direction: <c>[N, C, h, w]</c> to <c>[N, h, w]</c>.</summary>
    private static Tensor Project(Tensor activation)
    {
        var places = activation.flatten(2).transpose(1, 2);
        var centred = places - places.mean([1L], keepdim: true);
        var (_, _, directions) = linalg.svd(centred, fullMatrices: false);
        var direction = directions.narrow(1, 0, 1);
        var projected = centred.matmul(direction.transpose(1, 2)).squeeze(2);
        var withSum = (projected * centred.sum(2)).sum(1, keepdim: true);
        var rounding = projected.norm(1, keepdim: true) * centred.flatten(1).norm(1, keepdim: true) * 1e-4;
        var largest = direction.gather(2, direction.abs().argmax(2, keepdim: true)).squeeze(2);
        var turn = where(withSum.abs().le(rounding), largest, withSum).sign();
        return (projected * where(turn.eq(0), ones_like(turn), turn)).view([activation.size(0), .. activation.shape[2..]]);
    }
}
