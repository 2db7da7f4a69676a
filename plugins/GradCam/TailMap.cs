using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Class activation maps whose channel weights come from running the network from a layer on, an input at a time.</summary>
internal static class TailMap
{
    /// <summary>Explains inputs one after the other.</summary>
    /// <param name="copies">How many activations run from the layer on at a time.</param>
    /// <param name="weigh">The weight of each channel of one input: <c>[1, C]</c>.</param>
    public static Attribution Explain(
        Model model, Tensor inputs, FixedTarget target, string? layer, bool signed, Upsampling upsampling, long copies, Func<Tail, Tensor> weigh)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (maps, allWeights, name) = (new List<Tensor>(), new List<Tensor>(), "");
        for (long i = 0; i < inputs.size(0); i++)
        {
            using var one = NewDisposeScope();
            var tail = Tail.Of(model, inputs, target, i, layer, copies);
            name = tail.Layer.Name;
            var weights = weigh(tail);
            maps.Add((weights.SpreadOver(tail.Activation) * tail.Activation).sum(1).MoveToOuterDisposeScope());
            allWeights.Add(weights.MoveToOuterDisposeScope());
        }
        return ActivationMap.Attribution(model, inputs, target, cat(maps.ToArray(), 0), name, signed, upsampling, cat(allWeights.ToArray(), 0));
    }
}
