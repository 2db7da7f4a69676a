using System.Diagnostics;
using System.IO.Compression;
using Glassbox.Host.Projects;
using Glassbox.Host.Tests.Commands;

namespace Glassbox.Host.Tests.Projects;

/// <summary>A third party's first ten minutes, with the tools that they have: the shell and the .NET SDK.</summary>
public sealed class NewPluginTests : IDisposable
{
    private readonly HostProcess host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public void FromNewToItsVerb()
    {
        host.Run("plugins", "new", "FirstTry").ShouldSatisfyAllConditions(a => a.Code.ShouldBe(0, a.Error), a => a.Output.ShouldContain("FirstTry/FirstTry/FirstTry.cs"));
        Dotnet("test", "FirstTry", "-c", "Release", "--nologo").ShouldContain("Passed:    10");

        host.Run("plugins", "pack", "FirstTry").ShouldBe(new Answer(0, "./FirstTry.0.1.0.nupkg\n", ""));
        host.Run("plugins", "install", "FirstTry.0.1.0.nupkg").ShouldBe(new Answer(0, "FirstTry 0.1.0 is installed.\n  glassbox plugins show first-try\n", ""));
        host.Run("plugins", "test", "FirstTry").ShouldSatisfyAllConditions(a => a.Code.ShouldBe(0, a.Error), a => a.Output.ShouldEndWith("9 of 9 checks hold.\n"));

        host.Write("digit.csx", """
            var model = Models.Load("digits-cnn");
            var x = Data.Digits().Test[0].Input;
            Picture.Write("digit.png", model.Preprocessing.ToPixels(x));
            Console.WriteLine(FirstTry(model, x, power: 2).Checks[0].Holds);
            """);
        host.Run("run", "digit.csx").ShouldBe(new Answer(0, "True\n", ""));
        var explained = host.Run("explain", "digit.png", "--model", "digits-cnn", "--method", "first-try", "--power", "2", "--out", "out");
        explained.Code.ShouldBe(0, explained.Error);
        explained.Output.ShouldContain("check      shares of each input sum to 1: error ");

        host.Run("plugins", "remove", "firsttry").ShouldBe(new Answer(0, "FirstTry 0.1.0 is removed.\n", ""));
        host.Run("plugins", "show", "first-try").Code.ShouldBe(2);
    }

    [Fact]
    public void DotnetNewWritesTheSame()
    {
        host.Run("plugins", "new", "DeepThought", "--kind", "projector", "--out", "ours").Code.ShouldBe(0);
        var template = host.Run("pack").Output.Split('\n').Single(f => Path.GetFileName(f).StartsWith(SdkPackages.Templates, StringComparison.Ordinal));
        var hive = Path.Combine(host.Root, "hive");
        Dotnet("new", "install", template, "--debug:custom-hive", hive);
        Dotnet("new", "glassbox-plugin", "-n", "DeepThought", "--kind", "projector", "-o", "theirs", "--debug:custom-hive", hive);

        Files("theirs").ShouldBe(Files("ours"));
    }

    [Fact]
    public void ThePackagesHoldWhatAPluginNeedsAndNoMore()
    {
        var packages = host.Run("pack", "--out", "feed", "--packages-version", "1.2.3").Output.TrimEnd('\n').Split('\n');

        packages.Select(p => Path.GetFileName(p)).ShouldBe(["Glassbox.Sdk.1.2.3.nupkg", "Glassbox.Sdk.Testing.1.2.3.nupkg", "Glassbox.Templates.1.2.3.nupkg"]);
        Entries(packages[0]).ShouldBe(
        [
            "Glassbox.Sdk.nuspec", "[Content_Types].xml", "_rels/.rels", "analyzers/dotnet/cs/Glassbox.Analyzers.dll", "build/Glassbox.Sdk.props",
            "ref/net10.0/Glassbox.Sdk.dll", "ref/net10.0/Glassbox.Sdk.xml", "ref/net10.0/Glassbox.Torch.dll", "ref/net10.0/Glassbox.Torch.xml",
        ]);
        Entries(packages[1]).ShouldContain("native/libglassbox_torch.so");
        host.Run("pack", "--out", "feed", "--packages-version", "1.2.3").Output.TrimEnd('\n').Split('\n').ShouldBe(packages);
    }

    private static string[] Entries(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        return [.. zip.Entries.Select(e => e.FullName)];
    }

    private Dictionary<string, string> Files(string folder) => Directory.GetFiles(Path.Combine(host.Root, folder), "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(Path.Combine(host.Root, folder), f), File.ReadAllText);

    /// <summary>Everything but the SDK's own packages was restored for these tests, so that no network is needed.</summary>
    private string Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = host.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["RestoreSources"] = Path.Combine(host.Root, "data", "glassbox", "packages");
        start.Environment["NuGetAudit"] = "false";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var answer = HostProcess.Wait(process);
        answer.Code.ShouldBe(0, answer.Output + answer.Error);
        return answer.Output;
    }
}
