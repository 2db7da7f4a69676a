using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// How a picture becomes a model's input: scaled to 0..1, resized, cropped, and each channel shifted and scaled. A picture that already has the size of the crop was cut
/// for the model before: it is neither resized nor cropped again.
/// </summary>
/// <param name="Mean">What is subtracted from each channel (of 0..1), one number a channel.</param>
/// <param name="Deviation">What each channel is then divided by.</param>
/// <param name="Resize">The length in pixels that the shorter side is resized to (antialiased); none to leave it.</param>
/// <param name="Crop">The height and width in pixels that are cut from the centre; none to leave it.</param>
/// <param name="Resampling">How it is resized.</param>
public sealed record Preprocessing(double[] Mean, double[] Deviation, int? Resize = null, int? Crop = null, Resampling Resampling = Resampling.Bilinear)
{
    /// <summary>How many channels the model takes: 1 for grey, 3 for red, green and blue.</summary>
    public int Channels => Mean.Length;

    /// <summary>What torchvision's ImageNet networks expect.</summary>
    public static Preprocessing ImageNet { get; } = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225], 256, 224);

    /// <summary>The channel shift and scale alone.</summary>
    /// <param name="pixels">Values 0..1: <c>[N, C, H, W]</c>.</param>
    public Tensor Normalize(Tensor pixels) => (pixels - PerChannel(Mean, pixels)) / PerChannel(Deviation, pixels);

    /// <summary>Undoes <see cref="Normalize"/>, for showing an input as a picture.</summary>
    /// <param name="inputs">What the model is given: <c>[N, C, H, W]</c>.</param>
    /// <returns>Values 0..1, clamped: <c>[N, C, H, W]</c>.</returns>
    public Tensor ToPixels(Tensor inputs) => (inputs * PerChannel(Deviation, inputs) + PerChannel(Mean, inputs)).clamp(0, 1);

    private static Tensor PerChannel(double[] values, Tensor like) =>
        tensor(values, dtype: like.dtype, device: like.device).view(1, values.Length, 1, 1);
}
