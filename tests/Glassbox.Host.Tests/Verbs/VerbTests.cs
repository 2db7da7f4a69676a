using System.Reflection;
using System.Runtime.Loader;
using System.Xml.Linq;
using Glassbox.Host.Plugins;
using Glassbox.Host.Tests.Plugins;
using Glassbox.Host.Verbs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TorchSharp;

namespace Glassbox.Host.Tests.Verbs;

public sealed class VerbTests : IDisposable
{
    private const string Options = "int Count = 3, double Rate = 1e-6, Start Start = Start.RandomPoints, Start? Other = null, string Name = \"a\\\"b\", bool @Lock = true, long Seeds = 5_000_000_000, double Most = double.PositiveInfinity, double[]? Weights = null";

    private readonly PluginFixture fixture = new();
    private readonly string cache = Directory.CreateTempSubdirectory("glassbox-verbs-").FullName;

    public void Dispose()
    {
        fixture.Dispose();
        Directory.Delete(cache, recursive: true);
    }

    private void Mapper(string quality = "options.Count + (int)options.Start + (options.Weights?.Length ?? 0) * 0.5", string options = Options) =>
        fixture.Echo("Mapper", options: options, types: "public enum Start { /// <summary>By the axes.</summary>\nPca = 10, RandomPoints = 20 }", quality: quality);

    private VerbAssembly Verbs(PluginCatalogue? catalogue = null, int generation = 0) => VerbAssembly.For(catalogue ?? fixture.Catalogue(), cache, generation);

