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
    public void A_failure_inside_a_verb_is_shown_where_the_script_called_it()
    {
        plugins.Echo("Mirror", options: "[Range(0, 9)] int Count = 3");
        host.PluginFolder = plugins.Folder;
        host.Write("a.csx", "var three = 3;\n  Mirror(torch.zeros(2, 2), count: -1);");
        foreach (var _ in Enumerable.Range(0, 2))
            host.Run("run", "a.csx").Error.ShouldStartWith("a.csx(2,3): error: ");
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
    public void A_plugin_that_lacks_a_native_library_answers_4_and_names_it()
    {
        plugins.Echo("Mirror", body: "Native.nothing();",
            types: "static class Native { [System.Runtime.InteropServices.DllImport(\"no_such_library\")] public static extern void nothing(); }");
        host.PluginFolder = plugins.Folder;
        host.Write("a.csx", "Mirror(torch.zeros(2, 2));");
        var answer = host.Run("run", "a.csx");
        answer.Code.ShouldBe(4, answer.Error);
        answer.Error.ShouldStartWith("a.csx(1,1): error: Plugin Mirror lacks a native library: ");
        answer.Error.ShouldContain("no_such_library");
    }

    [Fact]
    public void A_verb_that_a_refused_plugin_would_bring_is_explained()
    {
        Directory.CreateDirectory(Path.Combine(plugins.Folder, "Mirror"));
        File.WriteAllText(Path.Combine(plugins.Folder, "Mirror", "Mirror.dll"), "no assembly");
        host.PluginFolder = plugins.Folder;
        host.Write("a.csx", "Mirror(torch.zeros(2, 2));");
        var answer = host.Run("run", "a.csx");
        answer.Code.ShouldBe(3);
        answer.Error.ShouldContain("\nplugin Mirror brings no verbs: ");
    }
}
