using Microsoft.Playwright;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.BrowserTests;

/// <summary>A map's page in a browser.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly List<string> complaints = [], asked = [];

    public OpenPage(IPage page)
    {
        Page = page;
        // Warnings of the graphics driver are no errors.
        page.Console += (_, message) => { if (message.Type == "error") complaints.Add(message.Text); };
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => asked.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>What the page complained about.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>What the page asked for beyond itself and what it holds.</summary>
    public IReadOnlyList<string> Asked => [.. asked.Skip(1).Where(url => !url.StartsWith("data:"))];

    /// <summary>The middle of the plot, where the map's origin lies at first, and how many pixels a unit of the map takes.</summary>
    public async Task<(float X, float Y, float Unit)> Plot()
    {
        var box = (await Page.Locator("#plot").BoundingBoxAsync())!;
        // Maps here are squares from -1 to 1.
        return (box.X + box.Width / 2, box.Y + box.Height / 2, 0.92f * Math.Min(box.Width, box.Height) / 2);
    }

    /// <summary>Moves the pointer to a place of the map as it was seen at first.</summary>
    public async Task PointAt(double x, double y)
    {
        var (left, top, unit) = await Plot();
        await Page.Mouse.MoveAsync(left + (float)x * unit, top - (float)y * unit);
    }

    /// <summary>What the pointer's box says; empty where it is hidden.</summary>
    public async Task<string> Hover() => await Page.Locator("#hover").IsVisibleAsync() ? await Page.Locator("#hover").InnerTextAsync() : "";

    /// <summary>Waits for the next frames to be drawn.</summary>
    public Task Drawn() => Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))");

    /// <summary>The colour around a place of the map as it was seen at first: red, green and blue from 0 to 255.</summary>
    public async Task<int[]> ColourAt(double x, double y)
    {
        await Drawn();
        var (left, top, unit) = await Plot();
        var png = await Page.ScreenshotAsync();
        // A scope belongs to its thread, and what follows an await may run on another.
        using var scope = NewDisposeScope();
        var picture = Picture.Decode(png, "screenshot");
        var (column, row) = ((long)(left + x * unit), (long)(top - y * unit));
        return [.. Enumerable.Range(0, 3).Select(channel => (int)picture[channel, row, column].ToInt64())];
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
