using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// A model's scores of many inputs made from one by changing parts of it. Where the change to a picture lies inside a rectangle, only what that rectangle reaches is recomputed;
/// inputs that the model was run on before are not run again. The scores are those of <see cref="Model.Score"/>, to rounding.
/// </summary>
public sealed class PerturbedForward
{
    private readonly Model model;
    private readonly FixedTarget target;
    private readonly WholeForward whole;
    private readonly List<RegionalReplay> recorded = [];
    private bool trusted;

    /// <param name="model">The model.</param>
    /// <param name="input">The input that is changed, on the model's device: <c>[1, ...]</c>. It is run once, here; what is recorded lives in the current dispose scope.</param>
    /// <param name="target">The target, settled for this one input.</param>
    public PerturbedForward(Model model, Tensor input, FixedTarget target)
    {
        (this.model, this.target, whole) = (model, target, new WholeForward(model, target));
        Record(input);
    }

    /// <summary>What the scores have cost so far, counted in multiplications of one whole pass.</summary>
    public double Passes { get; private set; }

    /// <summary>Runs another input, such as one with every part taken away, so that inputs near it cost less as well. What it records lives in the current dispose scope.</summary>
    /// <param name="input">An input of the first's shape: <c>[1, ...]</c>.</param>
    public void Record(Tensor input)
    {
        using var off = no_grad();
        if (RegionalReplay.Of(model, input, target.Layer) is not { } replay) return;
        recorded.Add(replay);
        Passes++;
    }

    /// <summary>One score an input: <c>[n]</c>.</summary>
    /// <param name="inputs">The changed inputs: <c>[n, ...]</c>.</param>
    public Tensor Scores(Tensor inputs) => target.Repeat(inputs.size(0)).Score(Outputs(inputs));

    /// <summary>What the target scores: the model's output, or the activation of the target's layer, <c>[n, ...]</c>. Carries no gradients.</summary>
    /// <param name="inputs">The changed inputs: <c>[n, ...]</c>.</param>
    public Tensor Outputs(Tensor inputs)
    {
        using var off = no_grad();
        if (recorded.Count == 0 || inputs.size(0) == 0) return Plain(inputs);
        using var scope = NewDisposeScope();
        try
        {
            var outputs = Replayed(inputs);
            if (trusted || Agrees(inputs, outputs)) return outputs.MoveToOuterDisposeScope();
        }
        catch (NotSupportedException)
        {
            // An operator does not treat the first axis as a batch.
        }
        recorded.Clear();
        return Plain(inputs).MoveToOuterDisposeScope();
    }

    private Tensor Plain(Tensor inputs)
    {
        Passes += inputs.size(0);
        return whole.Outputs(inputs);
    }

    private bool Agrees(Tensor inputs, Tensor outputs)
    {
        Passes++;
        return trusted = whole.Agrees(inputs, outputs);
    }

    private Tensor Replayed(Tensor inputs)
    {
        var changes = recorded.Select(r => Changes.Between(inputs, r.Input.Tensor)).ToArray();
        var nearest = Enumerable.Range(0, (int)inputs.size(0)).Select(row => Enumerable.Range(0, recorded.Count).MinBy(r => changes[r].Area(row))).ToArray();
        var (outputs, order) = (new List<Tensor>(), new List<long>());
        for (var r = 0; r < recorded.Count; r++)
        {
            var change = changes[r];
            var rows = Enumerable.Range(0, nearest.Length).Where(row => nearest[row] == r).OrderBy(change.Area).ToArray();
            var same = rows.TakeWhile(row => change.Area(row) == 0).Count();
            if (same > 0) Add(recorded[r].Wanted.Tensor.expand([same, .. recorded[r].Wanted.Tensor.shape[1..]]), rows[..same]);
            foreach (var group in change.Groups(rows[same..])) Add(Run(recorded[r], inputs, change.Of(group), group), group);
        }
        return cat([.. outputs], 0).index_select(0, tensor(order.ToArray(), device: inputs.device).argsort());

        void Add(Tensor output, int[] rows)
        {
            outputs.Add(output);
            order.AddRange(rows.Select(row => (long)row));
        }
    }

    private Tensor Run(RegionalReplay replay, Tensor inputs, Regions where, int[] rows)
    {
        var chosen = inputs.index_select(0, tensor(rows.Select(row => (long)row).ToArray(), device: inputs.device));
        var cost = replay.Cost(where);
        if (cost > RegionalReplay.WorthCutting) return Plain(chosen);
        Passes += rows.Length * cost;
        var patches = rows.Select((_, i) => chosen.narrow(0, i, 1).narrow(2, where.Tops[i], where.Height).narrow(3, where.Lefts[i], where.Width));
        return replay.Run(cat([.. patches], 0), where);
    }
}
