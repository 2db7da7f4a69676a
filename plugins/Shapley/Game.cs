using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The game whose players are the parts of one input: a coalition's value is the score of the input with all other parts taken away.</summary>
internal sealed class Game
{
    private readonly Model model;
    private readonly Tensor x, filling;
    private readonly FixedTarget target;
    private readonly MaskedInput input;
    private readonly int batchSize;
    private readonly Run run;
    private readonly int n, inputs;

    private Game(Model model, Tensor x, Tensor filling, FixedTarget target, Parts parts, int batchSize, Run run, int n, int inputs)
    {
        (this.model, this.x, this.filling, this.target, this.batchSize, this.run, this.n, this.inputs) = (model, x, filling, target, batchSize, run, n, inputs);
        (input, Parts) = (new MaskedInput(x, filling, parts), parts);
    }

    /// <summary>The players.</summary>
    public Parts Parts { get; }

    /// <summary>The values of coalitions, equal ones scored once: <c>[n, parts]</c> to <c>[n]</c> of Float64 on the CPU.</summary>
    public Tensor Values(Tensor coalitions)
    {
        var forward = new PerturbedForward(model, x, target);
        forward.Record(filling);
        return Finite(input.Evaluate(coalitions, forward.Scores, batchSize, run, Batching.Unit("coalitions", n, inputs)));
    }

    /// <summary>The values of the coalitions that grow as parts join in an order, from none to all: <c>[orders, parts]</c> of Int64 to <c>[orders, parts + 1]</c> of Float64 on the CPU.</summary>
    public Tensor GrownValues(Tensor orders)
    {
        using var stepped = new SteppedForward(model, x, target);
        var (count, parts) = (orders.size(0), orders.size(1));
        if (stepped.MostAbreast == 0) return Values(Coalitions.Growing(orders)).reshape(count, parts + 1);
        var most = Math.Min(batchSize, stepped.MostAbreast);
        // Batches of about one size, rather than full ones and a rest.
        var batches = (count + most - 1) / most;
        var values = run.InBatches(count, (count + batches - 1) / batches, (first, rows) =>
        {
            var grown = Coalitions.Growing(orders.narrow(0, first, rows)).reshape(rows, parts + 1, parts).to(Parts.Ids.device);
            return stack([.. Enumerable.Range(0, (int)parts + 1).Select(joined =>
            {
                run.Step(first + rows * joined / (parts + 1), count, Batching.Unit("orders", n, inputs));
                using var scope = NewDisposeScope();
                return stepped.Scores(input.Inputs(grown.select(1, joined))).to(ScalarType.Float64).cpu().MoveToOuterDisposeScope();
            })], 1);
        }, Batching.Unit("orders", n, inputs));
        return Finite(values);
    }

    private static Tensor Finite(Tensor values) => values.isfinite().all().item<bool>()
        ? values
        : throw new GlassboxException("The model gives scores that are no finite numbers where parts are taken away: they cannot be shared out.");

    /// <summary>One game an input.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">The inputs, on the model's device.</param>
    /// <param name="target">What is scored.</param>
    /// <param name="parts">The parts of each input.</param>
    /// <param name="fill">What takes a part's place.</param>
    /// <param name="baseline">What takes a part's place, instead of a fill.</param>
    public static IEnumerable<Game> Of(Model model, Tensor x, FixedTarget target, Parts[] parts, Filling fill, Tensor? baseline, int batchSize, Run run)
    {
        for (var n = 0; n < parts.Length; n++)
        {
            var one = x.narrow(0, n, 1);
            var own = target.Select([n]);
            var filling = Fillings.For(fill, auto: Filling.Zero, Baseline.OfInput(baseline, x, n), one, parts[n], run.Generator(stream: 1));
            yield return new Game(model, one, filling, own, parts[n], batchSize, run, n, parts.Length);
        }
    }
}
