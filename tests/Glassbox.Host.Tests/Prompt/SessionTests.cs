using System.Runtime.CompilerServices;
using Glassbox.Host.Prompt;
using Glassbox.Host.Scripts;
using Glassbox.Host.Tests.Plugins;
using Glassbox.Host.Verbs;

namespace Glassbox.Host.Tests.Prompt;

/// <summary>One set of plugins and verbs for all sessions of these tests, which run one at a time: what asks code to stop asks all code of the process.</summary>
[CollectionDefinition(Sessions)]
public sealed class PromptPlugins : IDisposable, ICollectionFixture<PromptPlugins>
{
    public const string Sessions = "sessions of the prompt";

    private readonly string cache = Directory.CreateTempSubdirectory("glassbox-prompt-").FullName;

    public PromptPlugins()
    {
        Plugins.Plugin("Mirror", """
            namespace Fixtures;
            /// <summary>Gives back what it is given.</summary>
            [Method("mirror", "Mirror", Source = "these tests")]
            public sealed class Mirror : IAttributor<Mirror.Options>
            {
                /// <summary>How it is turned.</summary>
                public enum Turn
                {
                    /// <summary>Not at all.</summary>
                    None,
                    /// <summary>Upside down.</summary>
                    Down,
                }

                /// <param name="Layer">The layer looked at.</param>
                /// <param name="Turned">Which way it is turned.</param>
                /// <param name="Strength">How strong it is.</param>
                public sealed record Options([LayerName] string? Layer = null, Turn Turned = Turn.None, double Strength = 0.5);

                public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
                    new(model, inputs, target.For(model, inputs), inputs * options.Strength);
            }
            """);
        Catalogue = Plugins.Catalogue();
        Surface = ScriptSurface.With(VerbAssembly.For(Catalogue, cache));
        Packages = new PackageRestore(Path.Combine(cache, "packages"));
    }

    public PluginFixture Plugins { get; } = new();

    internal Glassbox.Host.Plugins.PluginCatalogue Catalogue { get; }

    internal ScriptSurface Surface { get; }

    internal PackageRestore Packages { get; }

    /// <summary>Verbs of another set of plugins, as a live session takes them up.</summary>
    internal VerbAssembly Verbs(PluginFixture plugins, int generation) => VerbAssembly.For(plugins.Catalogue(), cache, generation);

    internal Session New() => new(Surface, Packages);

    public void Dispose()
    {
        Plugins.Dispose();
        Directory.Delete(cache, recursive: true);
    }
}

[Collection(PromptPlugins.Sessions)]
public sealed class SessionTests(PromptPlugins plugins)
{
    private readonly Session session = plugins.New();

    private object? Run(string text) => Run(session, text);

    private static object? Run(Session session, string text) => session.RunAsync(session.Compile(text, "/tmp/prompt", default)).GetAwaiter().GetResult();

    [Fact]
    public void A_submission_sees_what_was_declared_before_it_and_may_declare_it_again()
    {
        Run("var a = 2;").ShouldBeNull();
        Run("int Twice(int n) => 2 * n;");
        Run("Twice(a)").ShouldBe(4);
        Run("var a = \"text\";");
        Run("a.Length").ShouldBe(4);
        Run("using System.Text;");
        Run("new StringBuilder(a).Append(1).ToString()").ShouldBe("text1");
        session.Variables.Select(v => (v.Name, v.Value)).ShouldBe([("a", (object)"text")]);
    }

    [Fact]
    public void Awaiting_and_generic_records_and_closures_work_across_submissions()
    {
        Run("record Pair<T>(T A, T B);");
        Run("var p = new Pair<int>(1, 2);");
        Run("await Task.FromResult(p.A + p.B)").ShouldBe(3);
        Run("var n = 0; Action count = () => n++;");
        Run("count(); count();");
        Run("n").ShouldBe(2);
    }

    [Fact]
    public void An_error_of_the_compiler_leaves_the_session_as_it_was()
    {
        Run("var a = 1;");
        Should.Throw<PromptErrorsException>(() => Run("var b = a + c;")).Errors[0].Id.ShouldBe("CS0103");
        Should.Throw<PromptErrorsException>(() => Run("b"));
        Run("a").ShouldBe(1);
        session.Submissions.Count.ShouldBe(2);
    }

