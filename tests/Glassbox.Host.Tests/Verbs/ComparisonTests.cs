using Glassbox.Host.Plugins;
using Glassbox.Host.Tests.Plugins;
using Glassbox.Host.Verbs;
using TorchSharp;

namespace Glassbox.Host.Tests.Verbs;

public sealed class ComparisonTests : IDisposable
{
    private readonly PluginFixture fixture = new();
    private readonly Model model = new("sum", x => x.sum(1));
    private readonly torch.Tensor inputs = torch.zeros(1, 4);

    public ComparisonTests()
    {
        foreach (var name in new[] { "Alpha", "Beta" })
            fixture.Plugin(name, $$"""
                [Method("{{name.ToLowerInvariant()}}", "{{name}}")] public sealed class {{name}} : IAttributor<{{name}}.Options>
                {
                    public sealed record Options(double Error = 0.25);
                    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
                        new(model, inputs, target.For(model, inputs), inputs) { Checks = [new Check("sums up", options.Error, 0.5), new Check("more", 0.125, 1)] };
                }
                """);
    }

    public void Dispose() => fixture.Dispose();

    private void Metric(string name, string columns, string rows, string before = "") => fixture.Plugin(name, $$"""
        [Method("{{name.ToLowerInvariant()}}", "{{name}} of the fixtures")] public sealed class {{name}} : IMetric<{{name}}.Options>
        {
            public sealed record Options(int Unused = 0);
            public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
            {
                {{before}}
                var names = SideBySide.Names(explanations);
                var table = new Table(["explanation", {{columns}}]) { Caption = "{{name}} measures." };
                {{rows}}
                return new Score(table);
            }
        }
        """);

    private Attribution Explain(PluginCatalogue catalogue, string id, double error = 0.25, torch.Tensor? of = null, Model? with = null) =>
        (Attribution)catalogue.Invoke(id, [with ?? model, of ?? inputs, Target.Scalar("sum", x => x)], new Dictionary<string, object?> { ["error"] = error }, new Run());

    [Fact]
    public void EveryMetricsColumnsStandInOneTable()
    {
        Metric("Lengths", "\"length\"", "foreach (var name in names) table.Add(name, name.Length); table.Add(\"random\", 9);");
        Metric("Pairs", ".. names", "foreach (var a in names) table.Add([a, .. System.Linq.Enumerable.Select(names, b => (Cell)(a == b ? 1.0 : 0.5))]);");
        var catalogue = fixture.Catalogue();

        var comparison = Comparisons.Of(catalogue, [Explain(catalogue, "alpha"), Explain(catalogue, "beta", error: 0.75)], new Run());

        var table = comparison.Table();
        table.Columns.ShouldBe(["explanation", "check error", "length", "pairs: alpha", "pairs: beta", "seconds"]);
        table.Rows.Select(r => r[0].Text).ShouldBe(["alpha", "beta", "random"]);
        table.Rows[0].Skip(1).Take(4).ShouldBe([0.25, 5, 1.0, 0.5]);
        table.Rows[1].Skip(1).Take(4).ShouldBe([0.75, 4, 0.5, 1.0]);
        table.Rows[2].Skip(1).ShouldBe([Cell.Empty, 9, Cell.Empty, Cell.Empty, Cell.Empty]);
        table.Caption.ShouldBe("beta breaks its promise: sums up: error 7.5e-1, more than 5e-1. Lengths measures. Pairs measures.");
        comparison.Scores.Count.ShouldBe(2);
        comparison.Provenance!.Options["metrics"].ShouldBe("lengths, pairs");
        comparison.Tensors.Keys.ShouldBe(["Alpha", "Beta", "inputs"], ignoreOrder: true);
    }

    [Fact]
    public void ExplanationsByOneMethodAreToldApartByTheOptionsThatDiffer()
    {
        Metric("Pairs", ".. names", "foreach (var a in names) table.Add([a, .. System.Linq.Enumerable.Select(names, b => (Cell)(a == b ? 1.0 : 0.5))]);");
        var catalogue = fixture.Catalogue();

        var table = Comparisons.Of(catalogue, [Explain(catalogue, "alpha"), Explain(catalogue, "alpha", error: 0.5), Explain(catalogue, "beta")], new Run()).Table();

        table.Rows.Select(r => r[0].Text).ShouldBe(["alpha (error: 0.25)", "alpha (error: 0.5)", "beta"]);
        table.Columns.Skip(2).ShouldBe(["pairs: alpha (error: 0.25)", "pairs: alpha (error: 0.5)", "pairs: beta", "seconds"]);
    }

    [Fact]
    public void AMetricThatFailsIsLeftOutAndSaysWhy()
    {
        Metric("Broken", "\"never\"", "", before: "if (options.Unused == 0) throw new InvalidOperationException(\"no\");");
        Metric("Lengths", "\"length\"", "foreach (var name in names) table.Add(name, name.Length);");
        var catalogue = fixture.Catalogue();

        var comparison = Comparisons.Of(catalogue, [Explain(catalogue, "alpha")], new Run());

        comparison.Table().Columns.ShouldBe(["explanation", "check error", "length", "seconds"]);
        comparison.Notes.ShouldHaveSingleItem().ShouldBe("Broken of the fixtures is left out of the comparison: broken of plugin Broken failed with InvalidOperationException: no.");
    }

