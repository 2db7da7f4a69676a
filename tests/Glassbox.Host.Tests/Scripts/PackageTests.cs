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

    [Fact]
    public async Task A_package_with_another_content_under_the_same_version_is_refused_until_it_is_accepted()
    {
        Pack("Greetings", "1.2.0", "public static class Greetings { public static string Hello => \"hello\"; }");
        var script = folder.Write("a.csx", "#r \"nuget: Greetings, 1.2.0\"\nSay(Greetings.Hello);");
        (await folder.Run(script)).ShouldBe(["hello"]);
        File.ReadAllText(script + ".lock").ShouldContain("\"Greetings 1.2.0\"");

        var other = PluginFixture.Compile(Path.Combine(folder.Root, "other", "Greetings.dll"), "public static class Greetings { public static string Hello => \"bye\"; }");
        // This process has the old file mapped: it gives its name away and stays.
        File.Move(other, Directory.GetFiles(Path.Combine(folder.Root, "restored"), "Greetings.dll", SearchOption.AllDirectories).ShouldHaveSingleItem(), overwrite: true);
        for (var i = 0; i < 2; i++)
            (await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(script))).Errors.ShouldHaveSingleItem().ShouldBe(
                $"error: Package Greetings 1.2.0 is not what the script was locked to: lib/net10.0/Greetings.dll has another content. Delete {SourceLine.Shorten(script + ".lock")} to accept it.");

        var before = File.ReadAllText(script + ".lock");
        File.Delete(script + ".lock");
        folder.Prepare(script);
        File.ReadAllText(script + ".lock").ShouldNotBe(before);
    }

    [Fact]
    public async Task A_lock_that_comes_with_a_script_holds_for_what_its_packages_need_and_is_verified_though_the_script_is_cached()
    {
        var words = Pack("Words", "2.0.0", "public static class Words { public static string Hello => \"hello\"; }");
        Pack("Greetings", "1.2.0", "public static class Greetings { public static string Hello => Words.Hello; }", words);
        var script = folder.Write("a.csx", "#r \"nuget: Greetings, 1.2.0\"\nSay(Greetings.Hello);");
        (await folder.Run(script)).ShouldBe(["hello"]);
        folder.IsCached(script).ShouldBeTrue();
        var locked = File.ReadAllText(script + ".lock");
        var hash = System.Text.RegularExpressions.Regex.Match(locked, "Words.dll\": \"([0-9a-f]{64})\"").Groups[1].Value;
        File.WriteAllText(script + ".lock", locked.Replace(hash, new string('0', 64)));
        (await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(script))).Errors.ShouldHaveSingleItem().ShouldStartWith("error: Package Words 2.0.0 is not what the script was locked to");
        File.WriteAllText(script + ".lock", "{");
        (await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(script))).Errors.ShouldHaveSingleItem().ShouldContain("a.csx.lock is damaged: delete it");
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
