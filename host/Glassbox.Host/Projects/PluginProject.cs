using System.Diagnostics;

namespace Glassbox.Host.Projects;

/// <summary>Where a plugin's files are, whether the user names their folder or the project that makes them.</summary>
internal static class PluginProject
{
    /// <summary>The folder of a built plugin; a project is built first, as <c>dotnet build -c Release</c> does.</summary>
    /// <param name="path">A project, a folder with one (or with one that is no test in a folder of its own), or the folder of a built plugin.</param>
    /// <param name="cancellation">Stops the build.</param>
    /// <exception cref="GlassboxException">There is no plugin, or it does not build.</exception>
    public static string Built(string path, CancellationToken cancellation) => Project(path) is { } project ? Build(project, cancellation) : Path.GetFullPath(path);

    /// <summary>The project that a path leads to; null where it is the folder of a built plugin.</summary>
    private static string? Project(string path)
    {
        if (File.Exists(path))
            return Path.GetExtension(path) == ".csproj" ? path : throw new GlassboxException($"{path} is no project and no folder: give a plugin's project, or the folder that it was built to.");
        if (!Directory.Exists(path)) throw new GlassboxException($"There is no {path}: give a plugin's project, or the folder that it was built to.");
        var here = Directory.GetFiles(path, "*.csproj");
        var below = Directory.GetDirectories(path).SelectMany(f => Directory.GetFiles(f, "*.csproj"));
        string[] projects = [.. (here.Length > 0 ? here : below).Where(p => !Path.GetFileNameWithoutExtension(p).EndsWith("Tests", StringComparison.Ordinal))];
        return projects switch
        {
            [var only] => only,
            [] => Directory.EnumerateFiles(path, "*.dll").Any() ? null : throw new GlassboxException($"{path} holds neither a plugin's project nor a built plugin."),
            _ => throw new GlassboxException($"{path} holds several projects ({string.Join(", ", projects.Select(p => Path.GetFileName(p)))}): name one."),
        };
    }

    private static string Build(string project, CancellationToken cancellation)
    {
        var dotnet = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet",
            ["msbuild", Path.GetFullPath(project), "-restore", "-t:Build", "-p:Configuration=Release", "-nologo", "-v:quiet", "-getProperty:TargetDir"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var build = Process.Start(dotnet)!;
        using var stop = cancellation.Register(() => build.Kill(entireProcessTree: true));
        var errors = build.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = build.StandardOutput.ReadToEnd() + errors.Result;
        build.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        string[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        if (build.ExitCode == 0 && lines.LastOrDefault(Directory.Exists) is { } folder) return folder;
        var said = lines.Where(l => l.Contains(": error ", StringComparison.Ordinal)).Select(l => l.Split(" [")[0]).Distinct().Take(10).ToArray();
        throw new GlassboxException($"{project} does not build:\n{string.Join('\n', said.Length > 0 ? said : lines)}");
    }
}
