using System.IO.Compression;
using Glassbox.Host.Plugins;
using Glassbox.Host.Tests.Plugins;

namespace Glassbox.Host.Tests.Installing;

public sealed class PluginStoreTests : IDisposable
{
    private readonly PluginFixture built = new();
    private readonly string folder = Directory.CreateTempSubdirectory("glassbox-store-").FullName;

    public void Dispose()
    {
        built.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string Installed => Path.Combine(folder, "installed");

    private PluginStore Store => new(Installed);

    private PluginCatalogue Catalogue() => new([Installed]);

    private string Build(string version = "1.0.0", string name = "Guest") => Guest.Build(Path.Combine(built.Folder, name), version, name);

    private string Package(string version = "1.0.0", string name = "Guest") => PluginPackage.Write(Build(version, name), Path.Combine(folder, "packages"));

    [Fact]
    public void AFolderAndItsPackageInstallTheSame()
    {
        var source = Build();
        var (fromFolder, before) = Store.Install(source);
        var (fromPackage, first) = Store.Install(PluginPackage.Write(source, folder));

        before.ShouldBeNull();
        first!.Content.ShouldBe(fromFolder.Content);
        fromPackage.Files.ShouldBe(fromFolder.Files, ignoreOrder: true);
        fromPackage.Files.Keys.ShouldBe(["Guest.dll", "Guest.xml"], ignoreOrder: true);
        (fromPackage.Name, fromPackage.Version).ShouldBe(("Guest", "1.0.0"));
        Catalogue().Quality("guest").ShouldBe(1);
    }

    [Fact]
    public void TheSameBuildGivesTheSamePackage()
    {
        var source = Build();
        var (one, other) = (PluginPackage.Write(source, Path.Combine(folder, "a")), PluginPackage.Write(source, Path.Combine(folder, "b")));

        Path.GetFileName(one).ShouldBe("Guest.1.0.0.nupkg");
        File.ReadAllBytes(one).ShouldBe(File.ReadAllBytes(other));
    }

    [Fact]
    public void ALaterVersionTakesThePlaceOfTheOneBefore()
    {
        Store.Install(Package("1.0.0"));
        var (now, before) = Store.Install(Package("2.0.0"));

        (now.Version, before!.Version).ShouldBe(("2.0.0", "1.0.0"));
        Store.Plugins.ShouldHaveSingleItem().Version.ShouldBe("2.0.0");
        Catalogue().Quality("guest").ShouldBe(2);
        Directory.GetDirectories(Path.Combine(Installed, "content")).ShouldHaveSingleItem();
    }

    [Fact]
    public void ARunningHostTakesUpWhatIsInstalledUpdatedAndRemoved()
    {
        var catalogue = Catalogue();
        catalogue.Watch = true;
        catalogue.Methods.ShouldBeEmpty();

        Store.Install(Package("1.0.0"));
        catalogue.Quality("guest").ShouldBe(1);
        Store.Install(Package("2.0.0"));
        catalogue.Quality("guest").ShouldBe(2);
        Store.Remove("guest");
        Should.Throw<GlassboxException>(() => catalogue.Quality("guest")).Message.ShouldBe("There is no method \"guest\".");
    }

    [Fact]
    public void WhatHasChangedSinceIsRefusedByNameUntilItIsAccepted()
    {
        Store.Install(Build("1.0.0"));
        var content = Directory.GetFiles(Installed, "Guest.dll", SearchOption.AllDirectories).Single();
        var catalogue = Catalogue();
        var before = catalogue.Fingerprint();

        Guest.Build(Path.GetDirectoryName(content)!, "2.0.0");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(content)!, "more.txt"), "");

        var state = catalogue.State("Guest");
        state.Status.ShouldBe(PluginStatus.Refused);
        state.Reason.ShouldBe("Plugin Guest has changed since it was installed (more.txt is new, Guest.dll is another): if that is meant, `glassbox plugins accept Guest`; if not, install it again.");
        Should.Throw<PluginException>(() => catalogue.Quality("guest")).Message.ShouldBe(state.Reason);
        catalogue.Fingerprint().ShouldNotBe(before);

