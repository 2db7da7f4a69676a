using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The first three derivatives of a score by each element of a layer's activation, the others held: <c>[C, h, w]</c> each.</summary>
internal sealed record ElementDerivatives(Tensor First, Tensor Second, Tensor Third)
{
    /// <param name="activation">Where they are taken: <c>[1, C, h, w]</c>.</param>
    /// <param name="score">From activations <c>[M, C, h, w]</c> to scores <c>[M]</c>.</param>
    /// <param name="copies">How many activations the score takes at a time.</param>
    public static ElementDerivatives Of(Tensor activation, Func<Tensor, Tensor> score, long copies, Run run, string unit)
    {
        using var scope = NewDisposeScope();
        var elements = activation.numel();
        var shape = activation.shape[1..];
        var all = run.InBatches(elements, copies, (first, count) =>
        {
            // A row is one element; moving it by t leaves the other elements of the row alone, so that derivatives by t are the element's.
            using var on = enable_grad();
            var t = zeros(count, dtype: activation.dtype, device: activation.device).requires_grad_();
            var moved = zeros(count, elements, dtype: activation.dtype, device: activation.device)
                .scatter(1, arange(first, first + count, device: activation.device).unsqueeze(1), t.unsqueeze(1));
            var value = score(activation.detach() + moved.view([count, .. shape]));
            var derivatives = new List<Tensor>();
            for (var order = 1; order <= 3; order++)
            {
                value = value.requires_grad
                    ? autograd.grad([value.sum()], [t], retain_graph: true, create_graph: true, allow_unused: true)[0] is { IsInvalid: false } next ? next : zeros_like(t)
                    : zeros_like(t);
                derivatives.Add(value.detach());
            }
            return stack(derivatives.ToArray(), 1);
        }, unit);
        return new(Order(0), Order(1), Order(2));

        Tensor Order(int order) => all.select(1, order).view(shape).MoveToOuterDisposeScope();
    }
}
