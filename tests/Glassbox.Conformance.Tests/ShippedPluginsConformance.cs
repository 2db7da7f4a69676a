using Glassbox.Host.Plugins;
using Glassbox.Testing;

namespace Glassbox.ConformanceTests;

/// <summary>The plugins of this repository keep what is asked of others. A process of its own, which runs beside those of other tests: in one of theirs it would have to run alone, because the kit watches that process's threads and random numbers, and it takes a minute.</summary>
public sealed class ShippedPluginsConformance
{
    private static readonly string folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "plugins"));

    public static TheoryData<string> Plugins => [.. new PluginCatalogue([folder]).Plugins.Select(p => p.Name)];

    [Theory, MemberData(nameof(Plugins))]
    public void EachCheckHolds(string plugin)
    {
        // Some methods build on those of other plugins.
        var examination = new PluginExamination(new PluginCatalogue([folder]), plugin);

        var findings = examination.Methods.SelectMany(m => PluginExamination.Checks.Select(check => (m.Id, Finding: examination.Check(m.Id, check, Example(m))))).ToList();
        findings.Add((plugin, examination.Unload()));

        // A mask of so few steps on twelve pixels deletes little, and its check says so, as it should.
        findings.Where(f => f.Finding.Outcome == Outcome.Fails && (f.Id, f.Finding.Check) != ("meaningful-perturbation", "identity")).Select(f => $"{f.Id}: {f.Finding.Check}: {f.Finding.Detail}").ShouldBeEmpty();
        findings.Where(f => f.Finding.Detail.Contains("refuses the example")).Select(f => $"{f.Id}: {f.Finding.Check}: {f.Finding.Detail}").ShouldBeEmpty();
    }

    private static Example Example(MethodDescription method) => new()
    {
        Options = method.Id switch
        {
            // A small network needs fewer samples than those of the papers.
            "rise" => new() { ["maskCount"] = 2000 },
            "shapley" => new() { ["permutations"] = 8 },
            "kernel-shap" or "lime" => new() { ["samples"] = 300 },
            "lime-radius" => new() { ["radii"] = new[] { 0.1, 1 }, ["seeds"] = 2, ["samples"] = 600, ["inputs"] = 1 },
            "context-test" => new() { ["masks"] = TorchSharp.torch.ones(24, 12, 12).tril() },
            "extremal-perturbation" => new() { ["steps"] = 40 },
            "meaningful-perturbation" => new() { ["steps"] = 40 },
            _ when method.Options.Any(o => o.Name == "truth") => new() { ["truth"] = TorchSharp.torch.ones(3, 1, 12, 12).tril() },
            _ => new Dictionary<string, object?>(),
        },
    };
}
