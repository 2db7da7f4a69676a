using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>What is known of each sample of a map: what its point is coloured by, and what is shown when one looks at it.</summary>
public sealed record Samples
{
    // Thumbnails share one picture, which browsers draw up to this many pixels wide.
    private const int SheetSide = 4096, LargestThumbnail = 64;

    /// <summary>What points can be coloured by, one value a sample; the first is chosen at first.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];

    /// <summary>The samples' names; null where their indices are all.</summary>
    public string[]? Names { get; init; }

    /// <summary>The samples' pictures: <c>[N, 1 or 3, H, W]</c>, UInt8 or floating point 0..1; null for none.</summary>
    public Tensor? Thumbnails { get; init; }

    /// <summary>Samples that follow each other, by index, drawn as lines: the steps of a training.</summary>
    public IReadOnlyList<int[]> Paths { get; init; } = [];

    /// <summary>These samples with one more column to colour by.</summary>
    /// <param name="column">One value a sample.</param>
    /// <param name="name">What the values are: <c>loss</c>.</param>
    public Samples With(Column column, string name) => this with { Columns = [.. Columns, column.Named(name)] };

    /// <summary>Each sample's label, what the model predicts and whether that is right, how surprised it is by the label (the cross entropy, in nats), and a small picture where samples are pictures.</summary>
    /// <param name="model">A classifier; of other models the labels and pictures alone are taken.</param>
    /// <param name="data">The samples, in the order of the map's points.</param>
    /// <param name="batchSize">How many samples run at a time.</param>
    public static Samples Of(Model model, Dataset data, int batchSize = 64)
    {
        if (data.Count == 0) throw new GlassboxException("There is no sample to describe.");
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var (labels, names) = (data.Labels, data.ClassNames.Count > 0 ? data.ClassNames : model.ClassNames);
        var (predictions, losses, pictures) = (new List<long>(), new List<double>(), new List<Tensor>());
        var run = VerbHost.NewRun();
        foreach (var batch in data.Batches(batchSize))
        {
            using var inner = NewDisposeScope();
            using var read = batch.Inputs;
            using var given = batch.Labels;
            run.Step(predictions.Count, data.Count, "samples");
            var inputs = read.to(model.Device);
            var logits = model.Logits(inputs);
            if (logits.dim() == 2 && logits.size(1) > 1)
            {
                predictions.AddRange(logits.argmax(1).cpu().data<long>().ToArray());
                if (labels.Length > 0)
                {
                    var known = given.to(model.Device).clamp_min(0).unsqueeze(1);
                    losses.AddRange((-logits.to(ScalarType.Float64).log_softmax(1).gather(1, known)).squeeze(1).cpu().data<double>().ToArray());
                }
            }
            if (read.dim() == 4 && read.size(1) is 1 or 3) pictures.Add(Thumbnail(model, inputs, data.Count).MoveToOuterDisposeScope());
        }
        run.Step(data.Count, data.Count, "samples");

        var columns = new List<Column>();
        if (labels.Length > 0) columns.Add(Column.OfLabels(labels, names).Named("label"));
        if (predictions.Count > 0) columns.Add(Column.OfLabels([.. predictions], names).Named("prediction"));
        if (losses.Count > 0)
        {
            columns.Add(Column.OfNames([.. labels.Zip(predictions, (l, p) => l < 0 ? "no label" : l == p ? "right" : "wrong")]).Named("right or wrong"));
            columns.Add(Column.OfNumbers([.. labels.Zip(losses, (l, loss) => l < 0 ? double.NaN : loss)]).Named("loss"));
        }
        return new Samples { Columns = columns, Thumbnails = pictures.Count == 0 ? null : scope.MoveToOuter(cat(pictures.ToArray(), 0)) };
    }

    /// <summary>The side of a thumbnail in pixels, at most, where so many share a picture.</summary>
    internal static int ThumbnailSide(long count) => (int)Math.Min(LargestThumbnail, SheetSide / Math.Ceiling(Math.Sqrt(count)));

    /// <exception cref="GlassboxException">There is not one of each a sample.</exception>
    internal void Check(long count)
    {
        foreach (var (what, given) in Columns.Select(c => (c.Name == "" ? "colours" : $"values of \"{c.Name}\"", (long?)c.Count)).Append(("names", Names?.Length)).Append(("thumbnails", Thumbnails?.size(0))))
            if (given is { } number && number != count) throw new GlassboxException($"There are {number} {what} for {count} samples: give one a sample.");
        if (Paths.SelectMany(p => p).Any(i => i < 0 || i >= count)) throw new GlassboxException($"A path leads to a sample that is not there: samples are numbered 0 to {count - 1}.");
    }

    private static Tensor Thumbnail(Model model, Tensor inputs, long count)
    {
        var pixels = model.Preprocessing is { } preprocessing && preprocessing.Channels == inputs.size(1)
            ? preprocessing.ToPixels(inputs)
            : Stretched(inputs);
        return Small(pixels.mul(255).round().clamp(0, 255).to(ScalarType.Byte).cpu(), count);
    }

    /// <summary>Pictures no larger than so many can be.</summary>
    internal static Tensor Small(Tensor pictures, long count)
    {
        var side = ThumbnailSide(count);
        var (height, width) = (pictures.size(2), pictures.size(3));
        var longest = Math.Max(height, width);
        return longest <= side ? pictures : Picture.Resize(pictures, Math.Max(1, height * side / longest), Math.Max(1, width * side / longest));
    }

    private static Tensor Stretched(Tensor inputs)
    {
        var flat = inputs.flatten(1);
        var low = flat.amin([1], keepdim: true);
        var range = (flat.amax([1], keepdim: true) - low).clamp_min(1e-12);
        return ((flat - low) / range).reshape(inputs.shape);
    }
}
