using Glassbox.Host.Plugins;

namespace Glassbox.Host.Tests.Plugins;

/// <summary>A plugin that cannot be used is one clear sentence, and the others work on.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly PluginFixture fixture = new();

    public RefusalTests() => fixture.Echo("Good");

    public void Dispose() => fixture.Dispose();

    private void ShouldBeOut(string plugin, PluginStatus status, params string[] said)
    {
        var catalogue = fixture.Catalogue();
        var state = catalogue.State(plugin);
        state.Status.ShouldBe(status, state.Reason);
        foreach (var words in said) state.Reason.ShouldContain(words);
        state.Reason.ShouldEndWith(".");
        state.Methods.ShouldBeEmpty();
        catalogue.Quality("good").ShouldBe(0);
        Should.Throw<PluginException>(() => catalogue.Project(Spelling.Kebab(plugin))).Message.ShouldBe(state.Reason);
    }

    [Fact]
    public void AnotherMajorVersionOfTheSdk()
    {
        var sdk = PluginFixture.Compile(Path.Combine(fixture.Folder, "..", Path.GetRandomFileName(), "Glassbox.Sdk.dll"), """
            [assembly: System.Reflection.AssemblyVersion("2.0.0.0")]
            namespace Glassbox { public class MethodAttribute(string id, string title) : System.Attribute { } public class Later { } }
            """);
        PluginFixture.Compile(Path.Combine(fixture.Folder, "Newer", "Newer.dll"),
            """[Glassbox.Method("newer", "Newer")] public class Newer : Glassbox.Later { }""", sdk);
        Directory.Delete(Path.GetDirectoryName(sdk)!, recursive: true);

        ShouldBeOut("Newer", PluginStatus.Refused, "Plugin Newer was built for version 2 of the Glassbox SDK and this host has version 1", "build it against this SDK");
    }

    [Fact]
    public void ALaterMinorVersionOfTheSdk()
    {
        var sdk = PluginFixture.Compile(Path.Combine(fixture.Folder, "..", Path.GetRandomFileName(), "Glassbox.Sdk.dll"), """
            [assembly: System.Reflection.AssemblyVersion("1.99.0.0")]
            namespace Glassbox { public class Later { } }
            """);
        PluginFixture.Compile(Path.Combine(fixture.Folder, "Ahead", "Ahead.dll"), "public class Ahead : Glassbox.Later { }", sdk);
        Directory.Delete(Path.GetDirectoryName(sdk)!, recursive: true);

        ShouldBeOut("Ahead", PluginStatus.Refused, "1.99.0.0", "update Glassbox");
    }

    [Fact]
    public void ItsOwnCopyOfTheSdk()
    {
        var folder = fixture.Echo("Hoarder");
        File.Copy(typeof(Result).Assembly.Location, Path.Combine(folder, "Glassbox.Sdk.dll"));

        ShouldBeOut("Hoarder", PluginStatus.Refused, "its own copy of Glassbox.Sdk.dll", "Private=\"false\"", "delete");
    }

    [Fact]
    public void ItsOwnLibtorch()
    {
        var folder = fixture.Echo("Heavy");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "runtimes")).FullName, "libtorch_cpu.so"), "");

        ShouldBeOut("Heavy", PluginStatus.Refused, "its own libtorch", "libtorch_cpu.so");
    }

    [Fact]
    public void AMissingDependency()
    {
        var library = PluginFixture.Compile(Path.Combine(fixture.Folder, "Lonely", "Friend.dll"),
            """[assembly: System.Reflection.AssemblyVersion("3.1.0.0")] public class Friend { public static int Age => 4; }""");
        fixture.Echo("Lonely", quality: "Friend.Age", references: [library]);
        File.Delete(library);

        ShouldBeOut("Lonely", PluginStatus.Broken, "Plugin Lonely needs Friend 3.1.0.0, which is not in", "EnableDynamicLoading");
    }

    [Fact]
    public void ALibraryOfTheHostIsNotSharedInSecret()
    {
        // The host has Roslyn loaded at this moment; a plugin that refers to it must bring its own.
        fixture.Echo("Borrower", quality: "Microsoft.CodeAnalysis.LocationKind.None.ToString().Length", references: [typeof(Microsoft.CodeAnalysis.LocationKind).Assembly.Location]);

        ShouldBeOut("Borrower", PluginStatus.Broken, "needs Microsoft.CodeAnalysis");
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no assembly")]
    public void NoAssemblyAtAll(string content)
    {
        Directory.CreateDirectory(Path.Combine(fixture.Folder, "Noise"));
        File.WriteAllText(Path.Combine(fixture.Folder, "Noise", "Noise.dll"), content);

        ShouldBeOut("Noise", PluginStatus.Broken, "Plugin Noise cannot be read");
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void ATruncatedAssembly(double part)
    {
        var file = Path.Combine(fixture.Echo("Half"), "Half.dll");
        var image = File.ReadAllBytes(file);
        File.WriteAllBytes(file, image[..(int)(part * image.Length)]);

        ShouldBeOut("Half", PluginStatus.Broken, "Plugin Half cannot be read");
    }

    [Fact]
    public void NoMethodInside()
    {
        fixture.Plugin("Empty", "public class Nothing { public Result? R; }");

        ShouldBeOut("Empty", PluginStatus.Refused, "Plugin Empty holds no method", "[Method(");
    }

    [Fact]
    public void AnAssemblyThatIsNoPlugin()
    {
        PluginFixture.Compile(Path.Combine(fixture.Folder, "Stray", "Stray.dll"), "public class Stray { }");

        ShouldBeOut("Stray", PluginStatus.Refused, "Stray.dll is no plugin");
    }

    [Fact]
    public void SeveralAssembliesWithoutAName()
    {
        foreach (var name in new[] { "One", "Two" })
            PluginFixture.Compile(Path.Combine(fixture.Folder, "Crowd", name + ".dll"), $"public class {name} {{ }}");

        ShouldBeOut("Crowd", PluginStatus.Refused, "several assemblies", "Crowd.dll");
    }

    [Theory]
    [InlineData("decimal Price = 1", "its option Price is a Decimal")]
    [InlineData("float Single = 1", "its option Single is a Single")]
    [InlineData("List<int>? Many = null", "its option Many is a List")]
    [InlineData("int[]? Many = null", "its option Many is a Int32[]")]
    [InlineData("int Required", "its option Required has no default value")]
    [InlineData("[Range(1, 2)] int Count = 3", "the default of its option Count is not among the values allowed")]
    [InlineData("DayOfWeek Day = (DayOfWeek)9", "the default of its option Day is not among the values allowed")]
    [InlineData("int Points = 3", "its option points has the name of something else")]
    [InlineData("int Run = 3", "its option run has the name of something else")]
    public void OptionsThatNoShellCanSpell(string options, string said)
    {
        fixture.Echo("Odd", options: options);

        ShouldBeOut("Odd", PluginStatus.Refused, "Plugin Odd has a class Odd that is no method", said);
    }

    [Theory]
    [InlineData("""[Method("Bad Id", "x")] public class Wrong : P<Wrong.O> { public record O(); }""", "the id \"Bad Id\"")]
    [InlineData("""[Method("wrong", "x")] class Wrong : P<Wrong.O> { public record O(); }""", "a public class")]
    [InlineData("""[Method("wrong", "x")] public abstract class Wrong : P<Wrong.O> { public record O(); }""", "a public class")]
    [InlineData("""[Method("wrong", "x")] public class Wrong(int n) : P<Wrong.O> { public int N => n; public record O(); }""", "without parameters")]
    [InlineData("""[Method("wrong", "x")] public class Wrong { }""", "no kind of method")]
    [InlineData("""[Method("wrong", "x")] public class Wrong : P<Wrong.O>, IDiagnostic<Wrong.O> { public record O(); public Diagnosis Diagnose(Model m, Dataset d, O o, Run r) => null!; }""", "several kinds")]
    [InlineData("""[Method("wrong", "x")] public class Wrong : P<Wrong.O> { public class O { public O() { } public O(int n) { } } }""", "must be a public positional record")]
    [InlineData("""[Method("wrong", "x")] public class Wrong : P<Wrong.O> { public class O { public double Power = 1; } }""", "its option Power is no parameter of the record O, so nobody could set it")]
    [InlineData("""[Method("wrong", "x")] public class Wrong : P<Wrong.O> { public record O(int Count = 3) { public double Power { get; init; } = 1; } }""", "its option Power is no parameter of the record O, so nobody could set it")]
    [InlineData("""[Method("wrong", "x")] public class Wrong : P<Wrong.O> { public record O(); } [Method("wrong", "x")] public class Again : P<Again.O> { public record O(); }""", "two methods named \"wrong\"")]
    [InlineData("""[Kind("k", "?")] public interface IK<T> { object F(System.Text.Json.JsonElement e, T o, Run r); } [Method("wrong", "x")] public class Wrong : IK<Wrong.O> { public record O(); public object F(System.Text.Json.JsonElement e, O o, Run r) => e; }""", "uses JsonElement of System.Text.Json")]
    [InlineData("""[Kind("k", "?")] public interface IK<T> { object F(Run r, T o); } [Method("wrong", "x")] public class Wrong : IK<Wrong.O> { public record O(); public object F(Run r, O o) => o; }""", "the kind IK must have")]
    public void ClassesThatAreNoMethods(string source, string said)
    {
        fixture.Plugin("Wrong", source + " public class P<T> : IProjector<T> { public Embedding Project(Tensor points, T options, Run run) => new(points); }");

        ShouldBeOut("Wrong", PluginStatus.Refused, said);
    }

    [Fact]
    public void AFolderThatIsNotThereIsNoPlugin() => new PluginCatalogue([Path.Combine(fixture.Folder, "nowhere")]).Plugins.ShouldBeEmpty();
}
