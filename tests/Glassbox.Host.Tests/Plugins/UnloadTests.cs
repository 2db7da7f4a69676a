using System.Runtime.CompilerServices;
using Glassbox.Host.Plugins;

namespace Glassbox.Host.Tests.Plugins;

/// <summary>An unloaded plugin leaves memory, and where it does not, the host says what probably holds it.</summary>
public sealed class UnloadTests : IDisposable
{
    private readonly PluginFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    /// <summary>What a plugin may do without staying in memory.</summary>
    [Theory]
    [InlineData("Kept.Add(new Pair(options.Mode));")]
    [InlineData("Mine = new Pair(options.Mode);")]
    [InlineData("Local.Value = new Pair(options.Mode);")]
    [InlineData("_ = System.Text.Json.JsonSerializer.Serialize(new Pair(options.Mode));")]
    [InlineData("_ = new System.Text.RegularExpressions.Regex(\"[a-z]+\", System.Text.RegularExpressions.RegexOptions.Compiled).IsMatch(options.Mode.ToString());")]
    [InlineData("System.Threading.Tasks.Parallel.For(0, 4, i => { lock (Kept) Kept.Add(new Pair(options.Mode)); });")]
    [InlineData("System.Threading.Tasks.Task.Run(async () => { await System.Threading.Tasks.Task.Delay(1); Kept.Add(options); }).Wait();")]
    [InlineData("using var timer = new Timer(_ => Kept.Add(options), null, 0, 1000);")]
    [InlineData("var rented = System.Buffers.ArrayPool<Pair>.Shared.Rent(4); rented[0] = new Pair(options.Mode); System.Buffers.ArrayPool<Pair>.Shared.Return(rented);")]
    public void OrdinaryCodeLeavesNothingBehind(string body) => LeavesNothingBehind(body, cycles: 3);

    [Fact]
    public void TwoHundredLoadsLeaveNothingBehind() => LeavesNothingBehind("Kept.Add(new Pair(options.Mode)); Mine = Kept[0];", cycles: 200);

