using Glassbox.Host.Tests.Plugins;

namespace Glassbox.Host.Tests.Commands;

public sealed class CachedStartTests : IDisposable
{
    private readonly HostProcess host = new();
    private readonly PluginFixture plugins = new();

    public void Dispose()
    {
        host.Dispose();
        plugins.Dispose();
    }

    [Fact]
    public void A_cached_script_starts_without_the_compiler()
    {
        plugins.Echo("Mirror", quality: "7");
        host.PluginFolder = plugins.Folder;
        host.Write("a.csx", """
            Console.WriteLine(Mirror(torch.zeros(2, 2), count: 4).Quality["quality"]);
            Console.WriteLine(AppDomain.CurrentDomain.GetAssemblies().Any(a => a.GetName().Name.StartsWith("Microsoft.CodeAnalysis")));
            """);
        host.Run("run", "a.csx").ShouldBe(new Answer(0, "7\nTrue\n", ""));
        host.Run("run", "a.csx").ShouldBe(new Answer(0, "7\nFalse\n", ""));
    }

    [Fact]
    public void A_rebuilt_plugin_makes_its_scripts_stale()
    {
        plugins.Echo("Mirror", options: "int Count = 3");
        host.PluginFolder = plugins.Folder;
        host.Write("a.csx", "Mirror(torch.zeros(2, 2), count: 4);");
        host.Run("run", "a.csx").Code.ShouldBe(0);
        plugins.Echo("Mirror", options: "int Number = 3");
        var answer = host.Run("run", "a.csx");
        answer.Code.ShouldBe(3);
        answer.Error.ShouldContain("error CS1739");
    }

    [Fact]
    public void A_verb_of_a_plugin_that_cannot_be_loaded_answers_4()
    {
        plugins.Echo("Mirror", members: "static readonly int Now = Missing.Number;", types: "", references: [Missing()]);
        File.Delete(Path.Combine(plugins.Folder, "Mirror", "Missing.dll"));
        host.PluginFolder = plugins.Folder;
        host.Write("a.csx", "Mirror(torch.zeros(2, 2));");
        var answer = host.Run("run", "a.csx");
        answer.Code.ShouldBe(4, answer.Error);
        answer.Error.ShouldContain("Missing");
    }

    /// <summary>An assembly that the plugin is compiled against and then lacks.</summary>
    private string Missing() => PluginFixture.Compile(
        Path.Combine(Directory.CreateDirectory(Path.Combine(plugins.Folder, "..", Path.GetRandomFileName())).FullName, "Missing.dll"),
        "public static class Missing { public static readonly int Number = System.Environment.TickCount; }");
}
