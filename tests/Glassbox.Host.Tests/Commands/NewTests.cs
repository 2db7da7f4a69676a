using Glassbox.Host.Scripts;
using Glassbox.Host.Verbs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Glassbox.Host.Tests.Commands;

/// <summary>The plugins of this repository are offered here, as they are to a user.</summary>
public sealed class NewTests : IDisposable
{
    private readonly HostProcess host = new();

    public void Dispose() => host.Dispose();

    private string At(string name) => Path.Combine(host.Root, name);

    [Fact]
    public void A_new_experiment_runs_at_once_and_is_never_overwritten()
    {
        host.Run("new", "experiment", "what-it-sees").ShouldBe(new Answer(0, "what-it-sees.csx is written. It runs: glassbox run what-it-sees.csx\n", ""));
        var run = host.Run("run", "--quiet", "what-it-sees.csx", "3");
        run.Code.ShouldBe(0, run.Error);
        run.Output.ShouldEndWith("out/what-it-sees/report.html and the pictures beside it are written.\n");
        foreach (var file in new[] { "report.html", "lrp.png", "occlusion.png", "integrated-gradients.png", "what-it-sees.run.json" }) File.Exists(At($"out/what-it-sees/{file}")).ShouldBeTrue(file);
        if (!OperatingSystem.IsWindows()) (File.GetUnixFileMode(At("what-it-sees.csx")) & UnixFileMode.UserExecute).ShouldBe(UnixFileMode.UserExecute);
        host.Run("new", "experiment", "what-it-sees.csx").ShouldBe(new Answer(2, "", "glassbox: what-it-sees.csx is there already, and is not overwritten.\n"));
    }

    /// <summary>An editor compiles with what the response file names and the framework that it finds itself.</summary>
    [Fact]
    public void An_editor_resolves_every_verb_with_the_response_file_alone()
    {
        host.Write("omnisharp.json", "{ }");
        var answer = host.Run("new", "editor");
        answer.Code.ShouldBe(0, answer.Error);
        answer.Output.ShouldContain("omnisharp.json is yours and stays as it is; add to it: \"script\"");
        File.ReadAllText(At("omnisharp.json")).ShouldBe("{ }");
        File.ReadAllText(At(".vscode/settings.json")).ShouldContain("\"dotnet.server.useOmnisharp\": true");

        File.Delete(At("omnisharp.json"));
        host.Run("new", "editor");
        var response = At("data/glassbox/editor/glassbox.rsp");
        System.Text.Json.JsonDocument.Parse(File.ReadAllText(At("omnisharp.json"))).RootElement.GetProperty("script").GetProperty("rspFilePath").GetString().ShouldBe(response);

        var parsed = CSharpCommandLineParser.Script.Parse([$"@{response}"], host.Root, sdkDirectory: null);
        parsed.Errors.ShouldBeEmpty();
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        MetadataReference[] references =
        [
            .. Directory.GetFiles(framework, "System*.dll").Where(f => !f.Contains(".Native", StringComparison.Ordinal)).Select(f => MetadataReference.CreateFromFile(f)),
            .. parsed.MetadataReferences.Where(r => Path.IsPathRooted(r.Reference)).Select(r => MetadataReference.CreateFromFile(r.Reference)),
        ];
        var script = """
            var model = Models.Load("digits-cnn");
            var x = Data.Digits().Test[args.Length];
            Attribution relevance = Lrp(model, x, composite: Composite.EpsilonPlus, epsilon: 1e-6);
            Compare(relevance, GradCam(model, x, layer: "conv2")).Show();
            File.WriteAllText(Output("a.txt"), Input("b.txt"));
            """;
        var compilation = CSharpCompilation.CreateScriptCompilation("editor", CSharpSyntaxTree.ParseText(script, ScriptSource.Dialect), references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, usings: parsed.CompilationOptions.Usings, assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default));
        compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        // Completion shows the documentation, which lies beside.
        var verbs = parsed.MetadataReferences.Single(r => Path.GetFileNameWithoutExtension(r.Reference) == VerbAssembly.AssemblyName).Reference;
        File.ReadAllText(Path.ChangeExtension(verbs, ".xml")).ShouldContain("Which rule");
    }

    [Fact]
    public void Every_script_of_the_repository_compiles_and_says_what_it_shows_how_to_run_it_and_what_it_makes()
    {
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "scripts"));
        var answer = host.Run("run", "--check", folder);
        (answer.Code, answer.Error).ShouldBe((0, ""));
        foreach (var script in Directory.GetFiles(folder, "*.csx"))
        {
            var head = string.Join('\n', File.ReadLines(script).TakeWhile(l => l.StartsWith("//", StringComparison.Ordinal) || l.StartsWith("#!", StringComparison.Ordinal)));
            head.ShouldContain($"./glassbox run scripts/{Path.GetFileName(script)}", Case.Sensitive, $"{script} says how to run it");
            head.ShouldContain("// Makes ", Case.Sensitive, $"{script} says what it makes");
        }
    }
}
