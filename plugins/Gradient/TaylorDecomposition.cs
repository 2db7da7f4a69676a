using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// First-order Taylor decomposition (Bach et al. 2015, section 2.2; Montavon et al. 2017): the score is expanded about a root point, and each element gets its term. For a
/// linear function <c>w.x</c> and the orthogonal root it is <c>w x</c>. A note says how much of the difference of scores the first order holds.
/// </summary>
[Method("taylor", "Taylor decomposition", Source = "Bach et al. 2015; Montavon et al. 2017")]
public sealed class TaylorDecomposition : IAttributor<TaylorDecomposition.Options>
{
    /// <param name="Root">The point that the input is explained relative to.</param>
    /// <param name="Steps">How many of Newton's steps look for the nearest root at most.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options(TaylorRoot Root = TaylorRoot.Orthogonal, [Range(1, 10_000)] int Steps = 50, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        ScoreGradient.RefuseTokens(model, inputs);
        var settled = target.For(model, inputs);
        var prepared = model.Prepare();
        var roots = new List<Tensor>();
        var scores = new List<Tensor>();
        var values = run.InBatches(inputs.size(0), options.BatchSize, (first, count) =>
        {
            var (x, which) = (inputs.narrow(0, first, count).detach(), settled.Select(Rows.From(first, count)));
            var (root, gradient) = options.Root == TaylorRoot.Nearest ? Nearest(prepared, x, which, options.Steps) : Orthogonal(prepared, x, which);
            roots.Add(root.MoveToOuterDisposeScope());
            scores.Add(stack([Score(prepared, x, which), Score(prepared, root, which)], 1).MoveToOuterDisposeScope());
            // At the orthogonal root the term of the root itself is zero: what is left is x's own.
            return gradient * (options.Root == TaylorRoot.Nearest ? x - root : x);
        }, "inputs");
        var pairs = cat(scores.ToArray(), 0).to(ScalarType.Float64);
        var difference = (pairs.select(1, 0) - pairs.select(1, 1)).cpu().data<double>().ToArray();
        var explained = values.flatten(1).sum(1).to(ScalarType.Float64).cpu().data<double>().ToArray();
        return new Attribution(model, inputs, settled, values.MoveToOuterDisposeScope())
        {
            Notes = [$"To first order the relevances sum to {Numbers(explained)}; f(x) - f(root) is {Numbers(difference)}."],
            Extras = new Dictionary<string, Tensor> { ["root"] = cat(roots.ToArray(), 0).MoveToOuterDisposeScope(), ["scores"] = pairs.MoveToOuterDisposeScope() },
        };
    }

    private static (Tensor Root, Tensor Gradient) Orthogonal(Prepared model, Tensor x, FixedTarget target)
    {
        var gradient = ScoreGradient.At(model, x, target).Gradient;
        return (x - gradient * ((gradient * x).flatten(1).sum(1) / Squares(gradient)).SpreadOver(x), gradient);
    }

    private static (Tensor Root, Tensor Gradient) Nearest(Prepared model, Tensor x, FixedTarget target, int steps)
    {
        var start = Score(model, x, target);
        var root = x;
        for (var step = 0; ; step++)
        {
            var (score, gradient) = (Score(model, root, target), ScoreGradient.At(model, root, target).Gradient);
            if ((score.abs() <= start.abs() * 1e-4).all().ToBoolean()) return (root, gradient);
            if (step == steps)
                throw new GlassboxException($"No point where the score is zero was found within {steps} steps of Newton's method: use the orthogonal root.");
            root = (root - gradient * (score / Squares(gradient)).SpreadOver(x)).detach();
        }
    }

    private static Tensor Score(Prepared model, Tensor x, FixedTarget target)
    {
        using var off = no_grad();
        return model.Score(x, target);
    }

    private static Tensor Squares(Tensor gradient) => gradient.square().flatten(1).sum(1).clamp_min(1e-30);

    private static string Numbers(double[] values) => string.Join(", ", values.Take(4).Select(v => v.ToString("g4", System.Globalization.CultureInfo.InvariantCulture))) + (values.Length > 4 ? ", ..." : "");
}
