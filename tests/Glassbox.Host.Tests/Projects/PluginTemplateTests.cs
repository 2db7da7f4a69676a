using System.Reflection;
using System.Runtime.Loader;
using Glassbox.Host.Plugins;
using Glassbox.Host.Projects;
using Glassbox.Host.Tests.Plugins;
using Glassbox.Testing;

namespace Glassbox.Host.Tests.Projects;

[Collection(Alone.Name)]
public sealed class PluginTemplateTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("glassbox-new-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Kinds => [.. PluginTemplate.Kinds];

    private IReadOnlyList<string> Write(string name, string kind = "attributor") =>
        PluginTemplate.Write(name, kind, Path.Combine(folder, name), new SdkPackages(Path.Combine(folder, "feed")), "9.9.9");

    [Fact]
    public void EveryKindOfTheSdkHasAStart()
    {
        var kinds = typeof(Result).Assembly.GetExportedTypes().Select(t => t.GetCustomAttribute<KindAttribute>()?.Id).OfType<string>();

        PluginTemplate.Kinds.ShouldBe(kinds, ignoreOrder: true);
        var offered = File.ReadAllText(Path.Combine(PluginTemplate.Folder, ".template.config", "template.json"));
        foreach (var kind in PluginTemplate.Kinds)
        {
            offered.ShouldContain($"\"choice\": \"{kind}\"");
            offered.ShouldContain($"\"source\": \"./kinds/{kind}/\"");
        }
    }

    /// <summary>What a new plugin does at once: it compiles without a warning, passes its own tests, and keeps the contract.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void ANewPluginOfEachKindIsSound(string kind)
    {
        Write("DeepThought", kind);
        var output = Path.Combine(folder, "built", "DeepThought");
        string[] sdk = [typeof(Result).Assembly.Location, typeof(TorchSharp.torch).Assembly.Location];
        var plugin = PluginFixture.Compile(Path.Combine(output, "DeepThought.dll"), Source("DeepThought", "DeepThought.cs"), sdk);
        var tests = PluginFixture.Compile(Path.Combine(folder, "tests", "Tests.dll"), Source("DeepThought.Tests", "DeepThoughtTests.cs"), [.. sdk, plugin, typeof(FactAttribute).Assembly.Location, typeof(Assert).Assembly.Location]);

        var catalogue = new PluginCatalogue([Path.Combine(folder, "built")]);
        catalogue.Method("deep-thought").ShouldSatisfyAllConditions(m => m.Kind.Id.ShouldBe(kind), m => m.Title.ShouldBe("Deep thought"), m => m.VerbName.ShouldBe("DeepThought"));
        var examination = new PluginExamination(catalogue, "DeepThought");
        foreach (var finding in PluginExamination.Checks.Select(c => examination.Check("deep-thought", c, new Example())))
            finding.ShouldSatisfyAllConditions(f => f.Outcome.ShouldNotBe(Outcome.Fails, $"{f.Check}: {f.Detail}"), f => f.Detail.ShouldNotContain("refuses"));
        examination.Unload().Outcome.ShouldBe(Outcome.Holds);
        RunFacts(plugin, tests).ShouldBeGreaterThan(0);
    }

    /// <summary>A file of the new plugin, with what its project imports.</summary>
    private string Source(string project, string file) =>
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;\n"
        + (project.EndsWith("Tests", StringComparison.Ordinal) ? "global using Xunit;\n" : "")
        + File.ReadAllText(Path.Combine(folder, "DeepThought", project, file));

    private static int RunFacts(string plugin, string tests)
    {
        var context = new AssemblyLoadContext("template tests", isCollectible: true);
        context.Resolving += (c, name) => name.Name == "DeepThought" ? c.LoadFromAssemblyPath(plugin) : null;
        var facts = context.LoadFromAssemblyPath(tests).GetExportedTypes().SelectMany(t => t.GetMethods()).Where(m => m.GetCustomAttribute<FactAttribute>() is not null).ToArray();
        foreach (var fact in facts) fact.Invoke(Activator.CreateInstance(fact.DeclaringType!), BindingFlags.DoNotWrapExceptions, null, null, null);
        context.Unload();
        return facts.Length;
    }

    [Fact]
    public void NothingOfTheTemplatesIsLeftIn()
    {
        foreach (var kind in PluginTemplate.Kinds)
            foreach (var file in Write("New" + string.Concat(kind.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..])), kind))
                foreach (var left in new[] { "MyMethod", "my-method", "My method", "GLASSBOX_FEED", "GLASSBOX_VERSION", "VERSION_OF" })
                    (file + File.ReadAllText(file)).ShouldNotContain(left, Case.Sensitive);
    }

    [Theory]
    [InlineData("my-method", "MyMethod")]
    [InlineData("2fast", "MyMethod")]
    [InlineData("../Escape", "Escape")]
    [InlineData("deep thought", "DeepThought")]
    public void ANameThatIsNoClassIsAnsweredWithOneThatIs(string name, string suggested) =>
        Should.Throw<GlassboxException>(() => Write(name)).Message.ShouldEndWith($"as in {suggested}.");

    [Fact]
    public void AMisspeltKindNamesTheNearest() =>
        Should.Throw<GlassboxException>(() => Write("New", "atributor")).Message.ShouldBe("There is no kind \"atributor\". Did you mean \"attributor\"?");

    [Fact]
    public void WhatIsThereIsNotWrittenOver()
    {
        var written = Write("New");
        Should.Throw<GlassboxException>(() => Write("New")).Message.ShouldContain("is there already");
        File.Exists(written[0]).ShouldBeTrue();
    }
}
