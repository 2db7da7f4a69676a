using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The game whose players are the parts of one input: a coalition's value is the score of the input with all other parts taken away.</summary>
internal sealed class Game
{
    private readonly MaskedInput input;
    private readonly Func<Tensor, Tensor> score;
    private readonly int batchSize;
    private readonly Run run;
    private readonly string unit;

    private Game(MaskedInput input, Func<Tensor, Tensor> score, Parts parts, int batchSize, Run run, string unit)
    {
        (this.input, this.score, this.batchSize, this.run, this.unit) = (input, score, batchSize, run, unit);
        Parts = parts;
    }

    /// <summary>The players.</summary>
    public Parts Parts { get; }

    /// <summary>The values of coalitions, equal ones scored once: <c>[n, parts]</c> to <c>[n]</c> of Float64 on the CPU.</summary>
    public Tensor Values(Tensor coalitions)
    {
        var values = input.Evaluate(coalitions, score, batchSize, run, unit);
        return values.isfinite().all().item<bool>()
            ? values
            : throw new GlassboxException("The model gives scores that are no finite numbers where parts are taken away: they cannot be shared out.");
    }

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
            var filling = Fillings.For(fill, auto: Filling.Zero, baseline, one, parts[n], run.Generator(stream: 1));
            var forward = new PerturbedForward(model, one, own);
            forward.Record(filling);
            yield return new Game(
                new MaskedInput(one, filling, parts[n]), forward.Scores, parts[n], batchSize, run,
                parts.Length == 1 ? "coalitions" : $"coalitions of input {n + 1} of {parts.Length}");
        }
    }
}
