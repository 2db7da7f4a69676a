using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>Normalises each channel over the batch, in evaluation by the running mean and (unbiased) variance.</summary>
public abstract class BatchNorm : NormBase
{
    private protected BatchNorm(string name, long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(name, num_features, eps, momentum, affine, track_running_stats, device, dtype) { }

    public override Tensor forward(Tensor input)
    {
        Check(input);
        var factor = momentum ?? 0;
        if (training && num_batches_tracked is { } count)
        {
            count.add_(1);
            if (momentum is null) factor = 1 / count.ToDouble();
        }
        var byBatch = training || running_mean is null;
        return F.batch_norm(input, running_mean, running_var, Own(nameof(weight)), Own(nameof(bias)), byBatch, factor, eps);
    }
}
