using System.Reflection;
using System.Security.Cryptography;
using Glassbox.Host.Plugins;
using Glassbox.Testing;
using TorchSharp;

namespace Glassbox.Host.Projects;

/// <summary>
/// The packages that plugins' projects restore: the SDK, its testing package, and the template of <c>dotnet new glassbox-plugin</c>. They are made from what the host itself
/// runs on, so that a plugin built against them fits this host. The native file in the testing package fits this machine's libtorch.
/// </summary>
/// <param name="feed">The folder of packages that projects restore from.</param>
internal sealed class SdkPackages(string feed)
{
    public const string Sdk = "Glassbox.Sdk", Testing = "Glassbox.Sdk.Testing", Templates = "Glassbox.Templates";

    private static readonly string Home = AppContext.BaseDirectory;

    private static readonly string Framework = $"net{Environment.Version.Major}.0";

    /// <summary>The folder of packages.</summary>
    public string Feed { get; } = Path.GetFullPath(feed);

    /// <summary>This build's version unless another is given: what is built from source is told apart by its content, since NuGet never reads a version twice.</summary>
    public static string DefaultVersion { get; } = $"{Versions.Glassbox.Split('+')[0]}-dev-{Content()}";

    /// <summary>The versions of other packages that Glassbox is built with, by name.</summary>
    public static IReadOnlyDictionary<string, string> Others { get; } = typeof(SdkPackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(m => m.Key.StartsWith("package ", StringComparison.Ordinal)).ToDictionary(m => m.Key["package ".Length..], m => m.Value!);

    /// <summary>Makes the packages that the feed lacks.</summary>
    /// <returns>The files of all three.</returns>
    /// <exception cref="GlassboxException">The feed cannot be written to.</exception>
    public IReadOnlyList<string> Write(string version) =>
    [
        Written(Sdk, version, () => new PackageFile(Sdk, version, "What a Glassbox plugin is written against: the kinds of method, models and results, and tensors.") { Dependencies = new Dictionary<string, string>(), Repository = Repository() }
            .Add(Own("Glassbox.Sdk.dll"), $"ref/{Framework}/").Add(Own("Glassbox.Sdk.xml"), $"ref/{Framework}/")
            .Add(Own("Glassbox.Torch.dll"), $"ref/{Framework}/").Add(Own("Glassbox.Torch.xml"), $"ref/{Framework}/")
            .Add(Own("packages/Glassbox.Sdk.props"), "build/")
            .Add(Own("packages/Glassbox.Analyzers.dll"), "analyzers/dotnet/cs/")),
        Written(Testing, version, () => Runtime(new PackageFile(Testing, version, "Runs a Glassbox plugin in its own tests, and the conformance kit.") { Dependencies = TestingDependencies(version), Repository = Repository() })
            .Add(Own("Glassbox.Sdk.Testing.dll"), $"ref/{Framework}/").Add(Own("Glassbox.Sdk.Testing.xml"), $"ref/{Framework}/")
            .Add(Own("packages/Glassbox.Sdk.Testing.targets"), "build/")
            .Add(Own("libglassbox_torch.so"), "native/")),
        Written(Templates, version, () => Template(new PackageFile(Templates, version, "dotnet new glassbox-plugin: a method for Glassbox, with its tests.") { Type = "Template" }, version)),
    ];

    private string Written(string id, string version, Func<PackageFile> package)
    {
        var file = Path.Combine(Feed, $"{id}.{version}{PluginPackage.Extension}");
        if (!File.Exists(file)) package().Write(file);
        return file;
    }

    private static PackageFile Runtime(PackageFile package)
    {
        foreach (var name in new[] { "Glassbox.Sdk", "Glassbox.Torch", "Glassbox.Host.Plugins", "Glassbox.Sdk.Testing" })
            foreach (var extension in new[] { ".dll", ".pdb" }) package.Add(Own(name + extension), $"lib/{Framework}/");
        // The kinds' own documentation is read from beside the SDK.
        return package.Add(Own("Glassbox.Sdk.xml"), $"lib/{Framework}/");
    }

    private PackageFile Template(PackageFile package, string version)
    {
        foreach (var file in Directory.EnumerateFiles(PluginTemplate.Folder, "*", SearchOption.AllDirectories))
            package.AddText(PluginTemplate.Filled(File.ReadAllText(file), Feed, version), "content/glassbox-plugin/" + Path.GetRelativePath(PluginTemplate.Folder, file));
        return package;
    }

    private static Dictionary<string, string> TestingDependencies(string version)
    {
        var needed = new[] { "System.Reflection.MetadataLoadContext", "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies" }.ToDictionary(name => name, name => Others[name]);
        needed[Sdk] = version;
        return needed;
    }

    private static (string, string)? Repository() =>
        typeof(Result).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(m => m.Key == "RepositoryUrl")?.Value is { } url && Versions.Glassbox.Split('+') is [_, var commit] ? (url, commit) : null;

    private static string Own(string file) => Path.Combine(Home, file);

    /// <summary>Changes with anything that the packages are made from.</summary>
    private static string Content()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var assembly in new[] { typeof(Result), typeof(torch), typeof(PluginCatalogue), typeof(PluginExamination), typeof(SdkPackages) })
            hash.AppendData(assembly.Module.ModuleVersionId.ToByteArray());
        foreach (var file in Directory.EnumerateFiles(Own("packages")).Concat(Directory.EnumerateFiles(PluginTemplate.Folder, "*", SearchOption.AllDirectories)).Append(Own("libglassbox_torch.so")).Order(StringComparer.Ordinal))
            hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..8];
    }
}
