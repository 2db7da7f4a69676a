using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Pages;

/// <summary>
/// Maps of samples as one HTML file that needs nothing else: pan, zoom, hover, colours, lasso, search, and points that move from map to map. The page's parts are the scripts in the folder Map, in this order.
/// </summary>
internal static class MapPage
{
    private static readonly string[] Scripts =
        ["data", "view", "marker", "points-canvas", "points-webgl", "nearest", "legend", "thumbnail", "hover", "lasso", "selection", "search", "reading", "main"];

    /// <summary>The page.</summary>
    /// <param name="maps">Maps of the same samples, by name, at least one.</param>
    /// <param name="samples">What is known of the samples.</param>
    /// <param name="title">The page's title.</param>
    public static string Of(IReadOnlyList<(string Name, Embedding Map)> maps, Samples samples, string title)
    {
        var count = maps[0].Map.Coordinates.size(0);
        samples.Check(count);
        var data = JsonSerializer.Serialize(new
        {
            maps = maps.Select(Map),
            columns = samples.Columns.Select(Column),
            names = samples.Names,
            paths = samples.Paths,
            thumbnails = samples.Thumbnails is null ? null : Sheet(samples.Thumbnails),
            palette = Enumerable.Range(0, 10).Select(g => Rgb(Palette.ColourOf(g))),
            shapes = Enum.GetValues<Shape>().Length,
            scale = ColourMap.Sequential.Colours.Select(Rgb),
        });
        // JsonSerializer escapes <, so that no name can end the script element.
        return Html.Page(title, Html.Resource("map.css"), $"""
            <div id="map">
            <header>
            <h1>{Html.Text(title)}</h1>
            <nav id="maps" aria-label="Maps"></nav>
            <div class="tools">
            <label>colour <select id="colour"></select></label>
            <input id="search" type="search" placeholder="index or name" aria-label="Find a sample by its index or name">
            <button id="lasso" aria-pressed="false" title="Draw around points to list them; Shift and drag does the same">lasso</button>
            <button id="reset">reset view</button>
            </div>
            </header>
            <div id="plot" tabindex="0" aria-label="Map of {count} samples: drag to move, wheel or + and - to zoom, 0 to reset"><canvas></canvas><svg id="outline"><polygon/></svg><div id="ring"></div><div id="hover"></div></div>
            <aside><section id="legend"></section><section id="selection" hidden></section><section id="reading"></section></aside>
            <footer><span id="caption"></span> Drag to move, scroll to zoom, double-click to reset; Shift and drag to pick out a group.</footer>
            </div>
            <dialog></dialog>
            <noscript>This map needs JavaScript.</noscript>
            <script id="data" type="application/json">{data}</script>
            <script type="module">
            {string.Concat(Scripts.Select(s => Html.Resource($"map.{s}.js")))}</script>

            """);
    }

    private static object Map((string Name, Embedding Map) named)
    {
        var (name, map) = named;
        var (x, y) = EmbeddingFigure.Plane(map);
        return new
        {
            name,
            x = Base64([.. x.Select(v => (float)v)]),
            y = Base64([.. y.Select(v => (float)v)]),
            caption = string.Join("; ", EmbeddingFigure.Told(map).Prepend($"{x.Length} samples")) + ".",
            @do = map.Reading?.Do ?? [],
            dont = map.Reading?.Dont ?? [],
            notes = map.Notes.Where(note => note != map.Reading?.ToString()),
            beside = map.Beside.Count == 0 ? null : new Figure([.. map.Beside]) { Columns = Math.Min(2, map.Beside.Count) }.Svg(inPage: true),
        };
    }

    private static object Column(Column colour)
    {
        if (colour.GroupOf is { } group)
            return new { name = colour.Name, groups = colour.Groups, of = Base64([.. group.Select(g => (ushort)g)]) };
        var range = Axis.Over(colour.Numbers!);
        return new { name = colour.Name, numbers = Base64([.. colour.Numbers!.Select(v => (float)v)]), low = range.Low, high = range.High };
    }

    /// <summary>All thumbnails side by side in one picture, row by row.</summary>
    private static object Sheet(Tensor thumbnails)
    {
        if (thumbnails.dim() != 4 || thumbnails.numel() == 0 || thumbnails.size(1) is not (1 or 3))
            throw new GlassboxException($"Thumbnails are [N, 1 or 3, H, W], not [{string.Join(", ", thumbnails.shape)}].");
        using var scope = NewDisposeScope();
        var pictures = thumbnails.is_floating_point() ? thumbnails.detach().mul(255).round().clamp(0, 255).to(ScalarType.Byte) : thumbnails;
        pictures = Samples.Small(pictures, pictures.size(0));
        var across = (int)Math.Ceiling(Math.Sqrt(pictures.size(0)));
        var (count, channels, height, width) = (pictures.size(0), pictures.size(1), pictures.size(2), pictures.size(3));
        var down = (count + across - 1) / across;
        var all = zeros([down * across, channels, height, width], ScalarType.Byte);
        all.narrow(0, 0, count).copy_(pictures);
        var sheet = all.view(down, across, channels, height, width).permute(2, 0, 3, 1, 4).reshape(channels, down * height, across * width);
        return new { sheet = "data:image/png;base64," + Convert.ToBase64String(Picture.ToPng(sheet)), width, height, across, down };
    }

    private static int[] Rgb(Colour c) => [c.R, c.G, c.B];

    private static string Base64<T>(T[] values) where T : unmanaged => Convert.ToBase64String(MemoryMarshal.AsBytes<T>(values));
}
