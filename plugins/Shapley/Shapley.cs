using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Shares the score out among the parts of an input as Shapley does: each part gets the mean of what it adds over all orders in which parts can join.
/// Exact by enumeration for few parts, by sampled orders for many.
/// </summary>
[Method("shapley", "Shapley values", Source = "Shapley 1953; Castro et al. 2009")]
public sealed class Shapley : IAttributor<Shapley.Options>
{
    /// <summary>Two to this power is as many coalitions as anyone waits for.</summary>
    private const int MostPartsExact = 20;

    private const int PartsExactUnlessSaid = 12;

    /// <param name="Estimator">Exact, or sampled orders.</param>
    /// <param name="Permutations">How many orders are sampled.</param>
    /// <param name="Antithetic">Whether each order is followed by its reverse, which lowers the variance; permutations is then even.</param>
    /// <param name="Superpixels">How pictures are cut into parts.</param>
    /// <param name="SuperpixelCount">About how many parts; 0 for 50, or fewer for small pictures.</param>
    /// <param name="Compactness">How square SLIC's superpixels are.</param>
    /// <param name="Segments">The part of each element as whole numbers that broadcast to the inputs, instead of superpixels or single features.</param>
    /// <param name="Fill">What takes a part's place; unless said zero, which is grey for normalised pictures.</param>
    /// <param name="Baseline">What takes a part's place, instead of a fill: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each.</param>
    /// <param name="Orders">The orders to use instead of drawn ones, [orders, parts]: the parts as they join.</param>
    /// <param name="BatchSize">How many changed inputs the model is given at a time, at most.</param>
    public sealed record Options(
        ShapleyEstimator Estimator = ShapleyEstimator.Auto,
        [Range(1, 10_000_000)] int Permutations = 50,
        bool Antithetic = true,
        Superpixels Superpixels = Superpixels.Slic,
        [Range(0, 1_000_000)] int SuperpixelCount = 0,
        [Range(0, 1e9)] double Compactness = 10,
        Tensor? Segments = null,
        Filling Fill = Filling.Auto,
        Tensor? Baseline = null,
        Tensor? Orders = null,
        [Range(1, 65536)] int BatchSize = 32);

    /// <summary>
    /// Explains a batch of inputs, each as if it were alone. The values have the shape of the segments, <c>[N, 1, H, W]</c> for superpixels. Extras: <c>shapley-values</c>,
    /// <c>standard-errors</c> and <c>confidence</c> (half the 95 % interval), <c>[N, parts]</c>; <c>segments</c>; and where exact <c>coalition-values</c>, <c>[N, 2^parts]</c>, coalition s
    /// holding part i where bit i of s is set.
    /// </summary>
    /// <inheritdoc cref="IAttributor{TOptions}.Attribute"/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = inputs.to(model.Device);
        var settled = target.For(model, x);
        var parts = Parts.Of(model, x, options.Segments, options.Superpixels, options.SuperpixelCount, options.Compactness);
        var (shares, coalitionValues) = (new SharedOut(), new List<Tensor>());
        foreach (var game in Game.Of(model, x, settled, parts, options.Fill, options.Baseline, options.BatchSize, run))
        {
            var players = game.Parts.Count;
            if (IsExact(options, players))
            {
                var values = game.Values(Coalitions.All(players));
                coalitionValues.Add(values);
                var phi = ExactShapley.Values(values, players);
                shares.Add(game, phi, zeros_like(phi), values[-1].item<double>(), values[0].item<double>());
            }
            else
            {
                var antithetic = options.Antithetic && options.Orders is null;
                var orders = options.Orders is { } given ? Given(given, players) : PermutationShapley.Orders(Even(options), players, antithetic, run.Generator());
                var values = game.GrownValues(orders);
                var (phi, errors) = PermutationShapley.Estimate(values, orders, antithetic);
                shares.Add(game, phi, errors, values[0, players].item<double>(), values[0, 0].item<double>());
            }
        }
        return shares.Result(model, inputs, settled, coalitionValues.Count == 0 ? [] : new() { ["coalition-values"] = Rows.Padded(coalitionValues) },
            $"{options.Orders?.size(0) ?? options.Permutations} orders in which the parts join");
    }

    private static bool IsExact(Options options, int parts)
    {
        if (options.Estimator == ShapleyEstimator.Exact && parts > MostPartsExact)
            throw new GlassboxException($"Exact Shapley values of {parts} parts need 2^{parts} scores: use {MostPartsExact} parts at most, or estimator permutations.");
        if (options.Estimator == ShapleyEstimator.Exact && options.Orders is not null)
            throw new GlassboxException("Exact Shapley values need no orders: leave out either the orders or estimator exact.");
        return options.Estimator == ShapleyEstimator.Exact || options.Estimator == ShapleyEstimator.Auto && options.Orders is null && parts <= PartsExactUnlessSaid;
    }

    private static int Even(Options options) => !options.Antithetic || options.Permutations % 2 == 0
        ? options.Permutations
        : throw new GlassboxException($"Antithetic orders come in pairs: ask for {options.Permutations + 1} permutations, or set antithetic to false.");

    private static Tensor Given(Tensor orders, int parts)
    {
        var fits = orders.dim() == 2 && orders.size(1) == parts && orders.size(0) > 0;
        var given = fits ? orders.cpu().to(ScalarType.Int64) : orders;
        return fits && given.sort(1).Values.eq(arange(parts, dtype: ScalarType.Int64)).all().item<bool>()
            ? given
            : throw new GlassboxException($"Orders of shape [{string.Join(", ", orders.shape)}] are no permutations of {parts} parts: give [orders, {parts}], each row holding 0 to {parts - 1} once.");
    }
}
