using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Inputs of whole numbers that an embedding looks up: they have no gradient and cannot be moved a little, their embeddings have and can.</summary>
public static class Tokens
{
    /// <summary>Fails for inputs of whole numbers.</summary>
    /// <param name="model">The model, whose embedding the message names.</param>
    /// <param name="inputs">The inputs: <c>[N, ...]</c>.</param>
    /// <param name="why">What they would have to be for: <c>Gradients need inputs of floating point</c>.</param>
    /// <param name="instead">What can be asked for instead, before the layer's name.</param>
    public static void Refuse(Model model, Tensor inputs, string why, string instead = "explain the layer after the embedding")
    {
        if (inputs.is_floating_point()) return;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var layer = Embedding(model.Capture(inputs.narrow(0, 0, 1)));
        throw new GlassboxException($"{why}, and these are {inputs.dtype}: {instead}{(layer is null ? "" : $", layer: \"{layer}\"")}.");
    }

    /// <summary>The shortest name of the layer that looks tokens up; null where there is none.</summary>
    internal static string? Embedding(Graph graph) =>
        graph.Nodes.FirstOrDefault(n => n.IsActive && n.Kind is "embedding" or "index_select" && n.Output.Tensor.is_floating_point()) is { } node
            ? graph.LayerNames.Where(name => name == node.Path || graph.Layer(name) == node.Output).MinBy(name => name.Length) ?? node.Name
            : null;
}
