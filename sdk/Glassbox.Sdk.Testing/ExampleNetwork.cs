using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Testing;

/// <summary>
/// A network small enough to be explained in milliseconds that has what methods look for: convolutions, rectifiers, pooling, and a linear head on pooled
/// feature maps. Its weights are drawn from a seed.
/// </summary>
internal sealed class ExampleNetwork : Module<Tensor, Tensor>
{
    public const int Channels = 3, Size = 12, Classes = 4;

    private readonly Module<Tensor, Tensor> features = Sequential(
        Conv2d(Channels, 6, 3, padding: 1), ReLU(), MaxPool2d(2), Conv2d(6, 8, 3, padding: 1), ReLU());
    private readonly Module<Tensor, Tensor> pool = AdaptiveAvgPool2d(1);
    private readonly Module<Tensor, Tensor> flatten = Flatten();
    private readonly Module<Tensor, Tensor> head = Linear(8, Classes);

    public ExampleNetwork(ulong seed = 7) : base(nameof(ExampleNetwork))
    {
        RegisterComponents();
        using var off = no_grad();
        var generator = new Generator(seed);
        foreach (var (_, parameter) in named_parameters())
            parameter.copy_(randn(parameter.shape, generator: generator) * (parameter.dim() > 1 ? Math.Sqrt(2.0 / parameter[0].numel()) : 0.1));
        // Sure of its answers: what hides the object changes them.
        foreach (var (_, parameter) in head.named_parameters()) parameter.mul_(20);
    }

    /// <summary>How long each forward pass takes at least.</summary>
    public TimeSpan Delay { get; set; }

    public override Tensor forward(Tensor input)
    {
        if (Delay > TimeSpan.Zero) Thread.Sleep(Delay);
        return head.call(flatten.call(pool.call(features.call(input))));
    }
}
