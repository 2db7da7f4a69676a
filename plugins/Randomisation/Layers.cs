using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The parameters of a model by the layer that they belong to, in the order in which layers run.</summary>
internal static class Layers
{
    /// <summary>The names of each layer's parameters and buffers, from the input to the output; what does not run for these inputs is left out.</summary>
    /// <exception cref="GlassboxException">No parameter of the model is known.</exception>
    public static (string Name, string[] Parameters)[] Of(Model model, Tensor inputs)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var ran = model.Capture(inputs.narrow(0, 0, 1)).Nodes.SelectMany(n => n.Inputs).Where(v => v.Kind == ValueKind.Parameter).Select(v => v.Name)
            .Where(model.Parameters.ContainsKey).Distinct().ToArray();
        if (ran.Length == 0) throw new GlassboxException($"The parameters of {model.Name} are not known, so that they cannot be randomised: name them when the model is made.");
        return [.. ran.GroupBy(Owner).Select(layer => (layer.Key, layer.ToArray()))];
    }

    /// <summary>The module that a parameter belongs to: <c>layer1.0.conv1</c> of <c>layer1.0.conv1.weight</c>.</summary>
    public static string Owner(string parameter) => parameter.LastIndexOf('.') is var dot and > 0 ? parameter[..dot] : parameter;
}
