using Glassbox.Host.Tests.Commands;
using Glassbox.Host.Tests.Plugins;

namespace Glassbox.Host.Tests.Prompt;

/// <summary>The prompt as a process whose input is a pipe; all of them share the caches, so that the verbs are compiled once.</summary>
public sealed class PipedPromptTests(HostProcess host) : IClassFixture<HostProcess>
{
    private Answer Pipe(string text, params string[] arguments)
    {
        using var process = host.Start("repl", arguments, input: text);
        return HostProcess.Wait(process);
    }

    [Fact]
    public void What_is_piped_in_is_run_and_shown_without_prompt_or_escape_sequences()
    {
        var answer = Pipe("""
            1+1
            var t = torch.arange(6).reshape(2, 3)
            t
            foreach (var i in new[] { 1, 2 })
            {
                Console.WriteLine(i);
            }
            Pca(t.to(torch.float32), components: 2).Coordinates.shape[1]
            "a\"b"
            new List<double> { 1.5, 2 }
            null
            """);
        answer.Error.ShouldBe("");
        answer.Output.ShouldBe("2\n[2, 3] Int64 cpu\nmin 0 · max 5 · spread " + answer.Output.Split("spread ")[1].Split('\n')[0] +
            "\n  0  1  2\n  3  4  5\n1\n2\n2\n\"a\\\"b\"\nList<double>, 2 elements\n  1.5, 2\n");
        answer.Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("nothing", 3, "error CS0103")]
    [InlineData("throw new Exception(\"no\");", 1, "error: Exception: no")]
    [InlineData("Models.Load(\"digits-cn\")", 1, "Did you mean \"digits-cnn\"?")]
    [InlineData(":shwo", 2, "Did you mean \":show\"?")]
    [InlineData("F(1,", 3, "error CS")]
    public void The_first_failure_ends_it_with_the_exit_code_of_a_script(string text, int code, string says)
    {
        var answer = Pipe(text + "\nConsole.WriteLine(\"not reached\")");
        answer.Code.ShouldBe(code, answer.Error);
        answer.Error.ShouldContain(says);
        answer.Output.ShouldBe("");
    }

    [Fact]
    public void A_session_becomes_a_script_that_does_the_same()
    {
        var session = Pipe("""
            var t = torch.ones(2, 2)
            using System.Text
            t * 3
            int Twice(int n) => 2 * n
            Twice(4)
            var b = 1; b + 1
            b++
            await Task.Delay(1)
            new StringBuilder("x").Append(b).ToString().Length
            nothing
            """.Replace("\nnothing", "\n:save session"));
        session.Output.ShouldEndWith("session.csx: run it with glassbox run session.csx\n", Case.Sensitive, session.Error);
        var script = File.ReadAllText(Path.Combine(host.Root, "session.csx"));
        script.ShouldStartWith("using System.Text;\n");
        script.ShouldContain("(t * 3).Show();");
        var run = host.Run("run", "session.csx");
        run.Error.ShouldBe("");
        run.Output.Split('\n')[..5].ShouldBe(session.Output.Split('\n')[..5]);
        run.Output.ShouldEndWith("8\n2\n2\n");
    }

    [Fact]
    public void A_session_is_saved_over_a_file_only_when_that_is_said_or_the_file_is_its_own()
    {
        host.Write("mine.csx", "// by hand\n");
        var refused = Pipe("var a = 1;\n:save mine");
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("mine.csx is there already: give another name, or overwrite it by :save! mine.csx");
        File.ReadAllText(Path.Combine(host.Root, "mine.csx")).ShouldBe("// by hand\n");

        var saved = Pipe("var a = 1;\n:save! mine\nvar b = 2;\n:save mine");
        saved.Error.ShouldBe("");
        File.ReadAllText(Path.Combine(host.Root, "mine.csx")).ShouldBe("var a = 1;\nvar b = 2;\n");
    }

