using System.Diagnostics;
using Glassbox.Host.Plugins;
using Glassbox.Host.Tests.Commands;
using Glassbox.Host.Tests.Plugins;

namespace Glassbox.Host.Tests.Installing;

/// <summary>Whenever an installation is killed, the plugin that was there before or the one that was asked for is there, whole.</summary>
public sealed class KilledInstallationTests : IDisposable
{
    private const int Kills = 16;

    private readonly HostProcess host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public void TheOldStateOrTheNewOneIsThere()
    {
        var packages = new[] { Package("1.0.0"), Package("2.0.0") };
        var installed = Path.Combine(host.Root, "data", "glassbox", "installed");
        var clock = Stopwatch.StartNew();
        host.Run("plugins", "install", packages[0]).Code.ShouldBe(0);
        var whole = clock.Elapsed;
        var (seen, cutOff) = (new HashSet<string>(), 0);

        for (var i = 0; i < Kills; i++)
        {
            using var process = host.Start("plugins", "install", packages[(i + 1) % 2]);
            // The first half is the runtime's start.
            process.WaitForExit(whole * (0.4 + 0.7 * i / Kills));
            if (!process.HasExited) cutOff++;
            process.Kill();
            process.WaitForExit();

            var plugin = new PluginStore(installed).Plugins.ShouldHaveSingleItem();
            seen.Add(plugin.Version);
            var state = new PluginCatalogue([installed]).Plugins.ShouldHaveSingleItem();
            (state.Status, state.Version, state.Reason).ShouldBe((PluginStatus.Available, plugin.Version, ""));
        }
        cutOff.ShouldBeGreaterThan(0);

        host.Run("plugins", "install", packages[1]).Code.ShouldBe(0);
        new PluginCatalogue([installed]).Quality("guest").ShouldBe(2);
        Directory.GetDirectories(Path.Combine(installed, "content")).ShouldHaveSingleItem();
        seen.ShouldBeSubsetOf(["1.0.0", "2.0.0"]);
    }

    private string Package(string version)
    {
        var folder = Guest.Build(Path.Combine(host.Root, "Guest"), version);
        // Large enough that writing it takes a while.
        var weights = new byte[8 << 20];
        new Random(1).NextBytes(weights);
        File.WriteAllBytes(Path.Combine(folder, "weights.bin"), weights);
        return PluginPackage.Write(folder, Path.Combine(host.Root, "packages"));
    }
}