    private void LeavesNothingBehind(string body, int cycles)
    {
        fixture.Echo("Cycle", body: body, options: "Mode Mode = Mode.Fast", types: "public enum Mode { Slow, Fast } public record Pair(Mode Mode);",
            members: "static readonly List<object> Kept = []; [ThreadStatic] static object? Mine; static readonly AsyncLocal<object?> Local = new();");
        var catalogue = fixture.Catalogue();

        var contexts = Enumerable.Range(0, cycles).Select(_ => LoadCallUnload(catalogue)).ToArray();

        for (var i = 0; i < 20 && contexts.Any(c => c.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        contexts.Count(c => c.IsAlive).ShouldBe(0);
        catalogue.Plugins.ShouldHaveSingleItem().Status.ShouldBe(PluginStatus.Available);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadCallUnload(PluginCatalogue catalogue)
    {
        catalogue.Quality("cycle").ShouldBe(0);
        var context = System.Runtime.Loader.AssemblyLoadContext.All.Single(c => c.Name == "plugin Cycle");
        var weak = new WeakReference(context, trackResurrection: true);
        catalogue.Unload("Cycle");
        return weak;
    }

    [Fact]
    public void AResultOutlivesItsPlugin()
    {
        fixture.Echo("Giver", quality: "7");
        var catalogue = fixture.Catalogue();
        var result = catalogue.Project("giver");

        catalogue.Unload("Giver").ShouldBeTrue();

        result.Quality["quality"].ShouldBe(7);
        result.Provenance!.Method.ShouldBe("giver");
    }

    [Fact]
    public void AFailureOutlivesItsPluginAsText()
    {
        fixture.Echo("Thrower", body: "if (options.Count == 3) throw new InvalidOperationException(\"no\");");
        var catalogue = fixture.Catalogue();
        var message = Failure(catalogue);

        catalogue.Unload("Thrower").ShouldBeTrue();
        message.ShouldContain("thrower of plugin Thrower failed");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Failure(PluginCatalogue catalogue) => Should.Throw<GlassboxException>(() => catalogue.Project("thrower")).Message;

    [Fact]
    public void AnEmbeddingThatStillTransformsHoldsItsPlugin()
    {
        fixture.Echo("Mapper", body: "if (options.Count == 3) return new Embedding(points, p => p);");
        var catalogue = fixture.Catalogue();
        var (alive, state) = UnloadWhileHeld(catalogue);

        alive.ShouldBeTrue();
        state.Reason.ShouldContain("an embedding that places new points");
        GoneNow(catalogue).ShouldBeTrue();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (bool Alive, PluginState State) UnloadWhileHeld(PluginCatalogue catalogue)
    {
        var embedding = catalogue.Project("mapper");
        var alive = !catalogue.Unload("Mapper");
        var state = catalogue.Plugins.Single(p => p.Status == PluginStatus.RetiredButAlive);
        embedding.Transform(embedding.Coordinates).ShouldBeSameAs(embedding.Coordinates);
        return (alive, state);
    }

    private static bool GoneNow(PluginCatalogue catalogue)
    {
        for (var i = 0; i < 20; i++)
        {
            if (catalogue.Plugins.All(p => p.Status != PluginStatus.RetiredButAlive)) return true;
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return false;
    }

    [Theory]
    [InlineData("AppDomain.CurrentDomain.UnhandledException += (_, _) => { };", "a handler that it added to an event of AppDomain")]
    [InlineData("Console.CancelKeyPress += (_, _) => { };", "a handler that it added to Console.CancelKeyPress")]
    [InlineData("new Thread(() => { while (true) Thread.Sleep(1000); }) { IsBackground = true }.Start();", "a thread that it started and that still runs")]
    [InlineData("Kept = new Timer(_ => { }, null, 60_000, 60_000);", "a timer that it did not dispose")]
    [InlineData("System.Runtime.InteropServices.GCHandle.Alloc(this);", "a GCHandle that it did not free")]
    [InlineData("AppDomain.CurrentDomain.SetData(\"fixture\", this);", "an object that it stored with AppDomain.SetData")]
    [InlineData("ThreadPool.RegisterWaitForSingleObject(new ManualResetEvent(false), (_, _) => { }, null, -1, true);", "a wait that it registered with the thread pool")]
    [InlineData("System.Threading.Tasks.Task.Run(async () => { while (true) await System.Threading.Tasks.Task.Delay(1000); });", "a task of its own that still runs")]
    [InlineData("dynamic d = this; d.Touch();", "a dynamic call")]
    public void WhatNeverLeavesIsReportedWithItsLikelyReason(string leak, string reason)
    {
        fixture.Echo("Leaky", members: "static object? Kept; public void Touch() { }", body: leak);
        var catalogue = fixture.Catalogue();
        CallLeaky(catalogue);

        catalogue.Unload("Leaky").ShouldBeFalse();

        var retired = catalogue.Plugins.Single(p => p.Status == PluginStatus.RetiredButAlive);
        retired.Name.ShouldBe("Leaky");
        retired.Reason.ShouldStartWith("Unloaded, but still in memory, probably because of ");
        retired.Reason.ShouldContain(reason);
        catalogue.Quality("leaky").ShouldBe(0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CallLeaky(PluginCatalogue catalogue) => catalogue.Quality("leaky").ShouldBe(0);

    [Fact]
    public void ANativeLibraryIsFoundBesideThePluginAndClosedAfterIt()
    {
        var folder = fixture.Echo("Native",
            members: "[System.Runtime.InteropServices.DllImport(\"fixturemath\")] static extern double cos(double x);", quality: "cos(0)");
        var library = Path.Combine(folder, "libfixturemath.so");
        File.Copy(MappedFiles().First(f => Path.GetFileName(f).StartsWith("libm.so", StringComparison.Ordinal) || Path.GetFileName(f).StartsWith("libm-", StringComparison.Ordinal)), library);
        var catalogue = fixture.Catalogue();

        CallNative(catalogue);
        MappedFiles().ShouldContain(library);

        catalogue.Unload("Native").ShouldBeTrue();
        MappedFiles().ShouldNotContain(library);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CallNative(PluginCatalogue catalogue) => catalogue.Quality("native").ShouldBe(1);

    private static string[] MappedFiles() =>
        [.. File.ReadLines("/proc/self/maps").Select(line => line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries)).Where(parts => parts.Length == 6).Select(parts => parts[5]).Distinct()];
}
