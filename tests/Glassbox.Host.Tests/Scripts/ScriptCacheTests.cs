using Glassbox.Host.Scripts;

namespace Glassbox.Host.Tests.Scripts;

public sealed class ScriptCacheTests : IDisposable
{
    private readonly ScriptFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_changed_script_is_compiled_again()
    {
        var script = folder.Write("a.csx", "Say(1);");
        (await folder.Run(script)).ShouldBe(["1"]);
        folder.IsCached(script).ShouldBeTrue();
        folder.Write("a.csx", "Say(2);");
        folder.IsCached(script).ShouldBeFalse();
        (await folder.Run(script)).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_changed_file_that_it_loads_counts_as_much()
    {
        folder.Write("lib.csx", "int F() => 1;");
        var script = folder.Write("a.csx", "#load \"lib.csx\"\nSay(F());");
        (await folder.Run(script)).ShouldBe(["1"]);
        folder.Write("lib.csx", "int F() => 2;");
        (await folder.Run(script)).ShouldBe(["2"]);
    }

    [Fact]
    public async Task The_same_content_at_a_later_time_is_no_change()
    {
        var script = folder.Write("a.csx", "Say(1);");
        await folder.Run(script);
        File.SetLastWriteTimeUtc(script, DateTime.UtcNow.AddMinutes(1));
        folder.IsCached(script).ShouldBeTrue();
    }

    [Fact]
    public async Task Other_verbs_are_a_change()
    {
        var script = folder.Write("a.csx", "Say(1);");
        await folder.Run(script);
        var others = folder.Write("other-verbs.dll", "");
        folder.Cache.Find(script, [.. folder.Surface.Shared, others]).ShouldBeNull();
    }

    [Fact]
    public async Task A_script_that_no_longer_compiles_does_not_run_as_it_was()
    {
        var script = folder.Write("a.csx", "Say(1);");
        await folder.Run(script);
        folder.Write("a.csx", "Say(");
        await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(script));
        await Should.ThrowAsync<ScriptErrorsException>(() => folder.Run(script));
    }

    [Fact]
    public async Task An_assembly_that_is_gone_is_made_again()
    {
        var script = folder.Write("a.csx", "Say(1);");
        await folder.Run(script);
        foreach (var assembly in Directory.GetFiles(folder.Root, "*.dll", SearchOption.AllDirectories).Where(f => f.Contains("/cache/"))) File.Delete(assembly);
        (await folder.Run(script)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_manifest_that_was_cut_off_counts_for_nothing()
    {
        var script = folder.Write("a.csx", "Say(1);");
        await folder.Run(script);
        var manifest = Directory.GetFiles(folder.Root, "manifest", SearchOption.AllDirectories).ShouldHaveSingleItem();
        var whole = File.ReadAllText(manifest);
        for (var length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllText(manifest, whole[..length]);
            // A cut at the end of a line leaves a shorter list of inputs: it must not pass for the whole.
            folder.IsCached(script).ShouldBeFalse($"cut after {length} of {whole.Length}");
        }
        (await folder.Run(script)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Only_the_last_compilation_is_kept()
    {
        var script = folder.Write("a.csx", "Say(1);");
        for (var i = 0; i < 3; i++)
        {
            folder.Write("a.csx", $"Say({i});");
            await folder.Run(script);
        }
        Directory.GetFiles(Path.Combine(folder.Root, "cache"), "*", SearchOption.AllDirectories).Length.ShouldBe(2);
    }
}
