using Glassbox.Host.Tests.Plugins;
using Glassbox.Host.Commands;

namespace Glassbox.Host.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly HostProcess host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public void A_script_that_ends_answers_0_and_keeps_stderr_clean()
    {
        host.Write("a.csx", "Console.WriteLine(\"said\");");
        host.Run("run", "a.csx").ShouldBe(new Answer(0, "said\n", ""));
    }

    [Fact]
    public void A_script_that_throws_answers_1_with_its_own_lines_only()
    {
        host.Write("a.csx", "\nthrow new InvalidOperationException(\"no\");");
        var answer = host.Run("run", "a.csx");
        answer.ShouldBe(new Answer(1, "", "a.csx(2,1): error: InvalidOperationException: no\n    throw new InvalidOperationException(\"no\");\n    ^\n"));
    }

    [Fact]
    public void Trace_adds_the_whole_stack()
    {
        host.Write("a.csx", "throw new InvalidOperationException(\"no\");");
        host.Run("run", "--trace", "a.csx").Error.ShouldContain("   at Script.");
    }

    [Fact]
    public void A_script_that_does_not_compile_answers_3()
    {
        host.Write("a.csx", "Console.WriteLin(1);");
        var answer = host.Run("run", "a.csx");
        (answer.Code, answer.Output).ShouldBe((3, ""));
        answer.Error.ShouldStartWith("a.csx(1,9): error CS0117: ");
        answer.Error.ShouldContain("Did you mean 'WriteLine'?");
    }

    [Theory]
    [InlineData("There is no script \"quikstart.csx\". Did you mean \"quickstart.csx\"?", "run", "quikstart.csx")]
    [InlineData("Did you mean \"plugins\"?", "plugin", "list")]
    [InlineData("Did you mean \"--quiet\"?", "run", "--quite", "quickstart.csx")]
    [InlineData("There is no method \"no-such-method\".", "plugins", "show", "no-such-method")]
    [InlineData("--device takes cpu, cuda or cuda:1, not meta.", "run", "--device", "meta", "quickstart.csx")]
    [InlineData("\"abacus\" is no device: write cpu, cuda, or cuda:1.", "run", "--device", "abacus", "quickstart.csx")]
    [InlineData("--threads takes a number of at least 1, not 0.", "run", "--threads", "0", "quickstart.csx")]
    public void Wrong_usage_answers_2_with_one_sentence(string sentence, params string[] arguments)
    {
        host.Write("quickstart.csx", "");
        var answer = host.Run(arguments);
        (answer.Code, answer.Output).ShouldBe((2, ""));
        answer.Error.ShouldStartWith("glassbox: ");
        answer.Error.ShouldContain(sentence);
        answer.Error.TrimEnd('\n').ShouldNotContain('\n');
    }

    [Fact]
    public void What_follows_a_script_is_the_scripts()
    {
        host.Write("a.csx", "Console.WriteLine(string.Join('|', args));");
        host.Run("--seed", "3", "run", "--quiet", "a.csx", "--seed", "5", "run", "--help", "@file", "-x").Output.ShouldBe("--seed|5|run|--help|@file|-x\n");
    }

    [Fact]
    public void Interrupting_a_script_that_waits_answers_130()
    {
        host.Write("a.csx", "Console.WriteLine(\"on\"); await Task.Delay(-1);");
        Interrupted("a.csx").Code.ShouldBe(130);
    }

    [Fact]
    public void Interrupting_a_script_that_never_listens_answers_130()
    {
        host.Write("a.csx", "Console.WriteLine(\"on\"); while (true) { }");
        Interrupted("a.csx").Code.ShouldBe(130);
    }

    [Fact]
    public void Every_command_has_help_with_an_example()
    {
        string[][] commands =
        [
            [], ["run"], ["explain"], ["plugins"], ["plugins", "list"], ["plugins", "show"], ["plugins", "new"], ["plugins", "test"], ["plugins", "pack"],
            ["plugins", "install"], ["plugins", "update"], ["plugins", "accept"], ["plugins", "remove"], ["pack"],
            ["runs"], ["runs", "list"], ["runs", "show"], ["runs", "diff"], ["runs", "replay"], ["runs", "remove"], ["new"], ["new", "experiment"], ["new", "editor"],
            ["models"], ["doctor"], ["test"],
        ];
        foreach (var command in commands)
        {
            var answer = host.Run([.. command, "--help"]);
            answer.Code.ShouldBe(0, string.Join(' ', command));
            answer.Error.ShouldBe("");
            answer.Output.ShouldContain("Example");
        }
    }

    [Fact]
    public void Installing_a_plugin_says_which_method_it_puts_out_of_use()
    {
        using var fixture = new PluginFixture();
        fixture.Echo("Umap");
        var answer = host.Run("plugins", "install", Path.Combine(fixture.Folder, "Umap"));
        answer.Code.ShouldBe(0, answer.Error);
        answer.Error.ShouldMatch(@"^Umap .*: umap is offered by plugin Umap in .* instead\.\n$");
    }

    [Fact]
    public void The_version_is_the_programs()
    {
        var answer = host.Run("--version");
        (answer.Code, answer.Error).ShouldBe((0, ""));
        answer.Output.ShouldMatch(@"^glassbox \d+\.\d+\.\d+\n$");
    }

    private Answer Interrupted(string script)
    {
        using var process = host.Start("run", script);
        try
        {
            process.StandardOutput.ReadLine().ShouldBe("on");
            System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString()]).WaitForExit();
            process.WaitForExit(TimeSpan.FromSeconds(20)).ShouldBeTrue();
            return HostProcess.Wait(process);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
