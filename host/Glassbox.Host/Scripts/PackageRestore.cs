using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Glassbox.Host.Scripts;

/// <summary>Restores the packages of a script as one project, so that their versions unify; once for each set of packages.</summary>
/// <param name="folder">Where the projects are kept.</param>
internal sealed partial class PackageRestore(string folder)
{
    /// <summary>What a set of packages holds for this platform.</summary>
    /// <param name="CompileLibraries">The assemblies to compile against.</param>
    /// <param name="Libraries">The assemblies to run with.</param>
    /// <param name="NativeLibraries">The native libraries to run with.</param>
    /// <param name="Files">All of these, with the packages that they are of.</param>
    internal sealed record Restored(IReadOnlyList<string> CompileLibraries, IReadOnlyList<string> Libraries, IReadOnlyList<string> NativeLibraries, IReadOnlyList<PackageFile> Files);

    /// <summary>The packages' files, as they are locked for a script; what is not locked yet is from now on.</summary>
    /// <param name="packages">What the script asks for.</param>
    /// <param name="lockFile">The script's lock.</param>
    /// <param name="cancellation">Stops the restore.</param>
    /// <exception cref="GlassboxException">A package is not there, or it is not what it was.</exception>
    public Restored Restore(IReadOnlyList<Package> packages, string lockFile, CancellationToken cancellation)
    {
        if (packages.Count == 0) return Restore(packages, cancellation);
        var before = PackageLock.Read(lockFile);
        var restored = Restore(before is not null && before.IsOf(packages) ? [.. packages.Union(before.Packages)] : packages, cancellation);
        var now = PackageLock.Of(packages, restored.Files);
        if (before is not null) now.Follow(before, lockFile);
        try { now.Write(lockFile); }
        catch (GlassboxException e)
        {
            Console.Error.WriteLine($"glassbox: the packages are not locked: {e.Message}");
        }
        return restored;
    }

    /// <summary>The packages' files, restored where they have not been.</summary>
    /// <exception cref="GlassboxException">A package or version is not there, or there is no network to get it from.</exception>
    public Restored Restore(IReadOnlyList<Package> packages, CancellationToken cancellation)
    {
        if (packages.Count == 0) return new Restored([], [], [], []);
        var key = string.Join('\n', packages.Select(p => $"{p.Name}@{p.Version}").Order(StringComparer.Ordinal));
        var project = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16]);
        // NuGet also writes its list of files when it fails: only one of a restore that succeeded gets this name.
        var assets = Path.Combine(project, "packages.json");
        if (File.Exists(assets) && Read(assets) is { } known && known.Libraries.Concat(known.NativeLibraries).All(File.Exists)) return known;
        Directory.CreateDirectory(project);
        File.WriteAllText(Path.Combine(project, "packages.csproj"), ProjectOf(packages));
        // The settings of a repository that the cache may lie in are not meant for this project.
        foreach (var settings in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            File.WriteAllText(Path.Combine(project, settings), "<Project />");
        RunRestore(project, cancellation);
        File.Move(Path.Combine(project, "obj", "project.assets.json"), assets, overwrite: true);
        return Read(assets);
    }

    private static string ProjectOf(IReadOnlyList<Package> packages) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
            <RuntimeIdentifier>{AppContext.GetData("RUNTIME_IDENTIFIER")}</RuntimeIdentifier>
            <SelfContained>false</SelfContained>
            <UseAppHost>false</UseAppHost>
          </PropertyGroup>
          <ItemGroup>
            {string.Join("\n    ", packages.Select(p => $"""<PackageReference Include="{Escape(p.Name)}" Version="[{Escape(p.Version)}]" />"""))}
          </ItemGroup>
        </Project>
        """;

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text);

    private static void RunRestore(string project, CancellationToken cancellation)
    {
        var dotnet = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet", ["restore", "--verbosity", "quiet", "-nodeReuse:false"])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var restore = Process.Start(dotnet)!;
        using var stop = cancellation.Register(() => restore.Kill(entireProcessTree: true));
        var errors = restore.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = restore.StandardOutput.ReadToEnd() + errors.Result;
        restore.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (restore.ExitCode == 0) return;
        var reason = RestoreError().Match(output);
        throw new GlassboxException($"The script's packages could not be restored: {(reason.Success ? reason.Groups[1].Value.Trim() : output.Trim())}");
    }

    private static Restored Read(string assets)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
        var root = document.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToList();
        var paths = root.GetProperty("libraries");
        // The target of this platform has the most specific name, "net10.0/linux-x64".
        var target = root.GetProperty("targets").EnumerateObject().MaxBy(t => t.Name.Length).Value;

        List<PackageFile> Files(string role) =>
        [
            .. from package in target.EnumerateObject()
               where package.Value.TryGetProperty(role, out _)
               from file in package.Value.GetProperty(role).EnumerateObject()
               where Path.GetFileName(file.Name) != "_._"
               let path = Path.Combine(paths.GetProperty(package.Name).GetProperty("path").GetString()!, file.Name)
               let name = package.Name.Split('/', 2)
               select new PackageFile(new Package(name[0], name[1]), file.Name, folders.Select(f => Path.Combine(f, path)).FirstOrDefault(File.Exists) ?? Path.Combine(folders[0], path)),
        ];
        List<PackageFile> compile = Files("compile"), runtime = Files("runtime"), native = Files("native");
        return new Restored([.. compile.Select(f => f.Path)], [.. runtime.Select(f => f.Path)], [.. native.Select(f => f.Path)], [.. compile.Concat(runtime).Concat(native).DistinctBy(f => f.Path)]);
    }

    [GeneratedRegex(@"error NU\d+: (.*?)(?: \[|$)", RegexOptions.Multiline)]
    private static partial Regex RestoreError();
}

/// <summary>A file of a package.</summary>
/// <param name="Package">The package.</param>
/// <param name="Name">Its name there: <c>lib/net10.0/Name.dll</c>.</param>
/// <param name="Path">Where it lies.</param>
internal sealed record PackageFile(Package Package, string Name, string Path);
