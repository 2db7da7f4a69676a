using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Attributions of the same inputs side by side: maps over pictures and slices of volumes, coloured words, bars for tables, signals over colours.</summary>
public static class AttributionFigure
{
    private const int MostBars = 20, MostChannels = 6;

    /// <summary>Attributions of the same inputs side by side: a row an input, a column an attribution.</summary>
    /// <param name="attributions">One or more, of the same inputs.</param>
    /// <param name="remarks">What stands below each attribution's pictures besides, one an attribution.</param>
    /// <param name="most">How many inputs are shown; the caption says if there are more.</param>
    /// <exception cref="GlassboxException">There is none, or they explain inputs of different shapes.</exception>
    public static Figure Of(IReadOnlyList<Attribution> attributions, IReadOnlyList<string>? remarks = null, int most = 4)
    {
        if (attributions.Count == 0) throw new GlassboxException("There is no attribution to draw.");
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var inputs = attributions[0].Inputs;
        foreach (var a in attributions)
            if (!a.Inputs.shape.SequenceEqual(inputs.shape))
                throw new GlassboxException($"Attributions of inputs [{string.Join(", ", inputs.shape)}] and [{string.Join(", ", a.Inputs.shape)}] cannot share a figure: draw two.");

        var shown = Math.Min(most, inputs.size(0));
        var titles = ResultNames.Of(attributions, "attribution");
        var scores = attributions.Select(Scores).ToArray();
        var picture = inputs.dim() is 4 or 5;
        var panels = new List<Panel>();
        for (var n = 0; n < shown; n++)
        {
            var slices = inputs.dim() == 5 ? VolumeSlices.Strongest(attributions.Where(a => a.Map.dim() == 4).Select(a => a.Map[n]), inputs.size(2)) : VolumeSlices.None;
            if (picture)
                panels.Add(new PicturePanel(RasterOf.Input(attributions[0].Model, slices.Flat(inputs[n]))) { Title = inputs.size(0) == 1 ? "input" : $"input {n}", Caption = slices.Told, Tiles = slices.Tiles });
            for (var a = 0; a < attributions.Count; a++)
            {
                var title = picture || inputs.size(0) == 1 ? titles[a] : $"{titles[a]}, input {n}";
                var told = $"{TargetName(attributions[a], n)}, score {Numbers.Text(scores[a][n], 4)}{LayerOf(attributions[a])}";
                // A check is of the whole batch: below one input of several it would read as that input's own.
                var checks = (inputs.size(0) == 1 ? string.Concat(attributions[a].Checks.Select(c => "\n" + c)) : "") + (remarks?[a] is { Length: > 0 } remark ? "\n" + remark : "");
                var (map, shape) = (attributions[a].Map, attributions[a].Values.shape);
                panels.Add(inputs.dim() switch
                {
                    4 when map.dim() == 3 => Map(attributions[a], n, slices, title, told, checks),
                    5 when map.dim() == 4 => Map(attributions[a], n, slices, title, told, checks),
                    3 when shape.Length == 3 && shape[2] == inputs.size(2) && (shape[1] == 1 || shape[1] == inputs.size(1)) => Signal(attributions[a], n, title, told, checks),
                    2 when attributions[a].IsText && map.shape.SequenceEqual(inputs.shape) => Text(attributions[a], n, title, told + checks),
                    _ => Features(attributions[a], n, title, told + checks),
                });
            }
        }

        var caption = Colours(attributions, titles, coloured: inputs.dim() > 2 || attributions[0].IsText) +
            (attributions.Count > 1 || shown > 1 ? "Each map has its own scale. " : "") +
            (shown < inputs.size(0) ? $"The first {shown} of {inputs.size(0)} inputs. " : "") +
            string.Join(" ", attributions.SelectMany((a, i) => a.Notes
                .Concat(inputs.size(0) == 1 ? [] : a.Checks.Select(c => $"Largest over the {inputs.size(0)} inputs, {c}."))
                .Select(note => (Note: note, Title: titles[i])))
                .GroupBy(n => n.Note, n => n.Title).Select(same => attributions.Count > 1 ? $"{string.Join(", ", same)}: {same.Key}" : same.Key));
        return new Figure(panels)
        {
            Title = $"{attributions[0].Model.Name}: {string.Join("; ", attributions.Select(a => a.Target.Description).Distinct())}",
            Caption = caption.TrimEnd(),
            Columns = Columns(attributions.Count + (picture ? 1 : 0), (int)shown),
        };
    }

    /// <summary>What the colours mean.</summary>
    private static string Colours(IReadOnlyList<Attribution> attributions, string[] titles, bool coloured)
    {
        var slopes = titles.Where((_, i) => attributions[i] is { Signed: true, Slopes: true }).ToArray();
        var shares = attributions.Any(a => a is { Signed: true, Slopes: false });
        return (shares ? "Red speaks for the target, blue against it. " : "") +
            (slopes.Length == 0 ? "" : $"{(shares ? $"In {string.Join(", ", slopes)} red" : "Red")} is a positive slope, blue a negative one: how the score changes, not what it is made of. ") +
            (!coloured || attributions.All(a => a.Signed) ? "" : attributions.Any(a => a.Signed) ? "In maps without a sign yellow is most, violet least. " : "Yellow is most, violet least. ");
    }

