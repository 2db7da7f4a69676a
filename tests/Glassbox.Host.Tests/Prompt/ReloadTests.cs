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
}
