using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A target settled for the inputs of one call: the same scores are explained however a method perturbs and repeats the inputs. Settled targets that score alike are equal.</summary>
public abstract class FixedTarget
{
    /// <summary>The layer whose activation is scored; null where it is the model's output.</summary>
    public virtual string? Layer => null;

    /// <summary>The class of each input; null where the target is no class.</summary>
    public virtual long[]? Classes => null;

    /// <summary>The target's class scored by its softmax probability; null where the target is no class, its probability or the logarithm of that.</summary>
    public virtual FixedTarget? Probability => null;

    /// <summary>The target in words.</summary>
    public abstract string Description { get; }

    /// <summary>One score a sample, <c>[N]</c>, from the model's output (or, where <see cref="Layer"/> is set, that layer's activation); differentiable.</summary>
    public abstract Tensor Score(Tensor output);

    /// <summary>The scores, <c>[N]</c>, and the gradient of each with respect to what it is the score of, in that shape: what a reverse walk starts with.</summary>
    /// <param name="output">What is scored, as for <see cref="Score"/>.</param>
    public (Tensor Scores, Tensor Gradient) Start(Tensor output)
    {
        using var on = enable_grad();
        var leaf = output.detach().requires_grad_();
        var scores = Score(leaf);
        return (scores.detach(), autograd.grad([scores.sum()], [leaf])[0]);
    }

    /// <summary>The same target with each input repeated <paramref name="times"/> times in a row.</summary>
    public virtual FixedTarget Repeat(long times) => this;

    /// <summary>The same target for a batch that stands <paramref name="times"/> times below itself.</summary>
    /// <param name="inputs">How many inputs the batch has.</param>
    /// <param name="times">How many times it stands there.</param>
    public FixedTarget Tile(long inputs, long times) => Select([.. Enumerable.Range(0, (int)times).SelectMany(_ => Rows.From(0, inputs))]);

    /// <summary>The same target for some of the inputs only, in this order.</summary>
    public virtual FixedTarget Select(long[] inputs) => this;

    /// <summary>
    /// Tells the target what the model gave for some of the unchanged inputs. A method that runs these anyway spares the predicted class a forward pass of its own, if it tells before it asks.
    /// </summary>
    /// <param name="inputs">Which inputs.</param>
    /// <param name="output">The model's output for them, in this order.</param>
    public virtual void Observe(long[] inputs, Tensor output) { }

    /// <summary>This target with everything decided that was left open until it is needed.</summary>
    public virtual FixedTarget Settled() => this;
}

internal sealed class ClassScores(long[] classes, Model model) : FixedTarget
{
    public override long[] Classes => classes;

    public override FixedTarget Probability => new SoftmaxScores(this, logarithm: false);

    public override string Description =>
        // A class may have several names, with commas between.
        string.Join("; ", classes.Distinct().Take(4).Select(model.ClassInWords)) + (classes.Distinct().Count() > 4 ? "; ..." : "");

    public override Tensor Score(Tensor output)
    {
        ClassLogits.RefuseOtherThanRows(output, model);
        ClassLogits.RefuseUnknown(classes, output.size(1), model);
        if (output.size(0) != classes.Length)
            throw new GlassboxException($"The target names {classes.Length} classes for a batch of {output.size(0)}: give one class, or one for each input.");
        using var index = tensor(classes, device: output.device).unsqueeze(1);
        return output.gather(1, index).squeeze(1);
    }

    public override FixedTarget Repeat(long times) => new ClassScores([.. classes.SelectMany(c => Enumerable.Repeat(c, (int)times))], model);

    public override FixedTarget Select(long[] inputs) => new ClassScores([.. inputs.Select(i => classes[i])], model);

    public override bool Equals(object? other) => other is ClassScores scores && scores.Classes.AsSpan().SequenceEqual(classes);

    public override int GetHashCode() => classes.Aggregate(classes.Length, HashCode.Combine);
}

/// <summary>The probabilities of classes, or their logarithms. What scores them has no <see cref="FixedTarget.Classes"/>: those are scored by their logits.</summary>
internal sealed class SoftmaxScores(FixedTarget classes, bool logarithm) : FixedTarget
{
    private readonly FixedTarget classes = classes;
    private readonly bool logarithm = logarithm;

    public override FixedTarget Probability => logarithm ? new SoftmaxScores(classes, logarithm: false) : this;

    public override string Description => Describe(classes.Description, logarithm);

    public override Tensor Score(Tensor output)
    {
        using var scope = NewDisposeScope();
        return classes.Score(logarithm ? output.log_softmax(-1) : output.softmax(-1)).MoveToOuterDisposeScope();
    }

    public override FixedTarget Repeat(long times) => new SoftmaxScores(classes.Repeat(times), logarithm);

    public override FixedTarget Select(long[] inputs) => new SoftmaxScores(classes.Select(inputs), logarithm);

    public override void Observe(long[] inputs, Tensor output) => classes.Observe(inputs, output);

    public override FixedTarget Settled() => new SoftmaxScores(classes.Settled(), logarithm);

    public override bool Equals(object? other) => other is SoftmaxScores scores && scores.logarithm == logarithm && scores.classes.Equals(classes);

    public override int GetHashCode() => HashCode.Combine(classes, logarithm);

    public static string Describe(string description, bool logarithm) => $"{(logarithm ? "log probability" : "probability")} of {description}";
}

/// <summary>A number of the output or of a layer.</summary>
/// <param name="layer">The layer; null for the output.</param>
/// <param name="description">It in words.</param>
/// <param name="what">Which number it is: those of equal ones are the same.</param>
/// <param name="score">From the output or activation to the number for each input.</param>
internal sealed class UnitScores(string? layer, string description, object what, Func<Tensor, Tensor> score) : FixedTarget
{
    private readonly object what = what;

    public override string? Layer => layer;
    public override string Description => description;
    public override Tensor Score(Tensor output) => score(output);

    public override bool Equals(object? other) => other is UnitScores unit && unit.Layer == layer && unit.what.Equals(what);

    public override int GetHashCode() => HashCode.Combine(layer, what);
}
