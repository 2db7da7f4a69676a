using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// The score that is explained: a class, the predicted class, a neuron or channel of a layer, or any scalar function of the output.
/// Scores are logits unless said. A whole number or a text converts to the class of that index or name.
/// </summary>
public abstract class Target
{
    private protected Target() { }

    /// <summary>For each input, the class that the model gives the largest score; the lowest index where several are equal.</summary>
    public static Target Predicted { get; } = new PredictedTarget();

    /// <summary>What is explained unless said: <see cref="Predicted"/>.</summary>
    public static Target Default => Predicted;

    /// <summary>The same class for every input.</summary>
    /// <param name="index">The class's index, from 0.</param>
    public static Target Class(long index) => new ClassTarget([index]);

    /// <summary>The class of this name, or of this index where the text is a number.</summary>
    public static Target Class(string name) => new NamedClassTarget(name);

    /// <summary>A class for each input.</summary>
    /// <param name="indices">One index an input.</param>
    public static Target Classes(params long[] indices) => new ClassTarget(indices);

    /// <summary>One neuron of a layer.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="index">The neuron's place in one sample's activation: <c>[c, y, x]</c> for a convolution, <c>[i]</c> for a vector.</param>
    public static Target Neuron(string layer, params long[] index) => new NeuronTarget(layer, index);

    /// <summary>The mean activation of one channel of a layer.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="channel">The channel's index, from 0.</param>
    public static Target Channel(string layer, long channel) => new ChannelTarget(layer, channel);

    /// <summary>Any scalar function of the model's output, or of the activation of one of its layers.</summary>
    /// <param name="description">The function in words, for reports.</param>
    /// <param name="score">From the output or activation <c>[N, ...]</c> to one score an input <c>[N]</c>; differentiable for methods that use gradients.</param>
    /// <param name="layer">The layer whose activation is scored; the output unless said.</param>
    public static Target Scalar(string description, Func<Tensor, Tensor> score, string? layer = null) => new ScalarTarget(description, score, layer);

    /// <summary>The probability of this target's class, by a softmax over the model's outputs, in place of its logit.</summary>
    public Target Probability() => new SoftmaxTarget(this, logarithm: false);

    /// <summary>The logarithm of <see cref="Probability"/>.</summary>
    public Target LogProbability() => new SoftmaxTarget(this, logarithm: true);

    /// <summary>What was settled before, such as what another explanation explains, for as many inputs.</summary>
    public static Target Settled(FixedTarget target) => new SettledTarget(target);

    /// <summary>The class of this index.</summary>
    public static implicit operator Target(long index) => Class(index);

    /// <summary>The class of this name.</summary>
    public static implicit operator Target(string name) => Class(name);

    /// <summary>The target in words: <c>class "tabby"</c>.</summary>
    public abstract string Description { get; }

    /// <summary>
    /// Settles what is explained for these inputs, once: the predicted class must not be picked anew while a method perturbs the inputs.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">The unperturbed inputs: <c>[N, ...]</c>.</param>
    /// <exception cref="GlassboxException">The class, layer or neuron does not exist; the message names the nearest that does.</exception>
    public abstract FixedTarget For(Model model, Tensor inputs);

    /// <inheritdoc/>
    public sealed override string ToString() => Description;
}
