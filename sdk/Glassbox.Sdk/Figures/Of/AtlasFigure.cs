namespace Glassbox;

/// <summary>Several maps of the same samples side by side.</summary>
public static class AtlasFigure
{
    /// <summary>A panel a map, all coloured alike.</summary>
    /// <param name="atlas">The maps by name.</param>
    /// <param name="samples">What is known of the samples; the first column colours the points.</param>
    /// <exception cref="GlassboxException">There is not one value a sample.</exception>
    public static Figure Of(Atlas atlas, Samples samples)
    {
        var maps = atlas.Maps;
        samples.Check(maps[0].Map.Coordinates.size(0));
        var colour = samples.Columns.Count > 0 ? samples.Columns[0] : null;
        var panels = maps.Select(m =>
        {
            var (x, y) = EmbeddingFigure.Plane(m.Map);
            return new ScatterPanel(x, y, colour) { Title = m.Name, Caption = string.Join("; ", EmbeddingFigure.Told(m.Map)), Paths = samples.Paths };
        });
        return new Figure([.. panels])
        {
            Title = atlas.Title,
            Caption = colour is null or { Name: "" } ? "" : $"Coloured by {colour.Name}.",
            Columns = maps.Count <= 3 ? maps.Count : (int)Math.Ceiling(Math.Sqrt(maps.Count)),
        };
    }
}
