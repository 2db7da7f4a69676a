using Microsoft.Playwright;

namespace Glassbox.BrowserTests;

/// <summary>Debian's Chromium without a window, started once for a class of tests. Its WebGL is computed by the processor.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Where it is: GLASSBOX_CHROMIUM, or where Debian puts it.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("GLASSBOX_CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";

    private IPlaywright? playwright;
    private IBrowser? chromium;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Executable)) return;
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Args = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking", "--no-first-run", "--disable-sync"],
        });
    }

    /// <summary>Opens a page of a file, cut off from any network.</summary>
    /// <param name="file">The HTML file.</param>
    /// <param name="before">A script to run before the page's own.</param>
    public async Task<OpenPage> Open(string file, string? before = null)
    {
        var context = await chromium!.NewContextAsync(new() { ViewportSize = new() { Width = 1200, Height = 800 }, Offline = true, ReducedMotion = ReducedMotion.NoPreference });
        var page = await context.NewPageAsync();
        var opened = new OpenPage(page);
        if (before is not null) await page.AddInitScriptAsync(before);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        await opened.Drawn();
        return opened;
    }

    public async Task DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
        playwright?.Dispose();
    }
}

/// <summary>A fact that is seen in a browser; skipped, and said so, where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (!File.Exists(Browser.Executable)) Skip = $"There is no {Browser.Executable}: apt-get install chromium, or name one in GLASSBOX_CHROMIUM.";
    }
}
