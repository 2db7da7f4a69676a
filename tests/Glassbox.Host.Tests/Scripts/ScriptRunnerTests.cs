using Glassbox.Host.Scripts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Glassbox.Host.Tests.Scripts;

public sealed class ScriptRunnerTests : IDisposable
{
    private const string Modules =
        "class One() : nn.Module<Tensor, Tensor>(\"one\") { public override Tensor forward(Tensor x) => x; }" +
        "class Two() : nn.Module<Tensor, Tensor, (Tensor, Tensor)>(\"two\") { public override (Tensor, Tensor) forward(Tensor x, Tensor y) => (x, y); }";

    private readonly ScriptFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_script_sees_its_arguments_under_both_names()
    {
        var script = folder.Write("a.csx", "Say(args.Length); Say(Args[1]);");
        (await folder.Run(script, "one", "two")).ShouldBe(["2", "two"]);
    }

    [Fact]
    public async Task Await_stands_at_the_top_level()
    {
        var script = folder.Write("a.csx", "Say(1); await Task.Delay(1); Say(await Task.FromResult(2));");
        (await folder.Run(script)).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_first_line_for_the_shell_is_skipped() =>
        (await folder.Run(folder.Write("a.csx", "#!/usr/bin/env -S glassbox run\nSay(1);"))).ShouldBe(["1"]);

    [Fact]
    public async Task Loaded_files_are_found_beside_the_file_that_loads_them()
    {
        folder.Write("lib/outer.csx", "#load \"deep/inner.csx\"\nint Outer() => Inner() + 1;");
        folder.Write("lib/deep/inner.csx", "int Inner() => 41;");
        var script = folder.Write("a.csx", "#load \"lib/outer.csx\"\nSay(Outer());");
        (await folder.Run(script)).ShouldBe(["42"]);
        (await folder.Run(script)).ShouldBe(["42"]);
    }

    [Fact]
    public async Task An_assembly_beside_the_script_is_compiled_against_and_loaded()
    {
        WriteLibrary("Numbers", "public static class Numbers { public static int Seven => 7; }");
        var script = folder.Write("a.csx", "#r \"Numbers.dll\"\nSay(Numbers.Seven);");
        (await folder.Run(script)).ShouldBe(["7"]);
        folder.IsCached(script).ShouldBeTrue();
        (await folder.Run(script)).ShouldBe(["7"]);
    }

    [Fact]
    public async Task A_library_cannot_bring_a_second_tensor_library()
    {
        // The folder of the library holds a file of the tensor library's name, as a careless build output does.
        File.WriteAllText(Path.Combine(folder.Root, "Glassbox.Torch.dll"), "not an assembly");
        WriteLibrary("Numbers", "public static class Numbers { public static int Seven => 7; }");
        var script = folder.Write("a.csx", "#r \"Numbers.dll\"\nSay(typeof(Tensor).Assembly == typeof(Glassbox.Model).GetProperty(\"Device\").PropertyType.Assembly);");
        (await folder.Run(script)).ShouldBe(["True"]);
    }

    [Fact]
    public async Task Errors_say_file_line_and_column_and_show_the_line_with_a_caret()
    {
        folder.Write("lib.csx", "\nint Broken() => \"text\";");
        var script = folder.Write("a.csx", "#load \"lib.csx\"\nvar x = 1;\n\tSay(y);");
        var errors = (await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(script))).Errors;
        errors.Count.ShouldBe(2);
        errors[0].ShouldStartWith($"{SourceLine.Shorten(script)}(3,6): error CS0103: ");
        errors[0].ShouldEndWith("\n    \tSay(y);\n    \t    ^");
        errors[1].ShouldStartWith($"{SourceLine.Shorten(Path.Combine(folder.Root, "lib.csx"))}(2,17): error CS0029: ");
    }

