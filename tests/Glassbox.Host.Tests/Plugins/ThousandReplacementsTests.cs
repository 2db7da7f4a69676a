using System.Runtime.CompilerServices;
using Glassbox.Host.Plugins;

namespace Glassbox.Host.Tests.Plugins;

/// <summary>Builds that take each other's place while their method is called, as many as a plugin's author makes in a long day.</summary>
[Collection(Alone.Name)]
public sealed class ThousandReplacementsTests : IDisposable
{
    private const int Replacements = 1000, Rounds = 4;

    private readonly PluginFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void MemoryStaysFlat()
    {
        var file = Path.Combine(fixture.Echo("Swapped"), "Swapped.dll");
        var builds = new[] { File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(fixture.Echo("Swapped", options: "int Other = 3"), "Swapped.dll")) };
        var catalogue = fixture.Catalogue();
        catalogue.Watch = true;
        var seen = new List<(long Managed, long Process)>();
        for (var i = 0; i <= Replacements; i++)
        {
            File.WriteAllBytes(file + ".new", builds[i % 2]);
            File.SetLastWriteTimeUtc(file + ".new", DateTime.UnixEpoch.AddSeconds(i));
            File.Move(file + ".new", file, overwrite: true);
            Call(catalogue);
            if (i % (Replacements / Rounds) == 0) seen.Add(Settled(catalogue));
        }

        // The first rounds fill what the runtime keeps. Of the 750 replacements after them each that stayed would cost its code and its loader's pages, some 100 KB.
        (seen[^1].Managed - seen[1].Managed).ShouldBeLessThan(2L << 20);
        (seen[^1].Process - seen[1].Process).ShouldBeLessThan(32L << 20);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Call(PluginCatalogue catalogue) => catalogue.Quality("swapped").ShouldBe(0);

    /// <summary>The memory once every build but the last is gone: managed, and of the whole process.</summary>
    private static (long Managed, long Process) Settled(PluginCatalogue catalogue)
    {
        for (var i = 0; i < 20 && catalogue.Plugins.Any(p => p.Status == PluginStatus.RetiredButAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        catalogue.Plugins.ShouldHaveSingleItem().Status.ShouldBe(PluginStatus.Active);
        return (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
    }
}
