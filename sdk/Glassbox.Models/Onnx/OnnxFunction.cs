using static TorchSharp.torch;

namespace Glassbox;

/// <summary>An ONNX file of several inputs or outputs, to be called: <see cref="Models.Onnx"/> reads it.</summary>
public sealed class OnnxFunction
{
    private readonly Onnx.OnnxNetwork network;

    internal OnnxFunction(Onnx.OnnxNetwork network) => this.network = network;

    /// <summary>The names of the inputs, in the order in which <see cref="call_all"/> takes them.</summary>
    public IReadOnlyList<string> InputNames => network.InputNames;

    /// <summary>The names of the outputs, in the order in which <see cref="call_all"/> gives them.</summary>
    public IReadOnlyList<string> OutputNames => network.OutputNames;

    /// <summary>Runs the network on a batch: <c>[N, ...]</c> each.</summary>
    /// <exception cref="GlassboxException">There are other inputs than the file has, or they do not fit it.</exception>
    public Tensor[] call_all(params Tensor[] inputs) => network.Forward(inputs);

    /// <summary>The weights by name, live.</summary>
    public Dictionary<string, Tensor> state_dict() => network.Parameters.ToDictionary();
}
