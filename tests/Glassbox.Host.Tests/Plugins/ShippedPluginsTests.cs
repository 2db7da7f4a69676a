using Glassbox.Host.Plugins;
using Glassbox.Host.Verbs;

namespace Glassbox.Host.Tests.Plugins;

/// <summary>The plugins of this repository, as they were built beside this test.</summary>
public sealed class ShippedPluginsTests : IDisposable
{
    private readonly PluginCatalogue catalogue = new([Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "plugins"))]);
    private readonly string cache = Directory.CreateTempSubdirectory("glassbox-verbs-").FullName;

    public void Dispose() => Directory.Delete(cache, recursive: true);

    [Fact]
    public void NoneIsRefused() =>
        catalogue.Plugins.Where(p => p.Status != PluginStatus.Available || p.Reason != "").Select(p => $"{p.Name}: {p.Reason}").ShouldBeEmpty();

    [Fact]
    public void TheirMethodsAreThereById()
    {
        var ids = catalogue.Methods.Select(m => m.Id);

        foreach (var id in new[] { "sensitivity", "saliency", "gradient-x-input", "integrated-gradients", "smoothgrad", "lrp", "lime", "cam", "grad-cam", "pca", "tsne", "faithfulness", "agreement" })
            ids.ShouldContain(id);
    }

    [Fact]
    public void TheirVerbsCompile() => File.Exists(VerbAssembly.For(catalogue, cache).Path).ShouldBeTrue();

    [Fact]
    public void EveryMethodSaysWhatItDoes() =>
        catalogue.Methods.Where(m => m.Summary == "" || m.Title == "").Select(m => m.Id).ShouldBeEmpty();

    [Fact]
    public void EveryOptionIsDocumented() =>
        catalogue.Methods.SelectMany(m => m.Options.Where(o => o.Documentation == "").Select(o => $"{m.Id} {o.Name}")).ShouldBeEmpty();

    [Fact]
    public void NoneCarriesWhatTheHostAnswersFor() =>
        catalogue.Plugins.SelectMany(p => Directory.GetFiles(p.Folder, "*", SearchOption.AllDirectories)).Select(Path.GetFileName)
            .Where(f => f!.StartsWith("libSkiaSharp", StringComparison.Ordinal) || f == "Glassbox.Sdk.dll" || f == "SkiaSharp.dll").ShouldBeEmpty();
}
