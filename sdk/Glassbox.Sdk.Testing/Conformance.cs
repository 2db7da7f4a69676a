using System.Collections.Concurrent;
using System.Reflection;
using Glassbox.Host.Plugins;
using Xunit;

namespace Glassbox.Testing;

/// <summary>
/// The conformance kit as tests of one method: derive from it in the plugin's test project, <c>public sealed class MyMethodConformance : Conformance&lt;MyMethod&gt;;</c>.
/// The plugin is loaded from its own build folder as the host loads it, in a load context of its own.
/// </summary>
/// <typeparam name="TMethod">The method's class.</typeparam>
public abstract class Conformance<TMethod>
{
    private static readonly ConcurrentDictionary<string, PluginExamination> plugins = [];

    /// <summary>What the method is given; the kit's small network, inputs and points unless overridden.</summary>
    protected virtual Example Example => new();

    /// <summary>Each option says what it does; each number has a range; each has a default.</summary>
    [Fact]
    public void Options_have_documentation_ranges_and_defaults() => Expect("options");

    /// <summary>The result has the shape, type and place that its kind promises.</summary>
    [Fact]
    public void The_result_is_what_its_kind_promises() => Expect("result");

    /// <summary>Two calls with the same seed give the same bits.</summary>
    [Fact]
    public void The_same_seed_gives_the_same_bits() => Expect("seed");

    /// <summary>A batch of N is explained as N batches of one.</summary>
    [Fact]
    public void A_batch_equals_its_samples() => Expect("batch");

    /// <summary>A call stops within a second of being asked to.</summary>
    [Fact]
    public void It_stops_within_a_second() => Expect("cancellation");

    /// <summary>No tensor is left but the result's.</summary>
    [Fact]
    public void It_leaves_no_tensor_behind() => Expect("memory");

    /// <summary>Inputs, parameters and modes are as they were.</summary>
    [Fact]
    public void It_leaves_inputs_and_model_as_they_were() => Expect("untouched");

    /// <summary>Each identity that the result states holds.</summary>
    [Fact]
    public void Its_identity_holds() => Expect("identity");

    /// <summary>The plugin leaves memory when it is unloaded.</summary>
    [Fact]
    public void It_unloads()
    {
        Expect("result");
        Expect(Plugin().Unload());
    }

    private void Expect(string check)
    {
        var id = typeof(TMethod).GetCustomAttribute<MethodAttribute>()?.Id
            ?? throw new ConformanceException($"{typeof(TMethod).Name} is no method: mark it with [Method(\"id\", \"title\")].");
        Expect(Plugin().Check(id, check, Example));
    }

    private static void Expect(Finding finding)
    {
        if (finding.Outcome == Outcome.Fails) throw new ConformanceException($"{finding.Check}: {finding.Detail}");
    }

    /// <summary>The build folder of the plugin's project, which the SDK's testing package writes into the test assembly.</summary>
    private PluginExamination Plugin()
    {
        var assembly = typeof(TMethod).Assembly.GetName().Name!;
        var folders = GetType().Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Where(m => m.Key == "Glassbox.Plugin").Select(m => m.Value!);
        var folder = folders.FirstOrDefault(f => File.Exists(Path.Combine(f, assembly + ".dll")))
            ?? throw new ConformanceException($"The test project does not say where {assembly} was built: refer to its project, and to the package Glassbox.Sdk.Testing.");
        return plugins.GetOrAdd(folder, f =>
        {
            var catalogue = new PluginCatalogue([f]);
            var state = catalogue.Plugins.FirstOrDefault() ?? throw new ConformanceException($"{f} holds no plugin.");
            return state.Status == PluginStatus.Available ? new PluginExamination(catalogue, state.Name) : throw new ConformanceException(state.Reason);
        });
    }
}

/// <summary>A plugin does not keep what the contract asks.</summary>
/// <param name="message">Which check, what was seen, what cures it.</param>
public sealed class ConformanceException(string message) : Exception(message);