    /// <summary>A metric that gives an explanation the numbers of its rows' places times a factor, for each input one.</summary>
    private void Measured(string name, string factor, string more = "", string better = "More") => fixture.Plugin(name, $$"""
        [Method("{{name.ToLowerInvariant()}}", "{{name}}", OnRequest = {{(name == "Rare" ? "true" : "false")}})] public sealed class {{name}} : IMetric<{{name}}.Options>
        {
            public sealed record Options({{(name == "Located" ? "Tensor? Truth = null" : "int Unused = 0")}});
            public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
            {
                var names = SideBySide.Names(explanations);
                var n = explanations[0].Inputs.size(0);
                var rows = System.Linq.Enumerable.ToArray(System.Linq.Enumerable.Select(names, (name, i) => {{factor}}));
                return new Score("{{name}}", "{{name}} measures.", names, new Measure("{{name.ToLowerInvariant()}}", stack(rows, 0), Better.{{better}})) { Warnings = new Dictionary<string, string> { ["Beta"] = "Beta fails." } };
            }
        }
        """);

    private void Control() => fixture.Plugin("Nothing", """
        [Method("nothing", "Nothing (control)", Control = true)] public sealed class Nothing : IAttributor<Nothing.Options>
        {
            public sealed record Options();
            public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
                new(model, inputs, target.For(model, inputs), ones_like(inputs)) { Control = true };
        }
        """);

    [Fact]
    public void DifferencesAreCalledSignificantOnlyWhereTheyAre()
    {
        // Alpha, beta and the control: beta is above alpha for every input, and the control is between, or beside, by turns.
        Measured("Height", "arange(n, dtype: ScalarType.Float64) / n + (i == 1 ? 0.1 : 0) + (i == 2 ? (arange(n, dtype: ScalarType.Float64) % 2 - 0.4) : 0)");
        Control();
        var catalogue = fixture.Catalogue();
        var many = torch.zeros(20, 4);

        var comparison = Comparisons.Of(catalogue, [Explain(catalogue, "alpha", of: many), Explain(catalogue, "beta", of: many)], new Run());

        comparison.Table().Rows.Select(r => r[0].Text).ShouldBe(["alpha", "beta", "nothing"]);
        comparison.Controls.ShouldHaveSingleItem().Provenance!.Method.ShouldBe("nothing");
        comparison.Notes.ShouldBe(["height: beta is best; every difference is significant; not significantly better than nothing: alpha, beta."]);
        var cell = comparison.Table().Rows[0][2];
        cell.Number!.Value.ShouldBe(0.475, 1e-9);
        cell.Interval!.Value.Low.ShouldBeInRange(0.3, 0.45);
        cell.Interval!.Value.High.ShouldBeInRange(0.5, 0.65);
        comparison.Table().Caption.ShouldContain("95 % bootstrap intervals");
        comparison.Warnings.ShouldBe(["", "Beta fails."]);
    }

    [Fact]
    public void FewInputsTellNothing()
    {
        Measured("Height", "arange(n, dtype: ScalarType.Float64) + i * 100");
        var catalogue = fixture.Catalogue();
        var few = torch.zeros(7, 4);

        var comparison = Comparisons.Of(catalogue, [Explain(catalogue, "alpha", of: few), Explain(catalogue, "beta", of: few)], new Run());

        comparison.Notes.ShouldBe(["7 inputs do not tell which differences between explanations are more than chance: compare them on 8 or more."]);
        comparison.Table().Rows[0][2].ShouldBe(3.0);
    }

    [Fact]
    public void MetricsOfGroundTruthRunWhereItIsGivenAndOthersOnRequest()
    {
        Measured("Located", "options.Truth!.sum().to(ScalarType.Float64).expand(n)");
        Measured("Rare", "ones(n, dtype: ScalarType.Float64)");
        Measured("Height", "ones(n, dtype: ScalarType.Float64)");
        var catalogue = fixture.Catalogue();
        var alpha = Explain(catalogue, "alpha");

        string[] Columns(torch.Tensor? truth, params string[]? metrics) => [.. Comparisons.Of(catalogue, [alpha], new Run(), truth, metrics).Table().Columns.Skip(2).SkipLast(1)];
        Columns(null, null).ShouldBe(["height"]);
        Columns(torch.ones(3), null).ShouldBe(["height", "located"]);
        Columns(torch.ones(3), "rare", "located").ShouldBe(["rare", "located"]);
        Comparisons.Of(catalogue, [alpha], new Run(), torch.ones(3)).Table().Rows[0][3].ShouldBe(3.0);
        Should.Throw<GlassboxException>(() => Columns(null, "heigth")).Message.ShouldContain("height");
        Should.Throw<GlassboxException>(() => Columns(null, "alpha")).Message.ShouldBe("alpha is of the kind attributor, and explanations are measured by metrics.");
    }

    [Fact]
    public void OnlyExplanationsOfTheSameInputsAndModelAreCompared()
    {
        var catalogue = fixture.Catalogue();
        var first = Explain(catalogue, "alpha");

        Should.Throw<GlassboxException>(() => Comparisons.Of(catalogue, [first, Explain(catalogue, "beta", of: torch.ones(1, 4))], new Run())).Message.ShouldContain("other inputs");
        Should.Throw<GlassboxException>(() => Comparisons.Of(catalogue, [first, Explain(catalogue, "beta", with: new Model("other", x => x.sum(1)))], new Run()))
            .Message.ShouldBe("These explanations are of two models, sum and other: only explanations of one model can be compared.");
        Should.Throw<GlassboxException>(() => Comparisons.Of(catalogue, [], new Run()));
    }
}