    [Fact]
    public void What_throws_keeps_all_state_and_hides_nothing_that_had_a_value()
    {
        Run("var model = \"good\"; var n = 1;");
        Should.Throw<DirectoryNotFoundException>(() => Run("var model = File.ReadAllText(\"/no/such/file\");"));
        Run("model").ShouldBe("good");
        Should.Throw<DivideByZeroException>(() => Run("n = 5; var zero = 0; n / zero"));
        Run("n").ShouldBe(5);
        // What had a value before the exception stays, as if each line had been typed alone.
        Should.Throw<DivideByZeroException>(() => Run("var first = 7; var none = 0; var third = first / none;"));
        Run("first").ShouldBe(7);
    }

    [Fact]
    public void A_value_is_one_only_where_the_expression_has_one()
    {
        session.Compile("1 + 1", "", default).ValueType.ShouldNotBeNull();
        session.Compile("1.ToString();", "", default).ValueType.ShouldBeNull();
        session.Compile("Console.WriteLine()", "", default).ValueType.ShouldBeNull();
        session.Compile("var a = 1;", "", default).ValueType.ShouldBeNull();
        session.Compile("null", "", default).ValueType.ShouldBeNull();
        session.Compile("(int?)null", "", default).ValueType.ShouldNotBeNull();
    }

    [Fact]
    public void Endless_recursion_is_an_exception_and_not_the_end()
    {
        Run("int Down(int n) => Down(n + 1) + 1;");
        Should.Throw<InsufficientExecutionStackException>(() => Run("Down(0)"));
        Run("1").ShouldBe(1);
    }

    [Fact]
    public async Task Files_that_are_loaded_bring_what_they_declare()
    {
        var folder = Directory.CreateTempSubdirectory("glassbox-load-");
        File.WriteAllText(Path.Combine(folder.FullName, "part.csx"), "var part = 3;\nint Three()\n{\n    return part;\n}");
        await session.RunAsync(session.Compile("#load \"part.csx\"\nvar whole = Three() + 1;", Path.Combine(folder.FullName, "prompt"), default));
        Run("whole + part").ShouldBe(7);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Changed_verbs_are_taken_up_and_what_was_typed_before_still_works()
    {
        using var changing = new PluginFixture();
        changing.Echo("Changing", options: "int Count = 3");
        var live = new Session(ScriptSurface.With(plugins.Verbs(changing, 0)), plugins.Packages);
        Run(live, "Func<object> before = () => Changing(torch.zeros(1, 1), count: 1);");
        changing.Echo("Changing", options: "string Name = \"x\", Glassbox.Resampling How = Glassbox.Resampling.Bilinear");
        live.UseVerbs(plugins.Verbs(changing, 1).Path);

        Should.Throw<PromptErrorsException>(() => live.Compile("Changing(torch.zeros(1, 1), count: 1)", "", default)).Errors[0].Id.ShouldBe("CS1739");
        live.Compile("Changing(torch.zeros(1, 1), name: \"y\")", "", default).Assembly.ShouldNotBeNull();
        // The code before calls the verb before, which says that there is no session to call methods in.
        Should.Throw<GlassboxException>(() => Run(live, "before()")).Message.ShouldStartWith("There is no session");
    }

    [Fact]
    public async Task A_session_that_has_ended_leaves_no_code_behind()
    {
        var gone = Live();
        await Task.Yield();
        for (var round = 0; round < 20 && gone.IsAlive; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        gone.IsAlive.ShouldBeFalse();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Live()
    {
        var ending = plugins.New();
        Run(ending, "var values = new List<int> { 1, 2 };");
        Run(ending, "record Own(int A); var own = new Own(1);");
        Run(ending, "values.Select(v => v + own.A).Sum()").ShouldBe(5);
        Run(ending, "Action call = () => Mirror(null!, null!);");
        Should.Throw<GlassboxException>(() => Run(ending, "call()"));
        Should.Throw<PromptErrorsException>(() => Run(ending, "none"));
        var alive = new WeakReference(ending.Variables.Single(v => v.Name == "own").Value!.GetType().Assembly, trackResurrection: true);
        ending.End();
        return alive;
    }
}
