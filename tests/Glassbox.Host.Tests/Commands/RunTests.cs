using System.Diagnostics;
using Glassbox.Host.Commands;
using Glassbox.Host.Tests.Plugins;

namespace Glassbox.Host.Tests.Commands;

/// <summary>What <c>run</c> and <c>new</c> do besides running a script once.</summary>
public sealed class RunTests : IDisposable
{
    private readonly HostProcess host = new();
    private readonly PluginFixture plugins = new();

    public RunTests() => host.PluginFolder = plugins.Folder;

    public void Dispose()
    {
        host.Dispose();
        plugins.Dispose();
    }

    private string At(string name) => Path.Combine(host.Root, name);

    [Fact]
    public void Check_compiles_files_folders_and_patterns_and_runs_nothing()
    {
        Directory.CreateDirectory(At("deep/er"));
        host.Write("a.csx", "Console.WriteLine(\"ran\");");
        host.Write("deep/b.csx", "#load \"er/c.csx\"\nConsole.WriteLine(C);");
        host.Write("deep/er/c.csx", "int C => 1;");
        host.Run("run", "--check", "a.csx", "deep").ShouldBe(new Answer(0, "3 scripts compile.\n", ""));
        host.Run("run", "--check", "**/*.csx").Output.ShouldBe("3 scripts compile.\n");
        host.Run("run", "--check", "deep/*.csx").Output.ShouldBe("deep/b.csx compiles.\n");
        host.Run("run", "--check", "deep/?.txt").ShouldBe(new Answer(2, "", "glassbox: No file matches \"deep/?.txt\".\n"));

        host.Write("deep/er/c.csx", "int C => \"one\";");
        host.Write("d.csx", "Consle.WriteLine();");
        var answer = host.Run("run", "--check", ".");
        (answer.Code, answer.Output).ShouldBe((3, ""));
        // The error in what two scripts share is said once.
        answer.Error.Split('\n').Count(l => l.StartsWith("deep/er/c.csx(1,10): error CS0029", StringComparison.Ordinal)).ShouldBe(1, answer.Error);
        answer.Error.ShouldContain("d.csx(1,1): error CS0103");
        answer.Error.ShouldEndWith("3 of 4 scripts do not compile.\n");
    }

    [Fact]
    public void Watch_runs_again_when_the_script_what_it_loads_or_a_plugin_is_saved()
    {
        plugins.Echo("Mirror", quality: "1");
        host.Write("lib.csx", "int Two => 2;");
        host.Write("a.csx", "#load \"lib.csx\"\nConsole.WriteLine($\"{Two} {Mirror(torch.zeros(1, 1)).Quality[\"quality\"]} {args[0]}\");");
        using var process = host.Start("run", "--watch", "a.csx", "word");
        try
        {
            process.StandardOutput.ReadLine().ShouldBe("2 1 word");
            host.Write("lib.csx", "int Two => 22;");
            process.StandardOutput.ReadLine().ShouldBe("22 1 word");
            plugins.Echo("Mirror", quality: "3");
            process.StandardOutput.ReadLine().ShouldBe("22 3 word");
            // A script that does not compile is reported, and a run that never ends is ended.
            host.Write("a.csx", "Console.WriteLine(\"on\"); while (true) { }");
            process.StandardOutput.ReadLine().ShouldBe("on");
            host.Write("a.csx", "nonsense");
            host.Write("a.csx", "Console.WriteLine(\"done\");");
            process.StandardOutput.ReadLine().ShouldBe("done");
            Process.Start("kill", ["-INT", process.Id.ToString()]).WaitForExit();
            process.WaitForExit(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            process.ExitCode.ShouldBe(130);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void A_script_with_a_first_line_for_the_shell_runs_by_itself()
    {
        Directory.CreateDirectory(At("bin"));
        Executable("bin/glassbox", $"#!/bin/sh\nexec dotnet '{typeof(CommandLine).Assembly.Location}' \"$@\"\n");
        Executable("a.csx", "#!/usr/bin/env -S glassbox run\nConsole.WriteLine(args[0]);\n");
        var start = new ProcessStartInfo(At("a.csx"), ["--one"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = At("bin") + ":" + Environment.GetEnvironmentVariable("PATH");
        foreach (var variable in new[] { "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME" }) start.Environment[variable] = At("home");
        using var process = Process.Start(start)!;
        HostProcess.Wait(process).ShouldBe(new Answer(0, "--one\n", ""));
    }

    [Fact]
    public void Options_after_the_script_are_the_scripts_and_a_folder_is_no_script()
    {
        host.Write("a.csx", "");
        host.Run("run", ".").Error.ShouldBe("glassbox: \".\" is a folder: name a script in it. To compile all of them: glassbox run --check .\n");
        host.Run("run", "--chek", "a.csx").Error.ShouldContain("run has no option \"--chek\". Did you mean \"--check\"?");
    }

    [Fact]
    public void A_home_that_is_not_there_yet_is_made_and_the_working_folder_stays_clean()
    {
        host.Write("a.csx", "Console.WriteLine(1);");
        foreach (var (variable, value) in new[] { ("HOME", At("new/home")), ("XDG_CACHE_HOME", ""), ("XDG_DATA_HOME", ""), ("XDG_STATE_HOME", "relative") }) host.Environment[variable] = value;
        host.Run("run", "a.csx").ShouldBe(new Answer(0, "1\n", ""));
        Directory.Exists(At("new/home/.cache/glassbox")).ShouldBeTrue();
        Directory.GetFileSystemEntries(host.Root).Select(Path.GetFileName).Order().ShouldBe(["a.csx", "new"]);
    }

    [Fact]
    public void A_cache_that_cannot_be_made_is_one_sentence_that_says_what_to_set()
    {
        host.Write("a.csx", "Console.WriteLine(1);");
        host.Environment["XDG_CACHE_HOME"] = "/proc/nowhere";
        var answer = host.Run("run", "a.csx");
        answer.Error.ShouldStartWith("glassbox: The cache folder /proc/nowhere/glassbox/");
        answer.Error.ShouldContain("cannot be made: set XDG_CACHE_HOME to a folder that can be written to.\n");
        answer.Code.ShouldBe(2);
    }

    private void Executable(string name, string text)
    {
        var path = host.Write(name, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
