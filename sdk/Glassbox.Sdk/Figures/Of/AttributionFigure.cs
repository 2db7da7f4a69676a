using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Attributions of the same inputs side by side: maps over pictures, bars for tables, curves for signals.</summary>
public static class AttributionFigure
{
    private const int MostBars = 20;

    /// <summary>Attributions of the same inputs side by side: a row an input, a column an attribution.</summary>
    /// <param name="attributions">One or more, of the same inputs.</param>
    /// <param name="featureNames">The features' names, where the inputs are rows of a table <c>[N, D]</c>.</param>
    /// <param name="remarks">What stands below each attribution's pictures besides, one an attribution.</param>
    /// <param name="most">How many inputs are shown; the caption says if there are more.</param>
    /// <exception cref="GlassboxException">There is none, or they explain inputs of different shapes.</exception>
    public static Figure Of(IReadOnlyList<Attribution> attributions, IReadOnlyList<string>? featureNames = null, IReadOnlyList<string>? remarks = null, int most = 4)
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
        var picture = inputs.dim() == 4;
        var panels = new List<Panel>();
        for (var n = 0; n < shown; n++)
        {
            if (picture) panels.Add(new PicturePanel(RasterOf.Input(attributions[0].Model, inputs[n])) { Title = inputs.size(0) == 1 ? "input" : $"input {n}" });
            for (var a = 0; a < attributions.Count; a++)
            {
                var title = picture || inputs.size(0) == 1 ? titles[a] : $"{titles[a]}, input {n}";
                var told = $"{TargetName(attributions[a], n)}, score {Numbers.Text(scores[a][n], 4)}{LayerOf(attributions[a])}";
                // A check is of the whole batch: below one input of several it would read as that input's own.
                var checks = (inputs.size(0) == 1 ? string.Concat(attributions[a].Checks.Select(c => "\n" + c)) : "") + (remarks?[a] is { Length: > 0 } remark ? "\n" + remark : "");
                panels.Add(inputs.dim() switch
                {
                    4 => Map(attributions[a], n, title, told, checks),
                    3 => Signal(attributions[a], n, title, told + checks),
                    _ => Features(attributions[a], n, title, told + checks, featureNames),
                });
            }
        }

        var caption = Colours(attributions, titles, picture) +
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
    private static string Colours(IReadOnlyList<Attribution> attributions, string[] titles, bool picture)
    {
        var slopes = titles.Where((_, i) => attributions[i] is { Signed: true, Slopes: true }).ToArray();
        var shares = attributions.Any(a => a is { Signed: true, Slopes: false });
        return (shares ? "Red speaks for the target, blue against it. " : "") +
            (slopes.Length == 0 ? "" : $"{(shares ? $"In {string.Join(", ", slopes)} red" : "Red")} is a positive slope, blue a negative one: how the score changes, not what it is made of. ") +
            (!picture || attributions.All(a => a.Signed) ? "" : attributions.Any(a => a.Signed) ? "In maps without a sign yellow is most, violet least. " : "Yellow is most, violet least. ");
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

    private static PicturePanel Map(Attribution attribution, int n, string title, string told, string checks)
    {
        var (height, width) = (attribution.Inputs.size(2), attribution.Inputs.size(3));
        var map = attribution.Map.narrow(0, n, 1).to(ScalarType.Float32);
        if (map.size(1) != height || map.size(2) != width)
            map = nn.functional.interpolate(map.unsqueeze(1), [height, width], mode: InterpolationMode.Bilinear, align_corners: false).squeeze(1);
        var heatmap = PicturePanel.HeatmapOf(map[0], attribution.Signed);
        // Pixels as large as a digit's stand for themselves; a picture under them would only change their colours.
        var under = Math.Max(height, width) < 64 ? null : RasterOf.Input(attribution.Model, attribution.Inputs[n]);
        return new PicturePanel(heatmap.Over(under), heatmap) { Title = title, Caption = $"{told}\n{heatmap.Note}{checks}" };
    }

    private static CurvesPanel Signal(Attribution attribution, int n, string title, string told)
    {
        var values = attribution.Values[n].to(ScalarType.Float64).cpu();
        var curves = Enumerable.Range(0, (int)values.size(0)).Select(c =>
            Curve.Steps($"channel {c}", values[c].data<double>().ToArray()) with { XTitle = "time step", YTitle = "contribution" });
        return new CurvesPanel([.. curves]) { Title = title, Caption = told };
    }

    private static BarsPanel Features(Attribution attribution, int n, string title, string told, IReadOnlyList<string>? names)
    {
        var values = attribution.Values[n].flatten().to(ScalarType.Float64).cpu().data<double>().ToArray();
        var given = attribution.Inputs[n].flatten().to(ScalarType.Float64).cpu().data<double>().ToArray();
        var order = Enumerable.Range(0, values.Length).OrderByDescending(i => Math.Abs(values[i])).Take(MostBars);
        string Name(int i) => names is not null && i < names.Count ? names[i] : $"feature {i}";
        var bars = order.Select(i => (given.Length == values.Length ? $"{Name(i)} = {Numbers.Text(given[i])}" : Name(i), values[i])).ToArray();
        var left = values.Length > MostBars ? $"\nThe {MostBars} largest of {values.Length} features." : "";
        return new BarsPanel(bars) { Title = title, Caption = told + left };
    }
}
