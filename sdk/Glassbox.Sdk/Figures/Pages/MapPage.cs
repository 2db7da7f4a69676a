using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Pages;

/// <summary>A map of samples as one HTML file: pan, zoom, hover, groups switched on and off. The page's parts are the scripts in the folder Map, in this order.</summary>
internal static class MapPage
{
    private static readonly string[] Scripts = ["data", "view", "points-canvas", "points-webgl", "nearest", "legend", "hover", "main"];

    // Thumbnails share one picture, which browsers draw up to this many pixels wide.
    private const int SheetSide = 4096, LargestThumbnail = 64;

    public static string Of(Embedding embedding, Column? colour, string[]? names, Tensor? thumbnails)
    {
        var (x, y) = EmbeddingFigure.Plane(embedding);
        foreach (var (what, count) in new[] { ("colours", colour?.Count), ("names", names?.Length), ("thumbnails", thumbnails?.size(0)) })
            if (count is { } given && given != x.Length) throw new GlassboxException($"There are {given} {what} for {x.Length} samples: give one a sample.");

        var figure = EmbeddingFigure.Of(embedding, colour);
        var data = JsonSerializer.Serialize(new
        {
            x = Base64([.. x.Select(v => (float)v)]),
            y = Base64([.. y.Select(v => (float)v)]),
            columns = colour is null ? [] : new[] { Column(colour) },
            names,
            thumbnails = thumbnails is null ? null : Sheet(thumbnails),
            palette = Enumerable.Range(0, 10).Select(g => Rgb(Palette.ColourOf(g))),
            shapes = Enum.GetValues<Shape>().Length,
            scale = ColourMap.Sequential.Colours.Select(Rgb),
        });
        // JsonSerializer escapes <, so that no name can end the script element.
        return Html.Page(figure.Title, Html.Resource("map.css"), $"""
            <div id="map">
            <header><h1>{Html.Text(figure.Title)}</h1><div class="tools"><label>colour <select id="colour"></select></label><button id="reset">reset view</button></div></header>
            <div id="plot" tabindex="0" aria-label="Map of {x.Length} samples: drag to move, wheel or + and - to zoom, 0 to reset"><canvas></canvas><div id="hover"></div></div>
            <aside id="legend"></aside>
            <footer>{Html.Text(figure.Caption)} Drag to move, scroll to zoom, double-click to reset.</footer>
            </div>
            <noscript>This map needs JavaScript.</noscript>
            <script id="data" type="application/json">{data}</script>
            <script type="module">
            {string.Concat(Scripts.Select(s => Html.Resource($"map.{s}.js")))}</script>

            """);
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
        var across = (int)Math.Ceiling(Math.Sqrt(pictures.size(0)));
        var side = Math.Min(LargestThumbnail, SheetSide / across);
        var longest = Math.Max(pictures.size(2), pictures.size(3));
        if (longest > side) pictures = Picture.Resize(pictures, Math.Max(1, pictures.size(2) * side / longest), Math.Max(1, pictures.size(3) * side / longest));
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
