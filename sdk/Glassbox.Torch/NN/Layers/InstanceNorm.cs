using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>Normalises each channel of each sample by itself.</summary>
public abstract class InstanceNorm : NormBase
{
    private protected InstanceNorm(string name, long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(name, num_features, eps, momentum, affine, track_running_stats, device, dtype) { }

    /// <summary>The dimensions of a sample without a batch.</summary>
    private protected abstract long Unbatched { get; }

    public override Tensor forward(Tensor input)
    {
        Check(input);
        if (input.dim() != Unbatched) return Normalized(input);
        using var batch = input.unsqueeze(0);
        using var output = Normalized(batch);
        return output.squeeze(0);
    }

    private Tensor Normalized(Tensor batch) =>
        F.instance_norm(batch, running_mean, running_var, Own(nameof(weight)), Own(nameof(bias)), training || running_mean is null, momentum ?? 0, eps);
}
