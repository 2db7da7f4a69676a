using static TorchSharp.torch;

namespace Glassbox;

/// <summary>How much each part of each input contributed to a score.</summary>
/// <param name="model">The model explained.</param>
/// <param name="inputs">What it was given: <c>[N, ...]</c>.</param>
/// <param name="target">What was explained.</param>
/// <param name="values">The contributions: the shape of the inputs, or <c>[N, 1, H, W]</c> where a method gives one value a position.</param>
public sealed class Attribution(Model model, Tensor inputs, FixedTarget target, Tensor values) : Result
{
    /// <summary>The model explained.</summary>
    public Model Model { get; } = model;

    /// <summary>What it was given: <c>[N, ...]</c>.</summary>
    public Tensor Inputs { get; } = inputs;

    /// <summary>What was explained.</summary>
    public FixedTarget Target { get; } = target.Settled();

    /// <summary>The contributions: the shape of the inputs, or <c>[N, 1, H, W]</c>.</summary>
    public Tensor Values { get; } = values;

    /// <summary>Whether negative values mean evidence against; figures then use a diverging colour map centred at zero.</summary>
    public bool Signed { get; init; } = true;

    /// <summary>
    /// Whether the values are slopes: how the score, or what a method propagates in its place, changes where the input does. A slope's sign speaks neither for the target nor against it,
    /// and figures say so.
    /// </summary>
    public bool Slopes { get; init; }

    /// <summary>Whether the values know nothing of the model: a control, to be measured beside explanations.</summary>
    public bool Control { get; init; }

    /// <summary>What else the method found, by name: a CAM before upsampling, LIME's segments.</summary>
    public IReadOnlyDictionary<string, Tensor> Extras { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>One value a position, as <see cref="Positions"/> gives them.</summary>
    public Tensor Map => Positions(Values);

    /// <summary>
    /// One value a position of values like this explanation's: of signals, pictures and volumes the sum over channels, <c>[N, L]</c>, <c>[N, H, W]</c>, <c>[N, D, H, W]</c>; of texts
    /// <c>[N, L]</c> explained at a layer with channels a word, such as their embedding, the sum over these, <c>[N, L]</c>; otherwise the values as they are.
    /// </summary>
    /// <param name="values">Of the shape of <see cref="Values"/>: these themselves, or their magnitudes.</param>
    public Tensor Positions(Tensor values)
    {
        if (values.dim() == 3 && IsText && Array.LastIndexOf(values.shape, Inputs.size(1)) is > 0 and var words) return values.sum(words == 1 ? 2 : 1);
        return values.dim() >= 4 || values.dim() == 3 && Inputs.dim() == 3 ? values.sum(1) : values;
    }

    /// <summary>Whether the inputs are texts: rows of whole numbers, their tokens.</summary>
    internal bool IsText => Inputs.dim() == 2 && !Inputs.is_floating_point() && Inputs.dtype != ScalarType.Bool;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Tensors =>
        new Dictionary<string, Tensor>(Extras) { ["values"] = Values, ["inputs"] = Inputs };

    /// <inheritdoc/>
    public override Figure Figure() => AttributionFigure.Of([this]);
}
