using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter: how many steps it made, and tensors under PyTorch's names.</summary>
internal sealed class ParameterState : IDisposable
{
    public long Steps;
    public readonly Dictionary<string, Tensor> Tensors = [];

    public Tensor this[string name]
    {
        get => Tensors[name];
        set => Tensors[name] = value.DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values) tensor.Dispose();
    }
}
