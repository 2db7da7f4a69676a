using System.IO.Compression;
using Glassbox.Host.Scripts;
using Glassbox.Host.Tests.Plugins;

namespace Glassbox.Host.Tests.Scripts;

/// <summary>Packages come from a folder here, so that no network is needed.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly ScriptFolder folder = new();

    public PackageTests() => folder.Write("packages/nuget.config", $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="{Path.Combine(folder.Root, "restored")}" /></config>
          <packageSources><clear /><add key="here" value="{Path.Combine(folder.Root, "feed")}" /></packageSources>
        </configuration>
        """);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("#r \"nuget: Greetings, 1.2.0\"")]
    [InlineData("#:package Greetings@1.2.0")]
    public async Task A_package_and_what_it_depends_on_are_there_at_compile_time_and_at_run_time(string directive)
    {
        var words = Pack("Words", "2.0.0", "public static class Words { public static string Hello => \"hello\"; }");
        Pack("Greetings", "1.2.0", "public static class Greetings { public static string To(string name) => Words.Hello + \" \" + name; }", words);
        var script = folder.Write("a.csx", $"{directive}\nSay(Greetings.To(\"you\"));");
        (await folder.Run(script)).ShouldBe(["hello you"]);
        folder.IsCached(script).ShouldBeTrue();
        (await folder.Run(script)).ShouldBe(["hello you"]);
    }

    [Fact]
    public async Task A_package_that_is_not_there_is_one_sentence_and_stays_an_error()
    {
        Directory.CreateDirectory(Path.Combine(folder.Root, "feed"));
        var script = folder.Write("a.csx", "#r \"nuget: Greetings, 1.2.0\"\nSay(1);");
        for (var i = 0; i < 2; i++)
        {
            var errors = (await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(script))).Errors;
            errors.ShouldHaveSingleItem().ShouldStartWith("error: The script's packages could not be restored: Unable to find package Greetings.");
        }
    }

    [Fact]
    public async Task Another_version_than_the_one_asked_for_will_not_do()
    {
        Pack("Greetings", "1.3.0", "public static class Greetings { }");
        var script = folder.Write("a.csx", "#r \"nuget: Greetings, 1.2.0\"\nSay(1);");
        await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(script));
    }

    /// <summary>Makes a package with one assembly and returns that assembly's path.</summary>
    private string Pack(string name, string version, string source, string? reference = null)
    {
        var assembly = PluginFixture.Compile(Path.Combine(folder.Root, "build", name + ".dll"), source, reference is null ? [] : [reference]);
        var dependency = reference is null ? "" : $"""<dependency id="{Path.GetFileNameWithoutExtension(reference)}" version="2.0.0" />""";
        Directory.CreateDirectory(Path.Combine(folder.Root, "feed"));
        using var package = ZipFile.Open(Path.Combine(folder.Root, "feed", $"{name}.{version}.nupkg"), ZipArchiveMode.Create);
        package.CreateEntryFromFile(assembly, $"lib/net10.0/{name}.dll");
        using var nuspec = new StreamWriter(package.CreateEntry($"{name}.nuspec").Open());
        nuspec.Write($"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{name}</id><version>{version}</version><authors>tests</authors><description>For tests.</description>
                <dependencies><group targetFramework="net10.0">{dependency}</group></dependencies>
              </metadata>
            </package>
            """);
        return assembly;
    }
}
