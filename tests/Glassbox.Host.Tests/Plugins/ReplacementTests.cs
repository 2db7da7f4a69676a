using Glassbox.Host.Plugins;

namespace Glassbox.Host.Tests.Plugins;

/// <summary>Plugins that come, change and go while the host runs.</summary>
public sealed class ReplacementTests : IDisposable
{
    private readonly PluginFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void ARebuiltPluginTakesTheOldOnesPlace()
    {
        fixture.Echo("Changing", quality: "1");
        var catalogue = fixture.Catalogue();
        catalogue.Watch = true;
        catalogue.Quality("changing").ShouldBe(1);

        fixture.Echo("Changing", quality: "2", options: "int Other = 5");

        catalogue.Quality("changing").ShouldBe(2);
        catalogue.Method("changing").Options.Single().Name.ShouldBe("other");
    }

    [Fact]
    public void WithoutWatchingTheOldOneStaysUntilItIsReloaded()
    {
        fixture.Echo("Changing", quality: "1");
        var catalogue = fixture.Catalogue();
        catalogue.Quality("changing").ShouldBe(1);

        fixture.Echo("Changing", quality: "2");

        catalogue.Quality("changing").ShouldBe(1);
        catalogue.Reload("changing").ShouldBeTrue();
        catalogue.Quality("changing").ShouldBe(2);
    }

    [Fact]
    public void WhatIsLoadedIsWhatWasDescribed()
    {
        fixture.Echo("Changing", quality: "1", options: "int Count = 3, double Rate = 0.5");
        var catalogue = fixture.Catalogue();
        catalogue.Method("changing").Options.Count.ShouldBe(2);

        fixture.Echo("Changing", quality: "options.Late ? 2 : 0", options: "bool Late = true");

        catalogue.Quality("changing").ShouldBe(2);
        catalogue.Method("changing").Options.ShouldHaveSingleItem().Name.ShouldBe("late");
    }

    [Fact]
    public void AnUnusableBuildLeavesTheOldOneInUse()
    {
        var file = Path.Combine(fixture.Echo("Changing", quality: "1"), "Changing.dll");
        var catalogue = fixture.Catalogue();
        catalogue.Watch = true;
        catalogue.Quality("changing").ShouldBe(1);

        // A build that overwrites the file in place is seen halfway.
        var image = File.ReadAllBytes(file);
        File.WriteAllBytes(file, image[..(image.Length / 2)]);

        catalogue.Quality("changing").ShouldBe(1);
        catalogue.State("Changing").Status.ShouldBe(PluginStatus.Active);
        catalogue.State("Changing").Reason.ShouldEndWith("The build before it is still in use.");
        Should.Throw<PluginException>(() => catalogue.Reload("Changing"));
        catalogue.Quality("changing").ShouldBe(1);

        fixture.Echo("Changing", quality: "3");
        catalogue.Quality("changing").ShouldBe(3);
        catalogue.State("Changing").Reason.ShouldBe("");
    }

    [Fact]
    public void PluginsComeAndGo()
    {
        fixture.Echo("First");
        var catalogue = fixture.Catalogue();
        catalogue.Methods.Select(m => m.Id).ShouldBe(["first"]);
        catalogue.Quality("first").ShouldBe(0);

        fixture.Echo("Second", quality: "2");
        Directory.Delete(Path.Combine(fixture.Folder, "First"), recursive: true);
        catalogue.Refresh();

        catalogue.Methods.Select(m => m.Id).ShouldBe(["second"]);
        catalogue.Quality("second").ShouldBe(2);
        Should.Throw<GlassboxException>(() => catalogue.Project("first"));
    }

    [Fact]
    public void ANewPluginIsFoundWhenItIsFirstCalled()
    {
        fixture.Echo("First");
        var catalogue = fixture.Catalogue();
        catalogue.Watch = true;
        catalogue.Methods.Count.ShouldBe(1);

        fixture.Echo("Second", quality: "2");

        catalogue.Quality("second").ShouldBe(2);
    }

    [Fact]
    public void TheLaterFolderWins()
    {
        using var later = new PluginFixture();
        fixture.Echo("Shared", quality: "1");
        later.Echo("Shared", quality: "2");
        var catalogue = new PluginCatalogue([fixture.Folder, later.Folder]);

        catalogue.Quality("shared").ShouldBe(2);
        var states = catalogue.Plugins;
        states.Select(s => s.Status).ShouldBe([PluginStatus.Replaced, PluginStatus.Active]);
        states[0].Reason.ShouldBe($"shared is offered by plugin Shared in {Path.Combine(later.Folder, "Shared")} instead.");
        catalogue.Methods.Count.ShouldBe(1);
    }

    [Fact]
    public void AFolderOfAssembliesIsItselfAPlugin()
    {
        var output = fixture.Echo("Built", quality: "5");

        new PluginCatalogue([output]).Quality("built").ShouldBe(5);
    }

    [Fact]
    public void AnAssemblyLyingAmongThePluginsHidesNone()
    {
        fixture.Echo("Tidy");
        File.Copy(Path.Combine(fixture.Folder, "Tidy", "Tidy.dll"), Path.Combine(fixture.Folder, "Stray.dll"));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(fixture.Folder, "de")).FullName, "Tidy.resources.dll"), "");

        fixture.Catalogue().Plugins.Select(p => p.Name).ShouldBe(["Stray", "Tidy"]);
    }

    [Fact]
    public void TheFingerprintFollowsTheFilesAndNothingElse()
    {
        fixture.Echo("Changing", quality: "1");
        var catalogue = fixture.Catalogue();
        var before = catalogue.Fingerprint();

        catalogue.Quality("changing");
        File.SetLastWriteTimeUtc(Path.Combine(fixture.Folder, "Changing", "Changing.dll"), DateTime.UtcNow.AddHours(1));
        catalogue.Fingerprint().ShouldBe(before);

        fixture.Echo("Changing", quality: "2");
        var after = catalogue.Fingerprint();
        after.ShouldNotBe(before);

        File.WriteAllText(Path.Combine(fixture.Folder, "Changing", "Glassbox.Sdk.dll"), "");
        catalogue.Fingerprint().ShouldNotBe(after);
    }
}