    [Fact]
    public void Names_that_were_declared_again_mean_in_the_script_what_they_meant_when_they_were_typed()
    {
        var session = Pipe("""
            var x = 2; var x1 = 100
            int F(int a) => a * x
            F(3) + x1
            var x = "two"
            new[] { 1, 2 }.Select(x => x * F(x)).Sum()
            int F(int a) => x.Length + a
            var x = new { x = 4.5, x1 }
            x.x + F(1)
            :save names
            """);
        session.Error.ShouldBe("");
        var run = host.Run("run", "names.csx");
        run.Error.ShouldBe("");
        run.Output.ShouldBe(string.Concat(session.Output.Split('\n')[..^2].Select(line => line + "\n")));
    }

    [Fact]
    public void A_verb_that_is_missing_because_its_plugin_is_refused_is_told_with_the_reason()
    {
        using var fixture = new PluginFixture();
        fixture.Echo("Odd", options: "decimal Price = 1");
        using var own = new HostProcess { PluginFolder = fixture.Folder };
        using var process = own.Start("repl", [], input: "Odd(torch.ones(2, 2))");
        var answer = HostProcess.Wait(process);
        answer.Code.ShouldBe(3);
        answer.Error.ShouldContain("'Odd' does not exist");
        answer.Error.ShouldContain("plugin Odd: Plugin Odd has a class Odd that is no method");
    }

    [Fact]
    public void Functions_of_one_name_are_typed_together()
    {
        var apart = Pipe("var x = 2\nint F(int a) => a * x\ndouble F(double a) => a + x");
        (apart.Code, apart.Output).ShouldBe((3, ""));
        apart.Error.ShouldStartWith("error: F(int) was typed before: type it once more together with F(double)");
        Pipe("var x = 2\nint F(int a) => x\nint F(int a) => a * x; double F(double a) => a + x\nF(3) + F(0.5)").ShouldBe(new Answer(0, "8.5\n", ""));
    }

    [Fact]
    public void Scripts_can_be_loaded_and_their_failures_name_their_lines()
    {
        host.Write("good.csx", "var five = 5;\nint Six() => 6;");
        host.Write("bad.csx", "var one = 1;\n\nthrow new InvalidOperationException(\"third line\");");
        Pipe("five + Six()", "good.csx").ShouldBe(new Answer(0, "11\n", ""));
        Pipe(":load good.csx\nfive").Output.ShouldBe("5\n");
        var answer = Pipe(":load bad.csx");
        answer.Code.ShouldBe(1);
        answer.Error.ShouldStartWith("bad.csx(3,1): error: InvalidOperationException: third line");
        host.Write("model.csx", "var mine = new Model(\"mine\", x =>\n    throw new InvalidOperationException(\"second line\"));\nmine.Logits(zeros(1, 2));");
        Pipe(":load model.csx").Error.ShouldStartWith("model.csx(2,5): error: mine failed on inputs of [1, 2] with InvalidOperationException: second line.");
        Pipe(":load god.csx").Error.ShouldContain("Did you mean \"good.csx\"?");
    }

    [Fact]
    public void Commands_tell_about_methods_networks_and_variables()
    {
        var answer = Pipe(":methods projector\n:show GradCam\n:vars\nvar n = 3\n:vars\n:models\n:time n + 1\n:device cpu\n:reset\n:vars\n:help\n:help :save");
        answer.Error.ShouldBe("");
        answer.Output.ShouldMatch(@"\n  Pca +pca +Principal");
        answer.Output.ShouldContain("There are no variables yet.\nn  int  3\n");
        answer.Output.ShouldContain("\ngrad-cam: ");
        answer.Output.ShouldContain("digits-cnn");
        answer.Output.ShouldContain("networks are loaded to cpu");
        answer.Output.Split("There are no variables yet.").Length.ShouldBe(3);
        answer.Output.ShouldContain("Example: :save session.csx");
    }
}
