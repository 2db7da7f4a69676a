using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

internal sealed class PredictedTarget : Target
{
    public override string Description => "predicted class";

    public override FixedTarget For(Model model, Tensor inputs) => new PredictedScores(model, inputs);
}

internal sealed class ClassTarget(long[] indices) : Target
{
    public override string Description => "class " + string.Join(", ", indices);

    public override FixedTarget For(Model model, Tensor inputs)
    {
        var n = inputs.size(0);
        if (indices.Length != 1 && indices.Length != n)
            throw new GlassboxException($"The target names {indices.Length} classes for a batch of {n}: give one class, or one for each input.");
        // Without names the number of classes is known when the model has run, and looked at then: it is not run for that alone.
        ClassLogits.RefuseUnknown(indices, model.ClassNames.Count > 0 ? model.ClassNames.Count : long.MaxValue, model);
        return new ClassScores(indices.Length == n ? indices : [.. Enumerable.Repeat(indices[0], (int)n)], model);
    }
}

internal sealed class NamedClassTarget(string name) : Target
{
    public override string Description => $"class \"{name}\"";

    public override FixedTarget For(Model model, Tensor inputs) => Class(model.ClassIndex(name)).For(model, inputs);
}

internal sealed class NeuronTarget(string layer, long[] index) : Target
{
    public override string Description => $"neuron [{string.Join(", ", index)}] of {layer}";

    public override FixedTarget For(Model model, Tensor inputs)
    {
        var shape = model.LayerShape(inputs, layer);
        var fits = index.Length == shape.Length - 1 && index.Zip(shape.Skip(1)).All(p => p.First >= 0 && p.First < p.Second);
        if (!fits)
            throw new GlassboxException($"Layer \"{layer}\" has no neuron [{string.Join(", ", index)}]: one sample's activation is [{string.Join(", ", shape.Skip(1))}].");
        TensorIndex[] at = [TensorIndex.Colon, .. index.Select(i => TensorIndex.Single(i))];
        return new UnitScores(layer, Description, Description, activation => activation[at]);
    }
}

internal sealed class ChannelTarget(string layer, long channel) : Target
{
    public override string Description => $"channel {channel} of {layer}";

    public override FixedTarget For(Model model, Tensor inputs)
    {
        var shape = model.LayerShape(inputs, layer);
        if (shape.Length < 2 || channel < 0 || channel >= shape[1])
            throw new GlassboxException($"Layer \"{layer}\" has no channel {channel}: its activation is [{string.Join(", ", shape)}].");
        return new UnitScores(layer, Description, Description, activation => activation.select(1, channel).flatten(1).mean([1]));
    }
}

internal sealed class ScalarTarget(string description, Func<Tensor, Tensor> score, string? layer) : Target
{
    public override string Description => description;

    public override FixedTarget For(Model model, Tensor inputs) => new UnitScores(layer, description, score, output =>
    {
        var scores = GivenFunction.Call(score, output, $"The target \"{description}\"", layer is null ? "an output" : "an activation");
        return scores.dim() == 1 && scores.size(0) == output.size(0)
            ? scores
            : throw new GlassboxException($"The target \"{description}\" must give one score an input, [{output.size(0)}]; it gave [{string.Join(", ", scores.shape)}].");
    });
}

internal sealed class SettledTarget(FixedTarget target) : Target
{
    public override string Description => target.Description;

    public override FixedTarget For(Model model, Tensor inputs) =>
        target.Classes is { } classes && classes.Length != inputs.size(0)
            ? throw new GlassboxException($"The target names {classes.Length} classes for a batch of {inputs.size(0)}: give one class, or one for each input.")
            : target;
}

internal sealed class SoftmaxTarget(Target target, bool logarithm) : Target
{
    public override string Description => SoftmaxScores.Describe(target.Description, logarithm);

    public override FixedTarget For(Model model, Tensor inputs) => target.For(model, inputs) switch
    {
        (ClassScores or PredictedScores) and var classes => new SoftmaxScores(classes, logarithm),
        _ => throw new GlassboxException($"The target, {target.Description}, is no class and has no probability."),
    };
}

/// <summary>The output that class targets read: one row of scores an input.</summary>
internal static class ClassLogits
{
    public static Tensor Of(Model model, Tensor inputs)
    {
        var logits = model.Logits(inputs);
        RefuseOtherThanRows(logits, model);
        return logits;
    }

    /// <summary>Fails where an output is not one row of class scores an input.</summary>
    public static void RefuseOtherThanRows(Tensor output, Model model)
    {
        if (output.dim() != 2) throw new GlassboxException($"{model.Name} gives [{string.Join(", ", output.shape)}], not one row of class scores an input: say what to explain, such as Target.Scalar(\"score\", y => {FirstScore(output)}).");
    }

    /// <summary>How a script says one score an input of an output that is no rows: the first channel summed over its places.</summary>
    private static string FirstScore(Tensor output) => output.dim() switch
    {
        0 => "y.reshape(1)",
        1 => "y",
        _ => "y.select(1, 0).flatten(1).sum(1)",
    };

    /// <summary>Fails where an index is no class of the model's.</summary>
    /// <param name="indices">The classes asked for.</param>
    /// <param name="classes">How many there are.</param>
    /// <param name="model">The model, for the message.</param>
    public static void RefuseUnknown(long[] indices, long classes, Model model)
    {
        foreach (var index in indices)
            if (index < 0 || index >= classes)
                throw new GlassboxException(classes == long.MaxValue ? $"There is no class {index}: classes are counted from 0." : $"There is no class {index}: {model.Name} has {classes} classes, 0 to {classes - 1}.");
    }
}