    /// <summary>A submission of a script that imports the verbs.</summary>
    private static CSharpCompilation Script(string code, VerbAssembly verbs, CSharpCompilation? previous = null) =>
        CSharpCompilation.CreateScriptCompilation(
            "Script" + Guid.NewGuid().ToString("N"),
            CSharpSyntaxTree.ParseText("using TorchSharp; using Glassbox; using static Glassbox.Verbs;\n" + code, new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script)),
            [
                .. new[] { "System.Private.CoreLib", "System.Runtime" }.Select(n => MetadataReference.CreateFromFile(Assembly.Load(n).Location)),
                MetadataReference.CreateFromFile(typeof(Result).Assembly.Location), MetadataReference.CreateFromFile(typeof(torch).Assembly.Location),
                MetadataReference.CreateFromFile(verbs.Path),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), previous, typeof(object));

    private static Diagnostic[] Errors(string code, VerbAssembly verbs) => [.. Script(code, verbs).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)];

    private static object? Evaluate(string expression, VerbAssembly verbs, PluginCatalogue catalogue)
    {
        var compilation = Script(expression, verbs);
        using var code = new MemoryStream();
        compilation.Emit(code).Success.ShouldBeTrue(string.Join('\n', compilation.GetDiagnostics()));
        var context = new AssemblyLoadContext("script", isCollectible: true);
        context.Resolving += (c, name) => name.Name == VerbAssembly.AssemblyName ? c.LoadFromAssemblyPath(verbs.Path) : null;
        code.Position = 0;
        VerbHost.Use(new VerbSession(catalogue, () => new Run(seed: 9), (explanations, truth, metrics, run) => Comparisons.Of(catalogue, explanations, run, truth, metrics)));
        var entry = context.LoadFromStream(code).GetType("Script")!.GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        return ((Task<object?>)entry.Invoke(null, [new object?[2]])!).GetAwaiter().GetResult();
    }

    [Fact]
    public void AScriptCallsAMethodWithNamedOptions()
    {
        Mapper();
        var catalogue = fixture.Catalogue();

        Evaluate("Mapper(torch.zeros(1, 1)).Quality[\"quality\"]", Verbs(catalogue), catalogue).ShouldBe(23.0);
        Evaluate("Mapper(torch.zeros(1, 1), count: 5, start: Start.Pca, weights: [1, 2, 3]).Quality[\"quality\"]", Verbs(catalogue), catalogue).ShouldBe(16.5);
    }

    [Fact]
    public void TheSessionMakesTheRunUnlessOneIsGiven()
    {
        fixture.Echo("Seeded", quality: "run.Seed");
        var catalogue = fixture.Catalogue();

        Evaluate("Seeded(torch.zeros(1, 1)).Quality[\"quality\"]", Verbs(catalogue), catalogue).ShouldBe(9.0);
        Evaluate("Seeded(torch.zeros(1, 1), run: new Run(seed: 4)).Quality[\"quality\"]", Verbs(catalogue), catalogue).ShouldBe(4.0);
    }

    [Theory]
    [InlineData("Mapper(torch.zeros(1), cuont: 3)", "CS1739", "cuont")]
    [InlineData("Mapper(torch.zeros(1), count: \"many\")", "CS1503", "\"many\"")]
    [InlineData("Mapper(torch.zeros(1), start: Start.Umap)", "CS0117", "Umap")]
    [InlineData("Maper(torch.zeros(1))", "CS0103", "Maper")]
    public void MistakesAreCompileErrorsAtTheirPlace(string code, string id, string place)
    {
        Mapper();

        var error = Errors(code, Verbs()).ShouldHaveSingleItem();

        error.Id.ShouldBe(id);
        error.Location.SourceTree!.GetText().ToString(error.Location.SourceSpan).ShouldBe(place);
    }

    [Fact]
    public void AVerbHasTheOptionsTypesAndDefaults()
    {
        Mapper();

        var parameters = Method(Verbs(), "Mapper").GetParameters();

        parameters.Select(p => (p.Name, p.ParameterType.Name, p.IsOptional ? p.RawDefaultValue : "required")).ShouldBe(
        [
            ("points", "Tensor", "required"), ("count", "Int32", 3), ("rate", "Double", 1e-6), ("start", "Start", 20L), ("other", "Nullable`1", null),
            ("name", "String", "a\"b"), ("lock", "Boolean", true), ("seeds", "Int64", 5_000_000_000), ("most", "Double", double.PositiveInfinity),
            ("weights", "Double[]", null), ("run", "Run", null),
        ]);
    }

    [Fact]
    public void AnOperandWithADefaultMayBeLeftOut()
    {
        fixture.Plugin("Looker", """
            [Method("looker", "Looker")] public sealed class Looker : IAttributor<Looker.Options>
            {
                public sealed record Options();
                public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) => throw new GlassboxException(target.Description);
            }
            """);

        var target = Method(Verbs(), "Looker").GetParameters().Single(p => p.Name == "target");

        (target.IsOptional, target.RawDefaultValue, target.ParameterType.FullName).ShouldBe((true, null, typeof(Target).FullName));
        Errors("Looker((Model)null!, torch.zeros(1), target: 3)", Verbs()).ShouldBeEmpty();
    }

    private static MethodInfo Method(VerbAssembly verbs, string name) =>
        new AssemblyLoadContext("verbs", isCollectible: true).LoadFromAssemblyPath(verbs.Path).GetType(VerbAssembly.ClassName)!.GetMethod(name)!;

    [Fact]
    public void TheAssemblyRefersToTheSdkTheTensorsAndTheCoreLibraryOnly()
    {
        Mapper();

        var verbs = new AssemblyLoadContext("verbs", isCollectible: true).LoadFromAssemblyPath(Verbs().Path);

        verbs.GetReferencedAssemblies().Select(r => r.Name).ShouldBe(["System.Private.CoreLib", "Glassbox.Torch", "Glassbox.Sdk"], ignoreOrder: true);
    }

    [Fact]
    public void EnumsThatShareANameOrTakeAVerbsNameBearTheVerbsNameInFront()
    {
        fixture.Echo("One", options: "Start Start = Start.Pca", types: "public enum Start { Pca }");
        fixture.Echo("Two", options: "Start Start = Start.Random, Two.One One = Two.One.A", members: "public enum One { A }", types: "public enum Start { Random }");
        fixture.Echo("Three", options: "Figure? Mine = null", types: "public enum Figure { Now }");

        Errors("One(torch.zeros(1), start: OneStart.Pca); Two(torch.zeros(1), start: TwoStart.Random, one: TwoOne.A); Three(torch.zeros(1), mine: ThreeFigure.Now);", Verbs()).ShouldBeEmpty();
    }

    [Fact]
    public void DocumentationComesAlong()
    {
        Mapper();
        fixture.Plugin("Told", """
            namespace Fixtures;
            /// <summary>Tells a &lt;tale&gt;.</summary>
            [Method("told", "Telling", Source = "Nobody 2024")] public sealed class Told : IProjector<Told.Options>
            {
                /// <param name="Rate">How fast &amp; far.</param>
                public sealed record Options([Range(0, 1)] double Rate = 0.5);
                public Embedding Project(Tensor points, Options options, Run run) => new(points);
            }
            """);

        var members = XDocument.Load(Verbs().DocumentationPath).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);

        var told = members.Single(m => m.Key.StartsWith("M:Glassbox.Verbs.Told(", StringComparison.Ordinal)).Value;
        told.Element("summary")!.Value.ShouldBe("Telling (Nobody 2024). Tells a <tale>.");
        told.Elements("param").Single(p => p.Attribute("name")!.Value == "rate").Value.ShouldBe("How fast & far. Takes a number of 0 to 1.");
        told.Elements("param").First().Value.ShouldBe("The points, one a row: [N, D].");
        members["F:Glassbox.Verbs.Start.Pca"].Value.Trim().ShouldBe("By the axes.");
    }

    [Fact]
    public void CompiledVerbsAreFoundAgainByTheFingerprint()
    {
        Mapper();
        var first = Verbs();
        var written = File.GetLastWriteTimeUtc(first.Path);

        Verbs().Path.ShouldBe(first.Path);
        File.GetLastWriteTimeUtc(first.Path).ShouldBe(written);
        Directory.GetFiles(cache).Length.ShouldBe(2);

        Mapper(options: "int Other = 1", quality: "1");
        Verbs().Path.ShouldNotBe(first.Path);
    }

    [Fact]
    public void ALiveSessionTakesUpANewGeneration()
    {
        Mapper();
        var catalogue = fixture.Catalogue();
        var old = Verbs(catalogue);
        var first = Script("var kept = Mapper(torch.zeros(1), count: 3);", old);
        first.GetDiagnostics().ShouldBeEmpty();

        Mapper(options: "int Other = 1", quality: "1");
        catalogue.Refresh();
        var renewed = Verbs(catalogue, generation: 1);

        // The session goes on with what it has; the new verbs are seen from here on.
        Script("var more = Mapper(torch.zeros(1), other: 3); kept = more;", renewed, first).GetDiagnostics().ShouldBeEmpty();
        Method(renewed, "Mapper").Module.Assembly.GetName().Version.ShouldBe(new Version(1, 0, 1, 0));
    }

    [Fact]
    public void WithoutPluginsThereIsStillCompare() => Errors("Compare()", Verbs()).ShouldBeEmpty();

    [Fact]
    public void WithoutASessionAVerbSaysWhatToDo() =>
        Should.Throw<GlassboxException>(() => VerbHost.Invoke("x", [], new Dictionary<string, object?>(), null)).Message.ShouldContain("glassbox run");
}