    /// <summary>A row an input; several short rows beside each other, and one long row broken in two, or in rows of four, which a page shows at a legible size.</summary>
    private static int Columns(int panels, int inputs) => inputs > 1 ? panels * Math.Max(1, 4 / panels) : panels switch { > 8 => 4, > 6 => (panels + 1) / 2, _ => panels };

    private static double[] Scores(Attribution attribution)
    {
        using var scope = NewDisposeScope();
        return attribution.Model.Score(attribution.Inputs, attribution.Target).to(ScalarType.Float64).cpu().data<double>().ToArray();
    }

    private static string TargetName(Attribution attribution, int n) =>
        attribution.Target.Classes is { } classes ? attribution.Model.ClassInWords(classes[n]).Split(", ")[0] : attribution.Target.Description;

    /// <summary>The layer that was asked for, unless a note tells of it.</summary>
    private static string LayerOf(Attribution attribution) =>
        attribution.Provenance?.Options.GetValueOrDefault("layer") is { } layer and not "none" && !attribution.Notes.Any(note => note.Contains(layer)) ? $", at layer {layer}" : "";

    private static PicturePanel Map(Attribution attribution, int n, VolumeSlices slices, string title, string told, string checks)
    {
        var size = attribution.Inputs.shape[2..];
        var map = attribution.Map.narrow(0, n, 1).to(ScalarType.Float32);
        if (!map.shape[1..].SequenceEqual(size))
            map = nn.functional.interpolate(map.unsqueeze(1), size, mode: size.Length == 2 ? InterpolationMode.Bilinear : InterpolationMode.Trilinear, align_corners: false).squeeze(1);
        var heatmap = PicturePanel.HeatmapOf(slices.Flat(map)[0], attribution.Signed);
        // Pixels as large as a digit's stand for themselves; a picture under them would only change their colours.
        var under = size[^2..].Max() < 64 ? null : RasterOf.Input(attribution.Model, slices.Flat(attribution.Inputs[n]));
        return new PicturePanel(heatmap.Over(under), heatmap) { Title = title, Caption = $"{told}\n{heatmap.Note}{checks}", Tiles = slices.Tiles };
    }

    private static SignalPanel Signal(Attribution attribution, int n, string title, string told, string checks)
    {
        var channels = attribution.Inputs.size(1);
        var (signal, values) = (Rows(attribution.Inputs[n]), Rows(attribution.Values[n].expand_as(attribution.Inputs[n])));
        var heatmap = SignalPanel.HeatmapOf(values, attribution.Signed);
        var left = channels > MostChannels ? $"\nThe first {MostChannels} of {channels} channels." : "";
        return new SignalPanel(signal, values, heatmap) { Title = title, Caption = $"{told}\n{heatmap.Note}{checks}{left}" };

        static double[][] Rows(Tensor t) => [.. Enumerable.Range(0, (int)Math.Min(MostChannels, t.size(0))).Select(c => t[c].to(ScalarType.Float64).cpu().data<double>().ToArray())];
    }

    private static TextPanel Text(Attribution attribution, int n, string title, string told)
    {
        var values = Numbered(attribution.Map[n]);
        var tokens = attribution.Inputs[n].to(ScalarType.Int64).cpu().data<long>().ToArray();
        var words = attribution.Model.Vocabulary;
        return new TextPanel([.. tokens.Zip(values, (token, value) => (token >= 0 && token < words.Count ? words[(int)token] : token.ToString(), value))], attribution.Signed)
        {
            Title = title,
            Caption = told + (words.Count > 0 ? "" : "\nTokens by their numbers: give the model WithVocabulary(words) to see words."),
        };
    }

    private static BarsPanel Features(Attribution attribution, int n, string title, string told)
    {
        var values = Numbered(attribution.Values[n]);
        // What is explained at a layer is named by the layer's places, not by the input's.
        var own = attribution.Values.shape.SequenceEqual(attribution.Inputs.shape);
        var given = own ? Numbered(attribution.Inputs[n]) : [];
        var names = own ? attribution.Model.FeatureNames : [];
        if (names.Count > 0 && names.Count != values.Length) throw new GlassboxException($"{attribution.Model.Name} has names for {names.Count} features, and its inputs have {values.Length}.");
        string Name(int i) => names.Count > 0 ? names[i] : own ? $"feature {i}" : $"neuron {Place(i, attribution.Values.shape[1..])}";
        var bars = Enumerable.Range(0, values.Length).OrderByDescending(i => Math.Abs(values[i])).Take(MostBars).Select(i => (own ? $"{Name(i)} = {Numbers.Text(given[i])}" : Name(i), values[i])).ToArray();
        var left = values.Length > MostBars ? $"\nThe {MostBars} largest of {values.Length} {(own ? "features" : "neurons")}." : "";
        return new BarsPanel(bars) { Title = title, Caption = told + left };
    }

    private static double[] Numbered(Tensor values) => values.flatten().to(ScalarType.Float64).cpu().data<double>().ToArray();

    /// <summary>An element's place in a shape: <c>7</c>, or <c>[2, 7]</c>.</summary>
    private static string Place(long element, long[] shape)
    {
        if (shape.Length == 1) return element.ToString();
        var place = new long[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; element /= shape[axis--]) place[axis] = element % shape[axis];
        return $"[{string.Join(", ", place)}]";
    }
}
