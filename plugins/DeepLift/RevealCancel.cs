using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The reveal-cancel rule (Shrikumar et al. 2017, section 3.5.2): positive and negative contributions to a nonlinearity's input are followed apart, so that what cancels is
/// seen. The halves of the batch, which carry the same multipliers under the rescale rule, here carry those of the positive parts and those of the negative parts.
/// </summary>
internal sealed class RevealCancel : IDisposable
{
    private readonly Dictionary<Value, Tensor> parts = [];

    /// <summary>The positive parts of a value's difference in the first half, the negative ones in the second; kept until disposed of.</summary>
    public Tensor Parts(Value value) => parts.TryGetValue(value, out var known) ? known : parts[value] = PartsOf(value).DetachFromDisposeScope();

    public void Dispose()
    {
        foreach (var part in parts.Values) part.Dispose();
    }

    /// <summary>The multipliers through a layer with weights: an input's positive contributions go to the positive parts of the output, its negative ones to the negative parts.</summary>
    public static Tensor?[] ThroughLayer(Node node, LinearOperator layer, Tensor multipliers)
    {
        var (rising, falling) = (layer.Transpose(multipliers, layer.Weight.clamp(min: 0)), layer.Transpose(multipliers, layer.Weight.clamp(max: 0)));
        var passed = Chosen(cat([Halves.Now(rising) + Halves.Then(falling), Halves.Then(rising) + Halves.Now(falling)], 0), Halves.Difference(layer.Input.Tensor));
        return [.. node.Inputs.Select(i => i == layer.Input ? passed : null)];
    }

    /// <summary>The multipliers through a sum.</summary>
    public static Tensor?[] ThroughSum(Node node, Tensor?[] outputs)
    {
        var gradients = node.VectorJacobianProduct(outputs);
        return [.. gradients.Select((g, i) => g is null ? null : Chosen(g, Halves.Difference(node.Inputs[i].Tensor) * OperatorKinds.SignOf(node, node.Inputs[i])))];
    }

    /// <summary>The multipliers through an elementwise function: <c>m+ dy+ / dx+</c> and <c>m- dy- / dx-</c>.</summary>
    public Tensor?[] ThroughFunction(Node node, Tensor?[] outputs)
    {
        var x = node.Inputs.First(i => i.IsActive);
        var (dx, dy) = (Parts(x), Parts(node.Output));
        var gradient = node.VectorJacobianProduct(outputs)[Array.IndexOf(node.Inputs, x)]!;
        var rescaled = where(dx.abs() < Comparison.Small, gradient, outputs[0]! * dy / dx);
        return [.. node.Inputs.Select(i => i == x ? rescaled : null)];
    }

    /// <summary>One multiplier for the whole difference of a value, for operators that know no parts: that of the part whose sign it has.</summary>
    public static Tensor Joined(Value value, Tensor multipliers) => Chosen(multipliers, Halves.Difference(value.Tensor));

    /// <summary>The first half's multiplier where the difference is positive, the second's where it is negative, their mean where there is none.</summary>
    private static Tensor Chosen(Tensor multipliers, Tensor difference)
    {
        var (positive, negative, d) = (Halves.Now(multipliers), Halves.Then(multipliers), Halves.Now(difference));
        return Halves.Twice(where(d > 0, positive, where(d < 0, negative, (positive + negative) / 2)));
    }

    private Tensor PartsOf(Value value)
    {
        if (value.Producer is not { } node) return Signs(value);
        if (LinearOperator.Of(node) is { } layer)
        {
            var signs = Signs(layer.Input);
            return layer.Apply(signs, layer.Weight.clamp(min: 0), null) + layer.Apply(Swapped(signs), layer.Weight.clamp(max: 0), null);
        }
        if (OperatorKinds.Moving.Contains(node.Kind)) return Run(node, value, Parts);
        if (Aten.Sums.Contains(node.Kind)) return Run(node, value, v => OperatorKinds.SignOf(node, v) < 0 ? Swapped(Signs(v)) : Signs(v));
        return OperatorKinds.Elementwise.Contains(node.Kind) ? Cancelled(node) : Signs(value);
    }

    /// <summary>The mean effect of the positive parts before and after the negative ones, and the other way round.</summary>
    private Tensor Cancelled(Node node)
    {
        var x = node.Inputs.First(i => i.IsActive);
        var start = Halves.Twice(Halves.Then(x.Tensor));
        var alone = node.Run(v => v == x ? start + Parts(x) : null)[0]!;
        var (y, y0) = (Halves.Now(node.Output.Tensor), Halves.Then(node.Output.Tensor));
        return (alone - Halves.Twice(y0) + Halves.Twice(y) - Swapped(alone)) / 2;
    }

    /// <summary>An affine operator without what constants add, at other values of the inputs that depend on the model's.</summary>
    private static Tensor Run(Node node, Value output, Func<Value, Tensor> at) =>
        node.Run(v => v.IsActive ? at(v) : null)[output.OutputIndex]! - node.Run(v => v.IsActive ? zeros_like(v.Tensor) : null)[output.OutputIndex]!;

    private static Tensor Signs(Value value)
    {
        var difference = Halves.Now(value.Tensor) - Halves.Then(value.Tensor);
        return cat([difference.clamp(min: 0), difference.clamp(max: 0)], 0);
    }

    private static Tensor Swapped(Tensor halves) => cat([Halves.Then(halves), Halves.Now(halves)], 0);
}
