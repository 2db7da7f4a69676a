using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Activations of a batch of inputs followed by as many baselines. A network may fold the batch into other axes (windows, heads), so a half is half of the first axis.
/// </summary>
internal static class Halves
{
    /// <summary>What the inputs gave.</summary>
    public static Tensor Now(Tensor activation) => activation.narrow(0, 0, activation.size(0) / 2);

    /// <summary>What the baselines gave.</summary>
    public static Tensor Then(Tensor activation) => activation.narrow(0, activation.size(0) / 2, activation.size(0) / 2);

    /// <summary>The same for both halves.</summary>
    public static Tensor Twice(Tensor half) => cat([half, half], 0);

    /// <summary>What an activation differs from its baseline by, for both halves.</summary>
    public static Tensor Difference(Tensor activation) => Twice(Now(activation) - Then(activation));

    /// <summary>The mean of an activation and its baseline, for both halves.</summary>
    public static Tensor Mean(Tensor activation) => Twice((Now(activation) + Then(activation)) / 2);
}
