using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A layer, group or instance norm: elements that belong together less their mean, divided by their deviation, scaled and shifted a feature at a time.</summary>
public sealed class NormOperator
{
    private readonly Node node;

    private NormOperator(Node node)
    {
        this.node = node;
        (Input, Epsilon) = (node.InputNamed("input")!, (double)node.Argument("eps")!);
        Axes = IsOverFeatures ? [.. ((long[])node.Argument("normalized_shape")!).Select((_, i) => -1L - i)] : [2];
    }

    /// <summary>What is normalised.</summary>
    public Value Input { get; }

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>The axes of <see cref="Groups"/> that mean and deviation are taken over.</summary>
    public long[] Axes { get; }

    /// <summary>The scale, shaped to be multiplied with the output; null for none.</summary>
    public Tensor? Scale => PerFeature("weight");

    /// <summary>The shift, shaped to be added to the output; null for none.</summary>
    public Tensor? Shift => PerFeature("bias");

    private bool IsOverFeatures => node.Kind is "layer_norm" or "native_layer_norm";

    /// <summary>Reads a node as a norm; null where it is none. A batch norm in evaluation, whose mean and deviation are constants, is none.</summary>
    /// <exception cref="GlassboxException">It is an instance norm with running statistics.</exception>
    public static NormOperator? Of(Node node)
    {
        if (node.Kind is not ("layer_norm" or "native_layer_norm" or "group_norm" or "native_group_norm" or "instance_norm")) return null;
        if (node.Kind == "instance_norm" && node.Argument("use_input_stats") is false)
            throw new GlassboxException($"There is no rule for an instance norm with running statistics, which ran in \"{node.Path}\".");
        return new NormOperator(node);
    }

    /// <summary>The input with the elements that are normalised together along <see cref="Axes"/>: as it is, or <c>[N, groups, elements]</c>.</summary>
    public Tensor Groups()
    {
        var x = Input.Tensor.detach();
        if (IsOverFeatures) return x;
        var groups = node.Kind == "instance_norm" ? x.size(1) : (long)node.Argument(node.Has("num_groups") ? "num_groups" : "group")!;
        return x.reshape(x.size(0), groups, -1);
    }

    /// <summary>What a rule gives to the input, as what it gives to <see cref="Node.Inputs"/>.</summary>
    /// <param name="passed">In the shape of <see cref="Groups"/>.</param>
    public Tensor?[] ToInputs(Tensor passed)
    {
        var ofInput = passed.reshape(Input.Tensor.shape);
        return [.. node.Inputs.Select((_, i) => i == Array.IndexOf(node.Inputs, Input) ? ofInput : null)];
    }

    private Tensor? PerFeature(string name)
    {
        var parameter = node.InputNamed(name)?.Tensor.detach();
        return parameter is null || IsOverFeatures ? parameter : parameter.view([-1, .. Enumerable.Repeat(1L, (int)Input.Tensor.dim() - 2)]);
    }
}
