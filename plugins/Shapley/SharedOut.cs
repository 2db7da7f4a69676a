using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>What each part of each input got of f(x) - f(nothing), as a result.</summary>
internal sealed class SharedOut
{
    private readonly List<Game> games = [];
    private readonly List<Tensor> values = [], errors = [];
    private readonly List<double> gaps = [];

    /// <summary>Adds an input's shares.</summary>
    /// <param name="game">The game.</param>
    /// <param name="phi">The parts' shares: <c>[parts]</c>.</param>
    /// <param name="error">Their standard errors: <c>[parts]</c>.</param>
    /// <param name="all">The value of all parts, f(x).</param>
    /// <param name="none">The value of no part.</param>
    public void Add(Game game, Tensor phi, Tensor error, double all, double none)
    {
        games.Add(game);
        values.Add(phi);
        errors.Add(error);
        var promised = all - none;
        gaps.Add(Math.Abs(phi.sum().item<double>() - promised) / Math.Max(Math.Max(Math.Abs(all), Math.Abs(none)), 1e-30));
    }

    /// <summary>
    /// The attribution, its tensors moved out of the enclosing scope: values of the segments' shape; extras <c>shapley-values</c>, <c>standard-errors</c> and <c>confidence</c>
    /// (half the width of each 95 % interval, 1.96 standard errors), <c>[N, parts]</c>, NaN beyond an input's own number of parts; <c>segments</c>; and <paramref name="more"/>.
    /// </summary>
    /// <param name="drawn">What the estimates were drawn from: <c>50 orders</c>.</param>
    public Attribution Result(Model model, Tensor inputs, FixedTarget target, Dictionary<string, Tensor> more, string drawn)
    {
        var error = Rows.Padded(errors);
        var extras = new Dictionary<string, Tensor>(more)
        {
            ["shapley-values"] = Rows.Padded(values),
            ["standard-errors"] = error,
            ["confidence"] = error * 1.96,
            ["segments"] = cat([.. games.Select(g => g.Parts.Ids)], 0),
        };
        foreach (var extra in extras.Values) extra.MoveToOuterDisposeScope();
        var map = cat([.. games.Zip(values, (game, phi) => game.Parts.Spread(phi, inputs))], 0);
        return new Attribution(model, inputs, target, map.MoveToOuterDisposeScope())
        {
            Extras = extras,
            Notes = errors.All(IsZero) ? [] : [$"Estimated from {drawn}; the extras hold each value's confidence interval."],
            Checks = [new Check("efficiency: sum of the parts' values = f(x) - f(no part)", gaps.Max(), 1e-5)],
        };
    }

    private static bool IsZero(Tensor error) => error.eq(0).all().item<bool>();
}
