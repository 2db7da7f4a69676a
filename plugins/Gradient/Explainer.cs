using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>What explains each noisy copy: the gradient, or any attributor that the host offers.</summary>
internal sealed class Explainer
{
    private readonly Func<Tensor, long[], long, Tensor> explain;

    private Explainer(Func<Tensor, long[], long, Tensor> explain) => this.explain = explain;

    /// <summary>Whether the explanations seen so far had signs.</summary>
    public bool Signed { get; private set; } = true;

    /// <summary>Whether the explanations seen so far were slopes.</summary>
    public bool Slopes { get; private set; } = true;

    /// <summary>The explanations of copies.</summary>
    /// <param name="copies">The noisy inputs: <c>[M, ...]</c>.</param>
    /// <param name="which">Of which input each is a copy.</param>
    /// <param name="first">The first copy's number, from which a random method draws its seed.</param>
    public Tensor Explain(Tensor copies, long[] which, long first) => explain(copies, which, first);

    public static Explainer Of(SmoothGrad.Options options, Model model, FixedTarget settled, Run run)
    {
        if (options.Of is not { } id)
        {
            var prepared = model.Prepare();
            return options.OfOptions is null
                ? new((copies, which, _) => ScoreGradient.At(prepared, copies, settled.Select(which), options.Layer).Gradient)
                : throw new GlassboxException("There are options for the method that explains each copy, but no method is named.");
        }
        if (options.Layer is { } layer)
            throw new GlassboxException($"The layer is the gradient's here: give it to the method that explains each copy, by an option of its own, layer={layer}.");
        if (run.Methods is not { } methods)
            throw new GlassboxException($"SmoothGrad of \"{id}\" needs a host that offers that method: without one it averages the gradient.");

        var chosen = (options.OfOptions ?? []).Select(o => o.Split('=', 2)).ToDictionary(
            o => o[0].Trim(), o => o.Length == 2 ? (object?)o[1].Trim() : throw new GlassboxException($"An option for {id} is a name and a value, steps=20; \"{o[0]}\" has no value."));
        Explainer? explainer = null;
        return explainer = new((copies, which, first) =>
        {
            // What is asked is settled on the clean input.
            var same = Target.Settled(settled.Select(which));
            var quiet = new Run(run.Seed + first, run.Cancellation, methods: methods);
            if (methods.Invoke(id, [model, copies, same], chosen, quiet) is not Attribution attribution)
                throw new GlassboxException($"SmoothGrad averages attributors, and \"{id}\" is of another kind.");
            explainer!.Signed &= attribution.Signed;
            explainer.Slopes &= attribution.Slopes;
            return attribution.Values;
        });
    }
}
