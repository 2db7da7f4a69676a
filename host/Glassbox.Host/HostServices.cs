using Glassbox.Files;
using Glassbox.Host.Commands;
using Glassbox.Host.Plugins;
using Glassbox.Host.Scripts;
using Glassbox.Host.Terminal;
using Glassbox.Host.Verbs;
using Glassbox.Terminal;
using Microsoft.Extensions.DependencyInjection;
using TorchSharp;

namespace Glassbox.Host;

/// <summary>Composes the host. Plugins' own types never enter the container, which would keep them in memory.</summary>
internal static class HostServices
{
    /// <param name="settings">What the command line says for all commands.</param>
    /// <param name="interrupt">Ctrl-C.</param>
    /// <param name="pluginFolders">Folders with plugins besides the usual ones; these win.</param>
    public static ServiceProvider Build(Settings settings, Interrupt interrupt, params IReadOnlyList<string> pluginFolders)
    {
        Apply(settings);
        return new ServiceCollection()
            .AddSingleton(settings)
            .AddSingleton(DeviceOf(settings))
            .AddSingleton(interrupt)
            .AddSingleton(_ => new PluginCatalogue([.. PluginFolders.Default(), .. pluginFolders]))
            .AddSingleton<Runs>()
            .AddSingleton(services => VerbAssembly.For(services.GetRequiredService<PluginCatalogue>(), cacheFolder: CacheFolder.Made("verbs")))
            .AddSingleton(services => ScriptSurface.With(services.GetRequiredService<VerbAssembly>()))
            .AddSingleton(_ => new ScriptCache(CacheFolder.Made("scripts")))
            .AddSingleton(_ => new PackageRestore(CacheFolder.Of("packages")))
            .AddSingleton<ScriptRunner>()
            .BuildServiceProvider();
    }

    /// <summary>Where the user wants to compute.</summary>
    /// <exception cref="GlassboxException">There is no such device.</exception>
    public static torch.Device DeviceOf(Settings settings) => settings.Device is { } name ? Existing(name) : torch.CPU;

    /// <summary>Sets what holds for the whole process: threads and colour.</summary>
    public static void Apply(Settings settings)
    {
        if (settings.Threads is { } threads)
            torch.set_num_threads(threads > 0 ? threads : throw new GlassboxException($"--threads takes a number of at least 1, not {threads}."));
        Screen.Told = settings.Colour switch
        {
            null => null,
            "never" => ColourDepth.None,
            "always" => Screen.Depth(redirected: false, name => name == "NO_COLOR" ? null : name == "FORCE_COLOR" ? "1" : Environment.GetEnvironmentVariable(name)),
            var other => throw new GlassboxException($"--color takes always or never, not {other}."),
        };
    }

    /// <summary>A device of this machine.</summary>
    /// <exception cref="GlassboxException">There is none of this name.</exception>
    public static torch.Device Existing(string name)
    {
        torch.Device device;
        try { device = torch.device(name); }
        catch (ArgumentException e) { throw new GlassboxException(e.Message.Split(" (Parameter")[0], e); }
        var gpus = torch.cuda.device_count();
        return device.type switch
        {
            DeviceType.CPU => device,
            DeviceType.CUDA when device.index < gpus => device,
            DeviceType.CUDA => throw new GlassboxException(gpus == 0
                ? $"There is no {device}: this libtorch sees no GPU (glassbox doctor says which libtorch it is)."
                : $"There is no {device}: this machine has {gpus}, from cuda:0 to cuda:{gpus - 1}."),
            _ => throw new GlassboxException($"--device takes cpu, cuda or cuda:1, not {name}."),
        };
    }
}
