using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Glassbox.BrowserTests;

public sealed class MapPageTests(Browser browser, ITestOutputHelper output) : IClassFixture<Browser>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("glassbox-browser-");

    public void Dispose() => folder.Delete(recursive: true);

    // Four corners, which make the map a square from -1 to 1; one sample in the middle; three close together to its left.
    private static readonly Tensor Places = tensor(new[,] { { -1.0, -1 }, { 1, -1 }, { -1, 1 }, { 1, 1 }, { 0, 0 }, { -0.5, 0 }, { -0.52, 0.02 }, { -0.48, 0.02 } });

    private static Samples Known => new Samples { Thumbnails = arange(8, dtype: ScalarType.Float32).div(7).reshape(8, 1, 1, 1).expand(8, 1, 8, 8).contiguous() }
        .With(new[] { "corner", "corner", "corner", "corner", "middle", "left", "left", "left" }, "label")
        .With(new[] { "corner", "corner", "corner", "corner", "corner", "left", "left", "left" }, "prediction")
        .With(new[] { 0, 0, 0, 0, 2.5, 1, 1, 1 }, "loss");

    private static Embedding Map(Tensor places) => new(places) { Reading = new(["Look at neighbours."], ["compare the sizes of clusters"]), Notes = ["A note of the method's."] };

    private string File(string name) => Path.Combine(folder.FullName, name);

    private Task<OpenPage> Opened(Samples? samples = null, string? before = null)
    {
        Map(Places).Save(File("map.html"), samples ?? Known);
        return browser.Open(File("map.html"), before);
    }

    /// <summary>Fails unless the pointer's box comes to say something: a page is told of the pointer by events.</summary>
    private static async Task ShouldSay(OpenPage page, string part) => await Assertions.Expect(page.Page.Locator("#hover")).ToContainTextAsync(part);

    [BrowserFact]
    public async Task OpensOfflineAndAsksForNothing()
    {
        await using var page = await Opened();
        (await page.ColourAt(0, 0)).ShouldNotBe(await page.ColourAt(0.5, 0.5), "the sample in the middle is drawn");
        page.Asked.ShouldBeEmpty();
        page.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task IsDrawnAtTheSizeThatIsSeen()
    {
        await using var page = await Opened();
        foreach (var (width, height) in new[] { (1200, 800), (700, 900), (1000, 500) })
        {
            await page.Page.SetViewportSizeAsync(width, height);
            await page.Drawn();
            (await page.Page.EvaluateAsync<int[]>("(() => { const c = document.querySelector('canvas'); return [c.width, c.clientWidth, c.height, c.clientHeight]; })()"))
                .ShouldSatisfyAllConditions(s => s[0].ShouldBe(s[1]), s => s[2].ShouldBe(s[3]), s => s[0].ShouldBeGreaterThan(200));
        }
    }

    [BrowserFact]
    public async Task ThePointerShowsIndexPictureLabelPredictionAndLoss()
    {
        await using var page = await Opened();
        await page.PointAt(0, 0);
        await ShouldSay(page, "sample 4");
        (await page.Hover()).ShouldSatisfyAllConditions(t => t.ShouldContain("label middle"), t => t.ShouldContain("prediction corner"), t => t.ShouldContain("loss 2.5"));
        (await page.Page.Locator("#hover .thumbnail").IsVisibleAsync()).ShouldBeTrue();
        await page.PointAt(0.3, 0.5);
        await Assertions.Expect(page.Page.Locator("#hover")).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task TheWheelZoomsAndTheMouseMoves()
    {
        await using var page = await Opened();
        await page.PointAt(-0.5, 0.01);
        var (x, y, unit) = await page.Plot();
        await page.Page.Mouse.WheelAsync(0, -1500);
        await page.Drawn();
        // The place under the pointer stays: e^2.25 times as large, the sample 0.02 to its left now lies 0.19 to the left.
        await page.Page.Mouse.MoveAsync(x + (-0.5f - 0.02f * MathF.Exp(2.25f)) * unit, y - (0.01f + 0.01f * MathF.Exp(2.25f)) * unit);
        await ShouldSay(page, "sample 6");
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(x + 100, y - 80, new() { Steps = 4 });
        await page.Page.Mouse.UpAsync();
        await page.Page.Mouse.MoveAsync(x + 101, y - 80);
        await ShouldSay(page, "sample 6");
        await page.Page.Locator("#reset").ClickAsync();
        await page.PointAt(0, 0);
        await ShouldSay(page, "sample 4");
    }

    [BrowserFact]
    public async Task PointsTakeTheColoursOfTheColumnThatIsChosen()
    {
        await using var page = await Opened();
        var asLabel = await page.ColourAt(0, 0);
        // Alphabetical: corner, left, middle.
        await Assertions.Expect(page.Page.Locator("#legend label")).ToHaveTextAsync([new Regex("corner.*4"), new Regex("left.*3"), new Regex("middle.*1")]);
        await page.Page.Locator("#colour").SelectOptionAsync("prediction");
        var asPrediction = await page.ColourAt(0, 0);
        asPrediction.ShouldNotBe(asLabel);
        (await page.ColourAt(0, 0)).ShouldBe(asPrediction);
        await page.Page.Locator("#colour").SelectOptionAsync("loss");
        (await page.ColourAt(0, 0)).ShouldNotBe(asPrediction);
        (await page.Page.Locator("#legend .scale .ends").InnerTextAsync()).ShouldContain("2.5");
    }

    [BrowserFact]
    public async Task AColumnWithoutOthersToChooseFromIsNamedAboveItsColours()
    {
        await using var page = await Opened(new Samples().With(new[] { 0, 0, 0, 0, 2.5, 1, 1, 1 }, "loss"));
        await Assertions.Expect(page.Page.Locator("#legend h2")).ToHaveTextAsync("loss");
        (await page.Page.Locator("#legend .scale .ends").InnerTextAsync()).ShouldContain("2.5");
    }

    [BrowserFact]
    public async Task CountsBesideLongNamesStandInOneLine()
    {
        var name = "a name that is as long as some of the thousand classes have, and does not fit";
        await using var page = await Opened(new Samples().With(Enumerable.Repeat(name, 8).ToArray(), "label"));
        var lines = await page.Page.Locator("#legend .count").EvaluateAsync<double>("e => { e.textContent = 12345; return e.getClientRects()[0].height / parseFloat(getComputedStyle(e).lineHeight); }");
        lines.ShouldBeLessThan(1.5);
    }

    [BrowserFact]
    public async Task AGroupCanBeHidden()
    {
        await using var page = await Opened();
        var background = await page.ColourAt(0.5, 0.5);
        await page.Page.GetByText("middle").ClickAsync();
        (await page.ColourAt(0, 0)).ShouldBe(background);
        await page.PointAt(0, 0);
        await Assertions.Expect(page.Page.Locator("#hover")).ToBeHiddenAsync();
        await page.Page.GetByText("middle").ClickAsync();
        (await page.ColourAt(0, 0)).ShouldNotBe(background);
    }

    [BrowserFact]
    public async Task ALassoListsItsGroup()
    {
        await using var page = await Opened();
        var strong = await page.ColourAt(0, 0);
        await page.Page.Locator("#lasso").ClickAsync();
        await Outline(page, (-0.7, -0.2), (-0.3, -0.2), (-0.3, 0.2), (-0.7, 0.2));
        await Assertions.Expect(page.Page.Locator("#selection h2")).ToHaveTextAsync("3 samples");
        await Assertions.Expect(page.Page.Locator("#selection li b")).ToHaveTextAsync(["5", "6", "7"]);
        (await page.Page.Locator("#selection").InnerTextAsync()).ShouldContain("left: 3");
        (await page.ColourAt(0, 0)).ShouldNotBe(strong, "the others fade");
        await page.Page.Locator("#selection li button").Nth(1).ClickAsync();
        await ShouldSay(page, "sample 6");
        await page.Page.GetByText("clear").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#selection")).ToBeHiddenAsync();
        (await page.ColourAt(0, 0)).ShouldBe(strong);
        // A hidden group is not picked out; Shift does without the button.
        await page.Page.Locator("#legend").GetByText("left").ClickAsync();
        await page.Page.Keyboard.DownAsync("Shift");
        await Outline(page, (-0.7, -0.2), (0.2, -0.2), (0.2, 0.2), (-0.7, 0.2));
        await page.Page.Keyboard.UpAsync("Shift");
        await Assertions.Expect(page.Page.Locator("#selection li b")).ToHaveTextAsync(["4"]);
        page.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task ASampleIsFoundByItsIndexOrName()
    {
        await using var page = await Opened(Known with { Names = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen"] });
        var search = page.Page.Locator("#search");
        await search.FillAsync("6");
        await search.PressAsync("Enter");
        await ShouldSay(page, "sample 6");
        var ring = (await page.Page.Locator("#ring").BoundingBoxAsync())!;
        var (x, y, unit) = await page.Plot();
        (ring.X + ring.Width / 2).ShouldBe(x - 0.52f * unit, 1.5f);
        (ring.Y + ring.Height / 2).ShouldBe(y - 0.02f * unit, 1.5f);
        await search.FillAsync("EE");
        await search.PressAsync("Enter");
        await ShouldSay(page, "bee");
        await search.PressAsync("Enter");
        await ShouldSay(page, "eel");
        await search.FillAsync("8");
        await search.PressAsync("Enter");
        (await search.EvaluateAsync<string>("e => e.validationMessage")).ShouldBe("There is no sample 8.");
    }

    [BrowserFact]
    public async Task AButtonMovesThePointsToAnotherMap()
    {
        var other = Places.clone();
        other[4, 0] = -0.5;
        other[5, 0] = 0.5;
        new Atlas(("first", Map(Places)), ("second", new Embedding(other) { Reading = new(["Look twice."], []) })).Save(File("atlas.html"), Known);
        await using var page = await browser.Open(File("atlas.html"));
        (await page.Page.Locator("#reading").InnerTextAsync()).ShouldSatisfyAllConditions(
            t => t.ShouldContain("Look at neighbours."), t => t.ShouldContain("Do not compare the sizes of clusters."), t => t.ShouldContain("A note of the method's."));
        await page.Page.GetByText("second").ClickAsync();
        var still = await page.Page.ScreenshotAsync();
        await Task.Delay(1200);
        (await page.Page.ScreenshotAsync()).ShouldNotBe(still, "points are under way");
        await page.PointAt(0.5, 0);
        await ShouldSay(page, "sample 5");
        await page.PointAt(-0.5, 0);
        await ShouldSay(page, "sample 4");
        await Assertions.Expect(page.Page.Locator("#reading")).ToHaveTextAsync(new Regex("Look twice"));
        page.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task PanelsBesideTheMapOpenOnDemand()
    {
        new Embedding(Places) { Beside = [new BarsPanel([("a", 1), ("b", -2)]) { Title = "Recipe of component 1" }] }.Save(File("beside.html"), Known);
        await using var page = await browser.Open(File("beside.html"));
        await Assertions.Expect(page.Page.Locator("dialog")).ToBeHiddenAsync();
        await page.Page.GetByText("more about this map").ClickAsync();
        await Assertions.Expect(page.Page.Locator("dialog svg")).ToContainTextAsync("Recipe of component 1");
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Page.Locator("dialog")).ToBeHiddenAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task PathsJoinTheirSamples()
    {
        await using var without = await Opened();
        var background = await without.ColourAt(0.5, 0.5);
        (await without.ColourAt(0.25, 0.25)).ShouldBe(background);
        await using var page = await Opened(Known with { Paths = [[4, 3]] });
        (await page.ColourAt(0.5, 0.5)).ShouldNotBe(background);
        page.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task WithoutWebGlEverythingIsThereToo()
    {
        await using var page = await Opened(Known with { Paths = [[4, 3]] },
            before: "const get = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return kind.startsWith('webgl') ? null : get.call(this, kind, ...more); };");
        (await page.ColourAt(0, 0)).ShouldNotBe(await page.ColourAt(0.7, -0.3));
        (await page.ColourAt(0.5, 0.5)).ShouldNotBe(await page.ColourAt(0.7, -0.3));
        await page.PointAt(0, 0);
        await ShouldSay(page, "sample 4");
        page.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task NamesAreTextAndNothingElse()
    {
        var names = Enumerable.Range(0, 8).Select(i => $"</script><img src=x onerror=\"document.title='broken in {i}'\">").ToArray();
        await using var page = await Opened(Known with { Names = names });
        await page.PointAt(0, 0);
        await ShouldSay(page, "</script><img");
        (await page.Page.TitleAsync()).ShouldNotContain("broken");
    }

    [BrowserFact]
    public async Task AHundredThousandPointsCostTheScriptsAFractionOfAFrame()
    {
        using var generator = new Generator(1);
        using var places = randn([100_000, 2], generator: generator);
        new Embedding(places).Save(File("many.html"), new Samples().With(Enumerable.Range(0, 100_000).Select(i => i % 10).ToArray(), "label"));
        await using var page = await browser.Open(File("many.html"));
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page);
        await session.SendAsync("Performance.enable");
        async Task<double> Scripts() => (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .First(m => m.GetProperty("name").GetString() == "ScriptDuration").GetProperty("value").GetDouble();
        var before = await Scripts();
        // The view moves in every frame.
        var (frames, seconds) = await page.Page.EvaluateAsync<double[]>("""
            new Promise(done => {
              const plot = document.getElementById('plot'), begun = performance.now();
              let frames = 0;
              const next = () => {
                plot.dispatchEvent(new KeyboardEvent('keydown', { key: frames++ % 2 ? 'ArrowLeft' : 'ArrowRight' }));
                if (performance.now() - begun < 2000) requestAnimationFrame(next); else done([frames, (performance.now() - begun) / 1000]);
              };
              requestAnimationFrame(next);
            })
            """) switch { var r => (r[0], r[1]) };
        var scripts = 1000 * (await Scripts() - before) / frames;
        output.WriteLine($"100,000 points: {frames / seconds:0} frames a second with WebGL computed by the processor; scripts take {scripts:0.00} ms a frame.");
        // At 60 frames a second there are 16.7 ms for each, nearly all of them for the graphics processor, which is none here.
        scripts.ShouldBeLessThan(4);
        page.Complaints.ShouldBeEmpty();
    }

    private static async Task Outline(OpenPage page, params (double X, double Y)[] corners)
    {
        await page.PointAt(corners[0].X, corners[0].Y);
        await page.Page.Mouse.DownAsync();
        foreach (var (x, y) in corners.Skip(1)) await page.PointAt(x, y);
        await page.Page.Mouse.UpAsync();
    }
}
