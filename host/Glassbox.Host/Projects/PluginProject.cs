using System.Diagnostics;
using Glassbox.Host.Plugins;

namespace Glassbox.Host.Projects;

/// <summary>The project that a plugin is made from.</summary>
/// <param name="file">The project's file.</param>
internal sealed class PluginProject(string file)
{
    private static readonly string[] Made = ["bin", "obj"];
    private static readonly Dictionary<string, string> Servers = new() { ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "1", ["MSBUILDDISABLENODEREUSE"] = "0", ["UseSharedCompilation"] = "true" };

    private readonly string file = Path.GetFullPath(file);

    /// <summary>The project's name.</summary>
    public string Name => Path.GetFileNameWithoutExtension(file);

    /// <summary>The folder of a built plugin; a project is built first.</summary>
    /// <param name="path">A project, a folder with one (or with one that is no test in a folder of its own), or the folder of a built plugin.</param>
    /// <param name="cancellation">Stops the build.</param>
    /// <exception cref="GlassboxException">There is no plugin, or it does not build.</exception>
    public static string Built(string path, CancellationToken cancellation) => At(path) is { } project ? project.Build(cancellation) : Path.GetFullPath(path);

    /// <summary>The project that a path leads to; null where it is the folder of a built plugin.</summary>
    /// <param name="path">As for <see cref="Built"/>.</param>
    /// <exception cref="GlassboxException">There is neither.</exception>
    public static PluginProject? At(string path)
    {
        if (File.Exists(path))
            return Path.GetExtension(path) == ".csproj" ? new(path) : throw new GlassboxException($"{path} is no project and no folder: give a plugin's project, or the folder that it was built to.");
        if (!Directory.Exists(path)) throw new GlassboxException($"There is no {path}: give a plugin's project, or the folder that it was built to.");
        var here = Directory.GetFiles(path, "*.csproj");
        var below = Directory.GetDirectories(path).SelectMany(f => Directory.GetFiles(f, "*.csproj"));
        string[] projects = [.. (here.Length > 0 ? here : below).Where(p => !Path.GetFileNameWithoutExtension(p).EndsWith("Tests", StringComparison.Ordinal))];
        return projects switch
        {
            [var only] => new(only),
            [] => Directory.EnumerateFiles(path, "*.dll").Any() ? null : throw new GlassboxException($"{path} holds neither a plugin's project nor a built plugin."),
            _ => throw new GlassboxException($"{path} holds several projects ({string.Join(", ", projects.Select(p => Path.GetFileName(p)))}): name one."),
        };
    }

    /// <summary>Builds it as <c>dotnet build -c Release</c> does.</summary>
    /// <returns>The folder that it was built to.</returns>
    /// <exception cref="GlassboxException">It does not build; the first errors follow in lines of their own.</exception>
    public string Build(CancellationToken cancellation) => Run(again: false, cancellation);

    /// <summary>Builds it after its code was edited: nothing is restored, and the .NET SDK's build servers, which end by themselves when they are not used, make it several times faster.</summary>
    /// <inheritdoc cref="Build"/>
    public string Rebuild(CancellationToken cancellation) => Run(again: true, cancellation);

    /// <summary>The stamps of the files that it is made from, by path: they change whenever something is saved.</summary>
    /// <exception cref="IOException">A folder went while it was looked through.</exception>
    public IReadOnlyDictionary<string, string> Sources() => Directory.EnumerateFiles(Path.GetDirectoryName(file)!, "*", SearchOption.AllDirectories)
        .Where(IsSource).ToDictionary(f => f, FileStamp.Of);

    private bool IsSource(string path)
    {
        var parts = Path.GetRelativePath(Path.GetDirectoryName(file)!, path).Split(Path.DirectorySeparatorChar);
        return !Made.Contains(parts[0]) && parts.All(p => p[0] != '.') && Path.GetExtension(path) is ".cs" or ".csproj" or ".props" or ".targets" or ".resx";
    }

    private string Run(bool again, CancellationToken cancellation)
    {
        var dotnet = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet",
            ["msbuild", file, $"-restore:{!again}", "-t:Build", "-p:Configuration=Release", "-nologo", "-v:quiet", "-getProperty:TargetDir"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (again)
            foreach (var (name, value) in Servers) dotnet.Environment[name] = value;
        using var build = Process.Start(dotnet)!;
        using var stop = cancellation.Register(() => build.Kill(entireProcessTree: true));
        var errors = build.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = build.StandardOutput.ReadToEnd() + errors.Result;
        build.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        string[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        if (build.ExitCode == 0 && lines.LastOrDefault(Directory.Exists) is { } folder) return Path.TrimEndingDirectorySeparator(folder);
        var said = lines.Where(l => l.Contains(": error ", StringComparison.Ordinal)).Select(l => l.Split(" [")[0].Replace(Path.GetDirectoryName(file) + "/", "")).Distinct().Take(10).ToArray();
        throw new GlassboxException($"{file} does not build:\n{string.Join('\n', said.Length > 0 ? said : lines)}");
    }
}
