using Glassbox.Host.Tests.Commands;
using Glassbox.Host.Tests.Plugins;

namespace Glassbox.Host.Tests.Prompt;

/// <summary>Plugins that are rebuilt while a prompt uses them.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly HostProcess host = new();
    private readonly PluginFixture plugins = new();

    public ReloadTests() => host.PluginFolder = plugins.Folder;

    public void Dispose()
    {
        host.Dispose();
        plugins.Dispose();
    }

    [Fact]
    public void A_rebuilt_plugin_is_taken_up_by_reload()
    {
        plugins.Echo("Mirror", quality: "1");
        using var process = host.Start("repl", [], input: null);
        void Say(string line)
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        Say("double Now() => Mirror(torch.zeros(1, 1)).Quality[\"quality\"]");
        Say("Now()");
        process.StandardOutput.ReadLine().ShouldBe("1");
        plugins.Echo("Mirror", quality: "2");
        Say(":reload");
        process.StandardOutput.ReadLine()!.ShouldEndWith(" methods");
        Say("Now()");
        process.StandardOutput.ReadLine().ShouldBe("2");
        plugins.Echo("Mirror", quality: "options.Other", options: "int Other = 3");
        Say(":reload");
        process.StandardOutput.ReadLine()!.ShouldEndWith(" methods; their verbs or options have changed");
        Say("Mirror(torch.zeros(1, 1), other: 4).Quality[\"quality\"]");
        process.StandardOutput.ReadLine().ShouldBe("4");
        process.StandardInput.Close();
        var rest = HostProcess.Wait(process);
        rest.ShouldBe(new Answer(0, "", ""));
    }

    [Fact]
    public void A_watching_prompt_takes_up_a_rebuilt_plugin_by_itself()
    {
        plugins.Echo("Mirror", quality: "1");
        using var process = host.Start("repl", ["--watch"], input: null);
        process.StandardInput.WriteLine("double Now() => Mirror(torch.zeros(1, 1)).Quality[\"quality\"]\nNow()");
        process.StandardInput.Flush();
        process.StandardOutput.ReadLine().ShouldBe("1");
        plugins.Echo("Mirror", quality: "2");
        process.StandardError.ReadLine().ShouldBe("Plugins were rebuilt.");
        process.StandardInput.WriteLine("Now()");
        process.StandardInput.Close();
        HostProcess.Wait(process).ShouldBe(new Answer(0, "2\n", ""));
    }

    [Fact]
    public void A_watched_project_is_built_and_taken_up_whenever_it_is_saved()
    {
        // Only the SDK's own package, which is made here, is restored.
        host.Environment["RestoreSources"] = Path.Combine(host.Root, "data", "glassbox", "packages");
        host.Environment["NuGetAudit"] = "false";
        host.Run("plugins", "new", "Second").Code.ShouldBe(0);
        var code = Path.Combine(host.Root, "Second", "Second", "Second.cs");
        void Edit(string from, string to) => File.WriteAllText(code, File.ReadAllText(code).Replace(from, to));
        using var process = host.Start("repl", ["--watch", "Second"], input: null);
        void Say(string line)
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        process.StandardError.ReadLine().ShouldBe("building Second");
        Say("var model = Models.Load(\"digits-cnn\"); var x = Data.Digits().Test[0];\nSecond(model, x).Checks[0].Identity");
        process.StandardOutput.ReadLine().ShouldBe("\"shares of each input sum to 1\"");

        Edit("sum to 1", "sum to one");
        process.StandardError.ReadLine().ShouldNotBeNull().ShouldMatch(@"^Second was rebuilt in \d+\.\d s\.$");
        Say("Second(model, x).Checks[0].Identity");
        process.StandardOutput.ReadLine().ShouldBe("\"shares of each input sum to one\"");

        Edit("sum to one\", error", "sum to one\", eror");
        process.StandardError.ReadLine().ShouldBe("Second does not build: Second.cs(30,68): error CS0103: The name 'eror' does not exist in the current context");
        Say("Second(model, x).Checks[0].Identity");
        process.StandardOutput.ReadLine().ShouldBe("\"shares of each input sum to one\"");

        Edit("eror", "error");
        process.StandardError.ReadLine().ShouldNotBeNull().ShouldStartWith("Second was rebuilt");
        Edit("double Power = 1)", "double Power = 1, int Other = 3)");
        process.StandardError.ReadLine().ShouldNotBeNull().ShouldEndWith(" s; verbs or options have changed.");
        Say("Second(model, x, other: 4).Checks[0].Identity");
        process.StandardInput.Close();
        HostProcess.Wait(process).ShouldBe(new Answer(0, "\"shares of each input sum to one\"\n", ""));
    }

    [Fact]
    public void What_cannot_be_watched_is_said_in_one_sentence()
    {
        host.Write("a.csx", "");
        host.Run("repl", "--watch", "a.csx").ShouldBe(new Answer(2, "", "glassbox: a.csx is no project and no folder: give a plugin's project, or the folder that it was built to.\n"));
        host.Run("repl", "--watch", plugins.Folder).Error.ShouldEndWith("holds neither a plugin's project nor a built plugin.\n");
    }
}