    [Theory]
    [InlineData("var perplexity = 1; Say(perplexty);", "perplexity")]
    [InlineData("var list = new List<int>(); list.Ad(1);", "Add")]
    [InlineData("Enumrable.Range(0, 1);", "Enumerable")]
    [InlineData("new List<int>().Insert(indx: 1, item: 2);", "index")]
    [InlineData("new List<int>(capcity: 1);", "capacity")]
    [InlineData("var day = DayOfWeek.Mondy;", "Monday")]
    [InlineData("Lst<int> list = null;", "List")]
    [InlineData("int[] several = [1]; several.Frist();", "First")]
    public async Task A_misspelt_name_brings_the_right_one(string text, string meant)
    {
        var errors = (await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(folder.Write("a.csx", text)))).Errors;
        errors[0].ShouldContain($"Did you mean '{meant}'?");
    }

    [Theory]
    [InlineData("F(1, colour: \"dark-red\");", "colour of F takes a Colour and is given a text: write Colour.DarkRed")]
    [InlineData("F(1, colour: \"xyz\");", "colour of F takes a Colour and is given a text: there are Colour.DarkRed, Colour.Blue")]
    [InlineData("F(1e3);", "count of F takes a whole number and is given a number: write 1000")]
    [InlineData("F(1, rate: \"0.5\");", "rate of F takes a number and is given a text: write 0.5, without quotes")]
    [InlineData("F(rate: 2);", "F lacks its argument count: F(count, ...)")]
    [InlineData("await F(1);", "a List<int> is no task to wait for: leave await out")]
    [InlineData("new Check(\"sum\", 0, 1).Certainty();", "Check has no Certainty; it has ")]
    [InlineData("new Check();", "Check is made in another way: new Check(")]
    [InlineData("new Model(new One());", "Model is made in another way: new Model(name, forward, ...), or new Model(name, module, ...)")]
    [InlineData("void Explain(Model model) { } Explain(new One());", "model of Explain takes a Model and is given an One: write new Model(\"net\", net)")]
    [InlineData("void Explain(Tensor inputs) { } Explain(Data.Digits().Test);", "inputs of Explain takes a Tensor and is given a Dataset: write Data.Digits().Test.Batches(16).First().Inputs, or Data.Digits().Test[0]")]
    [InlineData("var two = new Two(); new Model(\"two\", two);", "Two does not make one tensor of one: say what is explained, as in new Model(\"two\", x => two.call(x, other).Item1, two.state_dict())")]
    [InlineData("#load \"other.csx\"", "#load stands at the top of the script, before its first statement")]
    public async Task A_likely_mistake_is_said_in_the_scripts_own_terms(string text, string words)
    {
        var script = folder.Write("a.csx", $"enum Colour {{ DarkRed, Blue }}\nList<int> F(int count, Colour colour = Colour.Blue, double rate = 1) => [];{Modules}\n{text}");
        var errors = (await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(script))).Errors;
        errors[0].ShouldStartWith($"{SourceLine.Shorten(script)}(3,");
        errors[0].Split('\n')[0].ShouldContain(": " + words);
    }

    [Theory]
    [InlineData("int[] a = [1];\nforeach (var i in Enumerable.Range(0, 3)) Say(a[i]);", "IndexOutOfRangeException")]
    [InlineData("var zero = args.Length;\nfor (var i = 0; i < 3; i++) Say(i / zero);", "DivideByZeroException")]
    [InlineData("string word = null;\nSay(word.Length);", "NullReferenceException: something that this line uses is null")]
    public async Task A_failure_of_the_runtimes_own_has_its_line_too(string text, string words)
    {
        var script = folder.Write("a.csx", text);
        var threw = await Should.ThrowAsync<ScriptThrewException>(() => folder.Run(script));
        threw.Message.ShouldStartWith($"{SourceLine.Shorten(script)}(2,");
        threw.Message.ShouldContain("error: " + words);
    }

    [Fact]
    public async Task What_a_static_constructor_threw_is_said_where_its_type_was_needed()
    {
        var script = folder.Write("a.csx", "class Table { public static readonly int Size = int.Parse(\"many\"); static Table() { } }\nSay(1);");
        var needed = folder.Write("b.csx", $"#load \"{script}\"\nSay(Table.Size);");
        var threw = await Should.ThrowAsync<ScriptThrewException>(() => folder.Run(needed));
        threw.Message.ShouldContain("error: FormatException: ");
        threw.Message.ShouldNotContain("initializer");
    }

    [Fact]
    public async Task A_library_may_ask_for_a_culture_by_name() =>
        (await folder.Run(folder.Write("a.csx", "Say(1.5.ToString(new System.Globalization.CultureInfo(\"en-US\")));"))).ShouldBe(["1.5"]);

    [Fact]
    public async Task A_model_that_fails_is_named_where_the_script_made_it()
    {
        var script = folder.Write("a.csx", "var model = new Model(\"mine\", x =>\n{\n    throw new InvalidOperationException(\"no \" + x.size(0));\n});\nmodel.Logits(zeros(3, 2));");
        var threw = await Should.ThrowAsync<ScriptThrewException>(() => folder.Run(script));
        threw.Message.Split('\n').ShouldBe([
            $"{SourceLine.Shorten(script)}(3,5): error: mine failed on inputs of [3, 2] with InvalidOperationException: no 3.",
            "        throw new InvalidOperationException(\"no \" + x.size(0));",
            "        ^",
            $"    called from {SourceLine.Shorten(script)}(5)"]);
    }

    [Theory]
    [InlineData("seed: 3", "seed is said of the run: write run: new Run(seed: 3)")]
    [InlineData("progress: null", "progress is said of the run: write run: new Run(progress: null)")]
    [InlineData("cancellation: default", "cancellation is said of the run: write run: new Run(cancellation: default)")]
    [InlineData("device: CUDA", "Map runs where its input is: write features.to(CUDA)")]
    [InlineData("perplexty: 3", "does not have a parameter named 'perplexty'. Did you mean 'perplexity'?")]
    public async Task What_belongs_to_a_call_is_told_where_it_goes(string argument, string says)
    {
        var script = folder.Write("a.csx", $"void Map(Tensor x, double perplexity = 30, Run run = null) {{ }}\nvar features = zeros(3, 2);\nMap(features, {argument});");
        (await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(script))).Errors.ShouldHaveSingleItem().Split('\n')[0].ShouldEndWith(says);
    }

    [Fact]
    public async Task What_a_script_throws_is_shown_in_its_own_lines_only()
    {
        folder.Write("lib.csx", "async Task<int> Deep(int x)\n{\n    await Task.Yield();\n    throw new InvalidOperationException(\"no \" + x);\n}");
        var script = folder.Write("a.csx", "#load \"lib.csx\"\nasync Task Outer() => await Deep(3);\nSay(1);\nawait Outer();");
        var threw = await Should.ThrowAsync<ScriptThrewException>(() => folder.Run(script));
        var lines = threw.Message.Split('\n');
        lines[0].ShouldBe($"{SourceLine.Shorten(Path.Combine(folder.Root, "lib.csx"))}(4,5): error: InvalidOperationException: no 3");
        lines[1].ShouldBe("        throw new InvalidOperationException(\"no \" + x);");
        lines[2].ShouldBe("        ^");
        lines[3..].ShouldBe([$"    called from {SourceLine.Shorten(script)}(2) in Outer", $"    called from {SourceLine.Shorten(script)}(4)"]);
        threw.InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task A_mistake_that_one_sentence_explains_is_that_sentence()
    {
        var script = folder.Write("a.csx", "throw new GlassboxException(\"There is no layer \\\"conv9\\\".\");");
        var threw = await Should.ThrowAsync<ScriptThrewException>(() => folder.Run(script));
        threw.Message.ShouldStartWith($"{SourceLine.Shorten(script)}(1,1): error: There is no layer \"conv9\".\n");
    }

    [Fact]
    public async Task A_package_without_a_version_is_refused_where_it_stands()
    {
        var script = folder.Write("a.csx", "Say(1);\n#r \"nuget: Some.Package\"\n");
        var errors = (await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(script))).Errors;
        errors.ShouldHaveSingleItem().ShouldStartWith($"{SourceLine.Shorten(script)}(2,1): error: the package needs a version");
    }

    [Fact]
    public async Task A_running_script_stops_waiting_when_it_is_interrupted()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var runner = new ScriptRunner(folder.Surface, folder.Cache, new PackageRestore(folder.Root));
        var script = folder.Write("a.csx", "await Task.Delay(-1);");
        await Should.ThrowAsync<OperationCanceledException>(() => runner.RunAsync(runner.Prepare(script, CancellationToken.None), [], stop.Token));
    }

    private void WriteLibrary(string name, string text)
    {
        var core = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(text)], [MetadataReference.CreateFromFile(Path.Combine(core, "System.Runtime.dll")), MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(Path.Combine(folder.Root, name + ".dll")).Success.ShouldBeTrue();
    }
}
