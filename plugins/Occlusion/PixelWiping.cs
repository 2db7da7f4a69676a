using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Looks for the share of an input that, wiped out, lowers or raises the score most. Greedy search wipes the best part, then the best of the rest given that, and so on; ranked search tries each part
/// alone and wipes those in falling order of effect. Both find the optimum where the score is a sum over parts. A wiped part's value is what the score fell by when it was wiped, others have zero.
/// </summary>
[Method("pixel-wiping", "Pixel wiping", Source = "Samek et al. 2015")]
public sealed class PixelWiping : IAttributor<PixelWiping.Options>
{
    /// <param name="Share">The share of the input's elements to wipe, at most.</param>
    /// <param name="Goal">Whether the score shall fall or rise.</param>
    /// <param name="Search">Greedy, or ranked, which costs one pass a part instead of one a part and step.</param>
    /// <param name="Superpixels">How pictures are cut into parts.</param>
    /// <param name="SuperpixelCount">About how many parts; 0 for 50, or fewer for small pictures.</param>
    /// <param name="Compactness">How square SLIC's superpixels are.</param>
    /// <param name="Segments">The part of each element as whole numbers that broadcast to the inputs, instead of superpixels or single features.</param>
    /// <param name="Fill">What a wiped part is replaced by; unless said zero, which is grey for normalised pictures.</param>
    /// <param name="Baseline">What a wiped part is replaced by, instead of a fill: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each.</param>
    /// <param name="BatchSize">How many changed inputs the model is given at a time, at most.</param>
    public sealed record Options(
        [Range(0, 1)] double Share = 0.1,
        WipingGoal Goal = WipingGoal.Destroy,
        WipingSearch Search = WipingSearch.Greedy,
        Superpixels Superpixels = Superpixels.Grid,
        [Range(0, 1_000_000)] int SuperpixelCount = 0,
        [Range(0, 1e9)] double Compactness = 10,
        Tensor? Segments = null,
        Filling Fill = Filling.Auto,
        Tensor? Baseline = null,
        [Range(1, 65536)] int BatchSize = 32);

    /// <summary>
    /// Explains a batch of inputs, each as if it were alone; the values have the shape of the segments, <c>[N, 1, H, W]</c> for superpixels. Extras: the parts wiped, in order, <c>order</c>, and the score
    /// after each, <c>scores</c>, which begins with that of the whole input, both padded with -1 and NaN; the <c>wiped</c> inputs; <c>segments</c>.
    /// </summary>
    /// <inheritdoc cref="IAttributor{TOptions}.Attribute"/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = inputs.to(model.Device);
        var settled = target.For(model, x);
        var parts = Parts.Of(model, x, options.Segments, options.Superpixels, options.SuperpixelCount, options.Compactness);
        var (values, orders, scores, wiped, notes) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>(), new List<Tensor>(), new List<string>());
        var error = 0.0;
        for (var n = 0; n < x.size(0); n++)
        {
            var input = x.narrow(0, n, 1);
            var own = settled.Select([n]);
            var masked = new MaskedInput(input, Fillings.For(options.Fill, auto: Filling.Zero, Baseline.OfInput(options.Baseline, x, n), input, parts[n], run.Generator()), parts[n]);
            var sizes = parts[n].Spread(ones(parts[n].Count), input);
            var shares = zeros(parts[n].Count, dtype: ScalarType.Float64).index_add_(0, parts[n].Ids.cpu().flatten(), sizes.cpu().flatten().to(ScalarType.Float64), 1) / sizes.numel();
            var search = new WipingPath(model, masked, own, parts[n], shares.data<double>().ToArray(), options, run, Batching.Unit("parts", n, x.size(0)));
            var (order, path) = options.Search == WipingSearch.Greedy ? search.Greedy() : search.Ranked();

            var falls = new double[parts[n].Count];
            for (var i = 0; i < order.Count; i++) falls[order[i]] = path[i] - path[i + 1];
            values.Add(parts[n].Spread(tensor(falls), input));
            orders.Add(tensor(order.Select(part => (long)part).ToArray()));
            scores.Add(tensor(path.ToArray()));
            var last = masked.Inputs(search.Without(order));
            wiped.Add(last);
            error = Math.Max(error, Math.Abs(model.Score(last, own).ToDouble() - path[^1]) / Math.Max(Math.Abs(path[0]), 1e-30));
            notes.Add(FormattableString.Invariant($"Wiping {order.Sum(part => shares[part].item<double>()):0.#%} ({order.Count} of {parts[n].Count} parts){(x.size(0) == 1 ? "" : $" of input {n}")} takes the score from {path[0]:0.####} to {path[^1]:0.####}."));
        }
        return new Attribution(model, inputs, settled, cat([.. values], 0).MoveToOuterDisposeScope())
        {
            Extras = new Dictionary<string, Tensor>
            {
                ["order"] = Rows.Padded(orders, -1).MoveToOuterDisposeScope(), ["scores"] = Rows.Padded(scores).MoveToOuterDisposeScope(),
                ["wiped"] = cat([.. wiped], 0).MoveToOuterDisposeScope(), ["segments"] = cat([.. parts.Select(p => p.Ids)], 0).MoveToOuterDisposeScope(),
            },
            Notes = notes,
            Checks = [new Check("the score of the wiped input = the search's last score", error, 1e-4)],
        };
    }
}
