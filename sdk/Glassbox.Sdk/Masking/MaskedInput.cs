using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>One input whose parts can be taken away: the characteristic function of the game that perturbation methods play.</summary>
/// <param name="input">The input: <c>[1, ...]</c>.</param>
/// <param name="filling">What shows where a part is taken away, of the input's shape.</param>
/// <param name="parts">The input's parts.</param>
public sealed class MaskedInput(Tensor input, Tensor filling, Parts parts)
{
    /// <summary>The inputs that coalitions of parts leave.</summary>
    /// <param name="coalitions">The parts present, a coalition a row: <c>[n, parts]</c> of Bool, on the input's device.</param>
    /// <returns><c>[n, ...]</c>.</returns>
    public Tensor Inputs(Tensor coalitions)
    {
        using var scope = NewDisposeScope();
        var present = coalitions.index_select(1, parts.Ids.flatten()).reshape([coalitions.size(0), .. parts.Ids.shape[1..]]);
        return where(present, input, filling).MoveToOuterDisposeScope();
    }

    /// <summary>Evaluates a function of the inputs that coalitions leave, equal coalitions once.</summary>
    /// <param name="coalitions">The parts present, a coalition a row: <c>[n, parts]</c> of Bool.</param>
    /// <param name="of">The function, from inputs <c>[b, ...]</c> to one row each, <c>[b, ...]</c>: the model's scores, a distance.</param>
    /// <param name="batchSize">How many inputs it is given at a time, at most.</param>
    /// <param name="run">The run that is told of progress and asks to stop.</param>
    /// <param name="unit">What is counted, in the plural.</param>
    /// <returns>The values in the coalitions' order: <c>[n, ...]</c> of Float64 on the CPU.</returns>
    public Tensor Evaluate(Tensor coalitions, Func<Tensor, Tensor> of, int batchSize, Run run, string unit = "samples")
    {
        using var scope = NewDisposeScope();
        var (distinct, places) = Distinct(coalitions);
        var values = run.InBatches(distinct.Length, batchSize, (first, count) =>
        {
            var rows = tensor(distinct[(int)first..(int)(first + count)], device: coalitions.device);
            return of(Inputs(coalitions.index_select(0, rows).to(parts.Ids.device))).detach().to(ScalarType.Float64).cpu();
        }, unit);
        return values.index_select(0, tensor(places)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The rows that are the first of their kind, and where among these each row's like stands. Rows that take away few parts, or leave few, come first: rows alike in this share batches,
    /// which <see cref="PerturbedForward"/> runs in rectangles of one size.
    /// </summary>
    private static (long[] Rows, long[] Places) Distinct(Tensor coalitions)
    {
        var (count, width) = ((int)coalitions.size(0), (int)coalitions.size(1));
        var present = coalitions.cpu().flatten().data<bool>().ToArray();
        var left = coalitions.cpu().sum(1).data<long>().ToArray();
        var known = new Dictionary<string, int>();
        var rows = new List<long>();
        var places = new long[count];
        foreach (var row in Enumerable.Range(0, count).OrderBy(row => Math.Min(left[row], width - left[row])))
        {
            var key = string.Create(width, (present, row), static (text, all) =>
            {
                for (var part = 0; part < text.Length; part++) text[part] = all.present[all.row * text.Length + part] ? '1' : '0';
            });
            if (!known.TryGetValue(key, out var place))
            {
                known[key] = place = rows.Count;
                rows.Add(row);
            }
            places[row] = place;
        }
        return ([.. rows], places);
    }
}
