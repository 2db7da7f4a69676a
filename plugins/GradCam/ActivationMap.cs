using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Plugins;

/// <summary>From maps of a layer's size to an attribution of the input's size.</summary>
internal static class ActivationMap
{
    /// <summary>The attribution of maps at a layer: cut off at zero unless signed, then upsampled. The maps before upsampling are <c>Extras["cam"]</c>.</summary>
    /// <param name="maps">One map an input: <c>[N, h, w]</c>.</param>
    /// <param name="weights">The weight of each channel, kept as <c>Extras["weights"]</c>: <c>[N, C]</c>; null where the method has none.</param>
    /// <param name="note">What else a reader must know.</param>
    /// <param name="checks">What the method promises.</param>
    public static Attribution Attribution(
        Model model, Tensor inputs, FixedTarget target, Tensor maps, string layer, bool signed, Upsampling upsampling, Tensor? weights = null,
        string? note = null, params Check[] checks)
    {
        var shown = signed ? maps : maps.relu();
        var notes = new List<string> { $"The map is of layer {layer}, {string.Join(" x ", maps.shape[1..])}." };
        if (note is not null) notes.Add(note);
        var largest = shown.flatten(1).amax([1L]).cpu().to(ScalarType.Float64).data<double>().ToArray();
        var without = Enumerable.Range(0, largest.Length).Where(i => largest[i] <= 0).ToArray();
        if (without.Length > 0)
            notes.Add($"There is no positive evidence for {target.Description} in {(largest.Length == 1 ? "the input" : $"input {string.Join(", ", without)} of the batch")}.");
        var extras = new Dictionary<string, Tensor> { ["cam"] = shown.MoveToOuterDisposeScope() };
        if (weights is not null) extras["weights"] = weights.MoveToOuterDisposeScope();
        return new Attribution(model, inputs, target, Resize(shown.unsqueeze(1), inputs, upsampling).MoveToOuterDisposeScope())
        {
            Signed = signed,
            Notes = notes,
            Checks = checks,
            Extras = extras,
        };
    }

    /// <summary>Maps <c>[N, K, h, w]</c> as large as the inputs: <c>[N, K, H, W]</c>; one map <c>[N, 1, l]</c> of texts as long as these, <c>[N, L]</c>.</summary>
    public static Tensor Resize(Tensor maps, Tensor inputs, Upsampling upsampling)
    {
        if (inputs.dim() == 2 && maps.dim() == 3 && maps.size(1) == 1) return Resize(maps, inputs.unsqueeze(1), upsampling).squeeze(1);
        if (inputs.dim() != maps.dim())
            throw new GlassboxException($"A map of [{string.Join(", ", maps.shape[2..])}] cannot be laid over inputs of [{string.Join(", ", inputs.shape)}]: name a layer whose activation has the inputs' axes.");
        var size = inputs.shape[2..];
        if (upsampling == Upsampling.Nearest) return F.interpolate(maps, size, mode: InterpolationMode.Nearest);
        var mode = size.Length switch { 1 => InterpolationMode.Linear, 2 => InterpolationMode.Bilinear, _ => InterpolationMode.Trilinear };
        return F.interpolate(maps, size, mode: mode, align_corners: upsampling == Upsampling.BilinearAlignedCorners);
    }
}
