using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The rules for operators without weights, by <see cref="Node.Kind"/>.</summary>
internal static class OperatorRules
{
    /// <summary>Each output has one input, which gets all.</summary>
    private static readonly HashSet<string> Passing = [.. Aten.Activations, .. Aten.Copies];

    /// <summary>They move elements, and may put a number of their own among them.</summary>
    private static readonly HashSet<string> Filling = ["pad", "constant_pad_nd", "masked_fill", "index_put", "where"];

    /// <summary>Operators that move elements without mixing them, and those where one winner takes all: relevance goes where the gradient does.</summary>
    private static readonly HashSet<string> Moving = [.. Aten.Moves, .. Filling, .. Aten.Maxima, "max", "maximum"];

    /// <summary>Operators that are affine in the inputs that depend on the model's input: each gets its share of the output.</summary>
    private static readonly HashSet<string> Affine = [.. Aten.Sums, "upsample_bicubic2d"];

    /// <summary>The rule for an operator without weights; null where there is none.</summary>
    public static Rule? For(Node node, Account account)
    {
        if (Passing.Contains(node.Kind)) return Pass;
        if (Moving.Contains(node.Kind)) return (n, outputs) => Move(n, outputs, account);
        var factors = node.Inputs.Where(i => i.IsActive).Distinct().Count();
        if (node.Kind == "batch_norm") return (n, outputs) => ShareBatchNorm(n, outputs, account);
        if (Affine.Contains(node.Kind) || (Aten.Products.Contains(node.Kind) && factors == 1 && !Divides(node))) return (n, outputs) => Share(n, outputs, account);
        return null;
    }

    /// <summary>Whether it passes relevance on as it is, or moves it, whatever the values.</summary>
    public static bool Keeps(Node node) => Passing.Contains(node.Kind) || Moving.Contains(node.Kind);

    /// <summary>Whether it is affine in all its inputs at once.</summary>
    public static bool IsAffine(Node node) => Affine.Contains(node.Kind);

    /// <summary>Whether it is linear in each of several factors.</summary>
    public static bool IsProduct(Node node) => Aten.Products.Contains(node.Kind) && !Divides(node);

    private static bool Divides(Node node) => node.Kind is "div" or "divide" or "true_divide" && node.InputNamed("other") is { IsActive: true };

    /// <summary>To where the elements came from; what came from constants is absorbed.</summary>
    public static Tensor?[] Move(Node node, Tensor?[] outputs, Account account)
    {
        var passed = node.VectorJacobianProduct(outputs);
        if (node.Inputs.Any(i => !i.IsActive && i.Tensor.is_floating_point()) || Filling.Contains(node.Kind)) account.Ledger.AbsorbRest(node, outputs, passed);
        return passed;
    }

    /// <summary>Everything to the one input that depends on the model's.</summary>
    public static Tensor?[] Pass(Node node, Tensor?[] outputs)
    {
        var receiver = Array.FindIndex(node.Inputs, i => i.IsActive && i.Tensor.shape.SequenceEqual(node.Output.Tensor.shape));
        // A copy into a tensor overwrites what that held.
        if (node.Kind == "copy") receiver = Array.FindIndex(node.Inputs, 1, i => i.IsActive);
        return receiver < 0 || (node.Kind == "copy" && !node.Inputs[receiver].Tensor.shape.SequenceEqual(node.Output.Tensor.shape))
            ? node.VectorJacobianProduct(outputs)
            : [.. node.Inputs.Select((_, i) => i == receiver ? outputs[0]?.to(node.Inputs[i].Tensor.dtype) : null)];
    }

    /// <summary><c>R_i = x_i (dz/dx_i)^T (R / z)</c>: what constants contribute is absorbed.</summary>
    public static Tensor?[] Share(Node node, Tensor?[] outputs, Account account)
    {
        var absorption = new Absorption(account, node);
        var s = Denominator.Share(outputs[0]!, node.Output.Tensor.detach(), account.Stabiliser, absorption);
        if (node.Inputs.Any(i => !i.IsActive))
        {
            var constant = node.Run(v => v.IsActive ? zeros_like(v.Tensor) : null)[0]!;
            absorption.Take(s * constant);
        }
        else if (IsPlainSum(node))
        {
            return [.. node.Inputs.Select(i => i.Tensor.detach() * s)];
        }
        var shares = node.VectorJacobianProduct([s]);
        // An input that stands in the operator twice, x + x, has its whole gradient at its first place.
        return [.. shares.Select((share, i) => share is null ? null : share * node.Inputs[i].Tensor.detach())];
    }

    /// <summary>A residual sum, whose gradient is one.</summary>
    private static bool IsPlainSum(Node node) =>
        node.Kind == "add" && node.Argument("alpha") is 1L or 1.0 && node.Inputs.All(i => i.Tensor.shape.SequenceEqual(node.Output.Tensor.shape));

    /// <summary>Batch norm in evaluation mode is <c>a x + b</c>: x gets its share, the constant part is absorbed.</summary>
    private static Tensor?[] ShareBatchNorm(Node node, Tensor?[] outputs, Account account)
    {
        if (node.Argument("training") is true) throw new GlassboxException($"The batch norm in \"{node.Path}\" is in training mode: call eval() on the network first.");
        return Share(node, outputs, account);
    }
}
