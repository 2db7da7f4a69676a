using System.Runtime.CompilerServices;
using Glassbox.Host.Plugins;

namespace Glassbox.Testing;

/// <summary>The conformance kit: whether the methods of a plugin keep what the contract asks of them, seen by calling them as a host does.</summary>
/// <param name="catalogue">Where the plugin is offered.</param>
/// <param name="plugin">The plugin's name.</param>
public sealed class PluginExamination(PluginCatalogue catalogue, string plugin)
{
    private readonly Lock gate = new();
    private bool stillRuns;

    /// <summary>The methods that the plugin brings.</summary>
    public IReadOnlyList<MethodDescription> Methods => [.. catalogue.Methods.Where(m => m.PluginName == plugin)];

    /// <summary>The checks of a method by name, in the order in which they are best read.</summary>
    public static IReadOnlyList<string> Checks { get; } = ["options", "result", "seed", "batch", "cancellation", "memory", "untouched", "identity"];

    /// <summary>Makes one check of a method.</summary>
    /// <param name="method">The method's id.</param>
    /// <param name="check">One of <see cref="Checks"/>.</param>
    /// <param name="example">What the method is given.</param>
    /// <exception cref="PluginException">The plugin cannot be loaded.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Finding Check(string method, string check, Example example)
    {
        lock (gate)
        {
            var examination = new MethodExamination(catalogue, method, example);
            var finding = examination.Check(check);
            stillRuns |= examination.StillRuns;
            return finding;
        }
    }

    /// <summary>Unloads the plugin, after whatever checks were made before.</summary>
    public Finding Unload()
    {
        const string check = "unloading";
        lock (gate)
        {
            if (stillRuns) return Finding.Skipped(check, "a call of it could not be stopped and still runs");
            return catalogue.Unload(plugin)
                ? Finding.Holds(check, "gone from memory after all of this")
                : Finding.Fails(check, catalogue.Plugins.LastOrDefault(p => p.Status == PluginStatus.RetiredButAlive && p.Name == plugin)?.Reason ?? "still in memory");
        }
    }
}