        Store.Accept("Guest").ShouldBe("more.txt is new, Guest.dll is another");
        Catalogue().Quality("guest").ShouldBe(2);
        catalogue.Refresh();
        catalogue.Quality("guest").ShouldBe(2);
        Store.Accept("Guest").ShouldBe("");
    }

    [Fact]
    public void AFileThatIsGoneIsAChangeToo()
    {
        Store.Install(Build());
        File.Delete(Directory.GetFiles(Installed, "Guest.xml", SearchOption.AllDirectories).Single());

        Catalogue().State("Guest").Reason.ShouldContain("(Guest.xml is gone)");
    }

    [Fact]
    public void InstallingRunsNoLineOfThePlugin()
    {
        var witness = Path.Combine(folder, "witness");
        var source = built.Echo("Eager", types: $$"""
            static class Begin { [System.Runtime.CompilerServices.ModuleInitializer] public static void Run() => System.IO.File.WriteAllText("{{witness}}", ""); }
            """);

        var package = PluginPackage.Write(source, folder);
        Store.Install(package);
        Catalogue().Methods.ShouldHaveSingleItem();
        Store.Accept("Eager");

        File.Exists(witness).ShouldBeFalse();
        AppDomain.CurrentDomain.GetAssemblies().ShouldNotContain(a => a.GetName().Name == "Eager");
        Catalogue().Quality("eager").ShouldBe(0);
        File.Exists(witness).ShouldBeTrue();
    }

    [Fact]
    public void APluginForAnotherSdkLeavesEverythingAsItWas()
    {
        Store.Install(Package("1.0.0"));
        var list = File.ReadAllText(Path.Combine(Installed, "installed.json"));
        var sdk = PluginFixture.Compile(Path.Combine(folder, "sdk", "Glassbox.Sdk.dll"), "[assembly: System.Reflection.AssemblyVersion(\"2.0.0.0\")] namespace Glassbox; public class Result;");
        var late = Path.Combine(folder, "Late");
        PluginFixture.Compile(Path.Combine(late, "Late.dll"), "public sealed class Late : Glassbox.Result;", sdk);

        Should.Throw<PluginException>(() => Store.Install(late)).Message.ShouldBe("Plugin Late was built for version 2 of the Glassbox SDK and this host has version 1: build it against this SDK.");

        File.ReadAllText(Path.Combine(Installed, "installed.json")).ShouldBe(list);
        Directory.GetDirectories(Path.Combine(Installed, "content")).ShouldHaveSingleItem();
        Catalogue().Quality("guest").ShouldBe(1);
    }

    [Fact]
    public void APackageIsRefusedInTheNameOfTheFileThatTheUserHas()
    {
        var source = Build();
        File.WriteAllText(Path.Combine(source, "Glassbox.Sdk.dll"), "");
        var package = new PackageFile("Guest", "1.0.0", "A copy of the SDK.") { Type = "GlassboxPlugin" }.AddFolder(source, "plugin/");
        package.Write(Path.Combine(folder, "Guest.1.0.0.nupkg"));

        Should.Throw<PluginException>(() => Store.Install(Path.Combine(folder, "Guest.1.0.0.nupkg"))).Message
            .ShouldEndWith($"and delete {Path.Combine(folder, "Guest.1.0.0.nupkg")}/Glassbox.Sdk.dll.");
        Store.Plugins.ShouldBeEmpty();
    }

    [Fact]
    public void WhatIsNoPluginIsOneSentence()
    {
        void Said(string source, string sentence) => Should.Throw<GlassboxException>(() => Store.Install(source)).Message.ShouldContain(sentence);
        string Written(string name, string content)
        {
            File.WriteAllText(Path.Combine(folder, name), content);
            return Path.Combine(folder, name);
        }

        Said(Path.Combine(folder, "nowhere"), "There is no ");
        Said(Written("text.nupkg", "no archive"), "cannot be read as a package");
        var other = Path.Combine(folder, "other.nupkg");
        new PackageFile("Other", "1.0.0", "A library.").AddText("x", "lib/x.txt").Write(other);
        Said(other, "is no package of a Glassbox plugin");
        Directory.CreateDirectory(Path.Combine(folder, "Project"));
        File.WriteAllText(Path.Combine(folder, "Project", "Project.csproj"), "");
        Said(Path.Combine(folder, "Project"), "is a project: `glassbox plugins pack ");
        Said(Directory.CreateDirectory(Path.Combine(folder, "Empty")).FullName, "Empty");
        File.Exists(Path.Combine(Installed, "installed.json")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("plugin/../../../escaped")]
    [InlineData("plugin//escaped")]
    [InlineData("plugin/..\\escaped")]
    public void APackageWritesNowhereElse(string path)
    {
        var package = Path.Combine(folder, "Escape.1.0.0.nupkg");
        new PackageFile("Escape", "1.0.0", "Wants out.") { Type = "GlassboxPlugin" }.AddText("x", "plugin/a.txt").AddText("x", path).Write(package);

        Should.Throw<GlassboxException>(() => Store.Install(package)).Message.ShouldContain("wants to write outside the plugin's folder");

        Directory.GetFiles(folder, "escaped", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.GetDirectories(Path.Combine(Installed, "content")).ShouldBeEmpty();
    }

    [Fact]
    public void APackageThatIsCutShortLeavesNothing()
    {
        var package = Package();
        var bytes = File.ReadAllBytes(package);
        using (var zip = ZipFile.Open(package, ZipArchiveMode.Update)) zip.GetEntry("plugin/Guest.dll")!.Delete();
        Should.Throw<GlassboxException>(() => Store.Install(package));
        for (var length = 0; length < bytes.Length; length += bytes.Length / 7)
        {
            File.WriteAllBytes(package, bytes[..length]);
            Should.Throw<GlassboxException>(() => Store.Install(package));
        }
        Store.Plugins.ShouldBeEmpty();
        Directory.GetDirectories(Path.Combine(Installed, "content")).ShouldBeEmpty();
    }

    [Fact]
    public void UpdatingFindsTheLatestPackageBesideTheOneInstalled()
    {
        Store.Install(Package("1.9.0"));
        Store.Later("guest").ShouldBeNull();
        Package("1.10.0");
        Package("1.10.0-beta.2");

        Path.GetFileName(Store.Later("guest")).ShouldBe("Guest.1.10.0.nupkg");
        Store.Install(Store.Later("guest")!);
        Store.Later("guest").ShouldBeNull();

        Directory.Delete(Path.Combine(folder, "packages"), recursive: true);
        Should.Throw<GlassboxException>(() => Store.Later("guest")).Message.ShouldContain("which is gone");
    }

    [Fact]
    public void UpdatingFindsTheNewBuildOfAFolder()
    {
        Store.Install(Build("1.0.0"));
        Store.Later("guest").ShouldBeNull();
        Build("2.0.0");

        Store.Later("guest").ShouldBe(Path.Combine(built.Folder, "Guest"));
    }

    [Theory]
    [InlineData("1.9.0", "1.10.0")]
    [InlineData("1.0.0-alpha", "1.0.0")]
    [InlineData("1.0.0-alpha.9", "1.0.0-alpha.10")]
    [InlineData("1.0.0-alpha", "1.0.0-alpha.1")]
    [InlineData("1.0.0-1", "1.0.0-alpha")]
    [InlineData("1.0", "1.0.1+build")]
    public void VersionsHaveTheirOrder(string earlier, string later)
    {
        new PackageVersion(earlier).CompareTo(new PackageVersion(later)).ShouldBeLessThan(0);
        new PackageVersion(later).CompareTo(new PackageVersion(earlier)).ShouldBeGreaterThan(0);
        new PackageVersion(later).CompareTo(new PackageVersion(later)).ShouldBe(0);
    }

    [Fact]
    public void AMisspeltNameIsAnsweredWithTheNearest()
    {
        Store.Install(Package());

        Should.Throw<GlassboxException>(() => Store.Remove("Gest")).Message.ShouldBe("Plugin \"Gest\" is not installed. Did you mean \"Guest\"?");
    }

    [Fact]
    public void ADamagedListIsSaidAndTheOtherPluginsWork()
    {
        Store.Install(Package());
        File.WriteAllText(Path.Combine(Installed, "installed.json"), "[{");
        built.Echo("Other", quality: "5");

        Should.Throw<GlassboxException>(() => Store.Plugins).Message.ShouldContain("installed.json is damaged");
        var catalogue = new PluginCatalogue([Installed, built.Folder]);
        catalogue.Quality("other").ShouldBe(5);
        catalogue.Plugins.ShouldContain(p => p.Status == PluginStatus.Broken && p.Reason.Contains("installed.json is damaged"));
    }

    [Fact]
    public void InstallationsAtOnceAreAllThere()
    {
        var packages = Enumerable.Range(0, 6).Select(i => Package(name: $"Guest{i}")).ToArray();

        Parallel.ForEach(packages, package => Store.Install(package));

        Store.Plugins.Select(p => p.Name).ShouldBe(packages.Select((_, i) => $"Guest{i}"));
        Catalogue().Plugins.ShouldAllBe(p => p.Status == PluginStatus.Available);
    }

    [Fact]
    public void WhatACutOffInstallationLeftIsClearedAway()
    {
        Store.Install(Package());
        Directory.CreateDirectory(Path.Combine(Installed, "content", ".new-0", "Half"));
        Directory.CreateDirectory(Path.Combine(Installed, "content", "Guest-0-0", "Guest"));
        File.WriteAllText(Path.Combine(Installed, ".installed.json.0"), "[");

        Catalogue().Plugins.ShouldHaveSingleItem();
        Store.Install(Package(name: "Other"));

        Directory.GetDirectories(Path.Combine(Installed, "content")).Length.ShouldBe(2);
        Directory.GetFiles(Installed).Select(Path.GetFileName).ShouldBe(["installed.json", "installed.lock"], ignoreOrder: true);
    }
}
