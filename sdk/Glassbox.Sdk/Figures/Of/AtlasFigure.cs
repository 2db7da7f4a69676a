namespace Glassbox;

/// <summary>Several maps of the same samples side by side.</summary>
public static class AtlasFigure
{
    /// <summary>A panel a map, all coloured alike.</summary>
    /// <param name="maps">The maps by name.</param>
    /// <param name="samples">What is known of the samples; the first column colours the points.</param>
    /// <exception cref="GlassboxException">There is not one value a sample.</exception>
    public static Figure Of(IReadOnlyList<(string Name, Embedding Map)> maps, Samples samples)
    {
        var count = maps[0].Map.Coordinates.size(0);
        samples.Check(count);
        var colour = samples.Columns.Count > 0 ? samples.Columns[0] : null;
        var panels = maps.Select(m =>
        {
            var (x, y) = EmbeddingFigure.Plane(m.Map);
            return new ScatterPanel(x, y, colour) { Title = m.Name, Caption = string.Join("; ", EmbeddingFigure.Told(m.Map)), Paths = samples.Paths };
        });
        return new Figure([.. panels])
        {
            Title = maps.Count == 1 ? maps[0].Name : $"{maps.Count} maps of {count} samples",
            Caption = colour is null or { Name: "" } ? "" : $"Coloured by {colour.Name}.",
            Columns = maps.Count <= 3 ? maps.Count : (int)Math.Ceiling(Math.Sqrt(maps.Count)),
        };
    }
}
