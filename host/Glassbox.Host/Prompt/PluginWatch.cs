using System.Diagnostics;
using System.Globalization;
using Glassbox.Host.Plugins;
using Glassbox.Host.Projects;

namespace Glassbox.Host.Prompt;

/// <summary>
/// Takes up plugins as they are rebuilt, and rebuilds those whose projects are watched as they are saved. It looks at the files' sizes and times instead of waiting for the
/// system's notices, which get lost where folders are mounted or replaced.
/// </summary>
/// <param name="workbench">What uses the plugins.</param>
/// <param name="projects">The projects to build when their files are saved.</param>
/// <param name="tell">Is told, in one line, what has changed.</param>
internal sealed class PluginWatch(Workbench workbench, IReadOnlyList<PluginProject> projects, Action<string> tell) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.2);

    private readonly CancellationTokenSource stop = new();

    /// <summary>Begins to look.</summary>
    public void Start() => _ = Task.Run(async () =>
    {
        var taken = workbench.Plugins.Stamp();
        var seen = taken;
        var sources = projects.ToDictionary(p => p, p => p.Sources());
        using var clock = new PeriodicTimer(Every);
        while (await clock.WaitForNextTickAsync(stop.Token))
        {
            foreach (var project in projects)
            {
                IReadOnlyDictionary<string, string> saved;
                try { saved = project.Sources(); }
                catch (IOException) { continue; }
                var changed = FileStamp.Changed(sources[project], saved).ToArray();
                if (changed.Length == 0) continue;
                sources[project] = saved;
                // Code alone needs no packages that it did not have.
                Rebuild(project, codeOnly: changed.All(f => Path.GetExtension(f) == ".cs"));
                taken = seen = workbench.Plugins.Stamp();
            }
            var now = workbench.Plugins.Stamp();
            // Somebody else's build writes for a while: it is over when two looks see the same.
            if (now != taken && now == seen)
            {
                taken = now;
                TakeUp("Plugins were rebuilt");
            }
            seen = now;
        }
    });

    /// <inheritdoc/>
    public void Dispose() => stop.Cancel();

    private void Rebuild(PluginProject project, bool codeOnly)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            if (codeOnly) project.Rebuild(stop.Token);
            else project.Build(stop.Token);
        }
        catch (GlassboxException e)
        {
            tell(e.Message.Split('\n') is [_, var first, ..] ? $"{project.Name} does not build: {first}" : e.Message);
            return;
        }
        TakeUp(string.Create(CultureInfo.InvariantCulture, $"{project.Name} was rebuilt in {clock.Elapsed.TotalSeconds:0.0} s"));
    }

    private void TakeUp(string what)
    {
        var changed = workbench.Reload();
        tell(workbench.Unusable is [var first, ..] ? first : changed ? what + "; verbs or options have changed." : what + ".");
    }
}
