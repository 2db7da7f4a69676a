using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The weighted linear regression of coalitions' values on their members whose solution is the Shapley values (Lundberg and Lee 2017, theorem 2).</summary>
internal static class KernelRegression
{
    private const double PenaltyWeight = 1e6;

    /// <summary>The Shapley kernel of coalitions, (M - 1) / (binomial(M, s) s (M - s)) for s of M parts: <c>[n, M]</c> to <c>[n]</c>.</summary>
    public static Tensor Kernel(Tensor coalitions)
    {
        using var scope = NewDisposeScope();
        var parts = (int)coalitions.size(1);
        var ofSize = new double[parts + 1];
        var binomial = 1.0;
        for (var s = 1; s < parts; s++)
        {
            binomial = binomial * (parts - s + 1) / s;
            ofSize[s] = (parts - 1) / (binomial * s * (parts - s));
        }
        return tensor(ofSize).index_select(0, coalitions.sum(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Coalitions drawn with the Shapley kernel, so that all weigh the same; with pairs every second is the complement of the one before it.</summary>
    /// <returns><c>[count, parts]</c> of Bool.</returns>
    public static Tensor Draw(int count, int parts, bool paired, Generator generator)
    {
        using var scope = NewDisposeScope();
        var draws = paired ? (count + 1) / 2 : count;
        var ofSize = Enumerable.Range(1, parts - 1).Select(s => 1.0 / (s * (double)(parts - s))).ToArray();
        var cumulative = tensor(ofSize).cumsum(0) / ofSize.Sum();
        // How many parts are in, then which.
        var size = cumulative.unsqueeze(0).le(rand(draws, 1, dtype: ScalarType.Float64, generator: generator)).sum(1, keepdim: true).clamp(0, parts - 2) + 1;
        var present = rand(draws, parts, dtype: ScalarType.Float64, generator: generator).argsort(1).argsort(1).lt(size);
        var all = paired ? stack([present, present.logical_not()], 1).reshape(-1, parts).narrow(0, 0, count) : present;
        return all.MoveToOuterDisposeScope();
    }

    /// <summary>The fit whose values sum to f(x) - f(no part) exactly, their standard errors (sandwich estimate), and the intercept, which is f(no part).</summary>
    /// <param name="coalitions"><c>[n, M]</c> of Bool, none of all or no parts.</param>
    /// <param name="values">Their values: <c>[n]</c>.</param>
    /// <param name="weights">What each weighs: <c>[n]</c>.</param>
    /// <param name="all">f(x).</param>
    /// <param name="none">The value of no part.</param>
    /// <param name="draws">How many coalitions in a row are one draw: 2 for pairs.</param>
    public static (Tensor Values, Tensor Errors, double Intercept) Constrained(Tensor coalitions, Tensor values, Tensor weights, double all, double none, int draws)
    {
        using var scope = NewDisposeScope();
        var parts = coalitions.size(1);
        var members = coalitions.to(ScalarType.Float64);
        // Values that sum to D are D / M each plus a combination of directions that sum to zero.
        var share = (all - none) / parts;
        var (_, _, axes) = linalg.svd(ones(1, parts, dtype: ScalarType.Float64), fullMatrices: true);
        var directions = axes.narrow(0, 1, parts - 1).T;
        var roots = weights.sqrt();
        var design = members.matmul(directions) * roots.unsqueeze(1);
        var response = (values - none - members.sum(1) * share) * roots;
        var (steps, residual, inverse) = LeastSquares(design, response, parts);
        var phi = directions.mv(steps) + share;
        var errors = Sandwich(design, residual, inverse, directions, draws);
        return (phi.MoveToOuterDisposeScope(), errors.MoveToOuterDisposeScope(), none);
    }

    /// <summary>The fit with a free intercept where coalitions of all and of no parts weigh a million times the others.</summary>
    /// <inheritdoc cref="Constrained"/>
    public static (Tensor Values, Tensor Errors, double Intercept) Penalised(Tensor coalitions, Tensor values, Tensor weights, double all, double none, int draws)
    {
        using var scope = NewDisposeScope();
        var parts = coalitions.size(1);
        var members = cat([ones(1, parts, dtype: ScalarType.Float64), zeros(1, parts, dtype: ScalarType.Float64), coalitions.to(ScalarType.Float64)], 0);
        var roots = cat([full(2, PenaltyWeight, dtype: ScalarType.Float64), weights], 0).sqrt();
        var design = cat([members, ones(members.size(0), 1, dtype: ScalarType.Float64)], 1) * roots.unsqueeze(1);
        var response = cat([tensor(new[] { all, none }), values], 0) * roots;
        var (solution, residual, inverse) = LeastSquares(design, response, parts);
        var sampled = values.size(0);
        var errors = Sandwich(design.narrow(0, 2, sampled), residual.narrow(0, 2, sampled), inverse, eye(parts + 1, dtype: ScalarType.Float64), draws);
        return (solution.narrow(0, 0, parts).clone().MoveToOuterDisposeScope(), errors.narrow(0, 0, parts).clone().MoveToOuterDisposeScope(), solution[parts].item<double>());
    }

    private static (Tensor Solution, Tensor Residual, Tensor Inverse) LeastSquares(Tensor design, Tensor response, long parts)
    {
        var (u, s, vh) = linalg.svd(design, fullMatrices: false);
        if (design.size(0) < design.size(1) || s.min().item<double>() <= 1e-13 * s.max().item<double>())
            throw new GlassboxException($"The coalitions drawn cannot tell {parts} parts apart: ask for more samples.");
        var solution = vh.T.mv(u.T.mv(response) / s);
        return (solution, response - design.mv(solution), (vh.T / (s * s)).matmul(vh));
    }

    private static Tensor Sandwich(Tensor design, Tensor residual, Tensor inverse, Tensor directions, int draws)
    {
        var gradients = design * residual.unsqueeze(1);
        var drawn = gradients.size(0) / draws;
        var perDraw = gradients.narrow(0, 0, drawn * draws).reshape(drawn, draws, -1).sum(1);
        var influence = perDraw.matmul(inverse).matmul(directions.T);
        return ((influence * influence).sum(0) * (drawn / (double)Math.Max(1, drawn - design.size(1)))).sqrt();
    }
}
