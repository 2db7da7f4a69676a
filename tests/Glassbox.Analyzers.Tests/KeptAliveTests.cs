namespace Glassbox.Analyzers.Tests;

public sealed class KeptAliveTests
{
    [Theory]
    [InlineData("AppDomain.CurrentDomain.UnhandledException += (_, _) => { };", "The handler added to AppDomain.UnhandledException")]
    [InlineData("Console.CancelKeyPress += (_, _) => { };", "The handler added to Console.CancelKeyPress")]
    [InlineData("System.Threading.Tasks.TaskScheduler.UnobservedTaskException += (_, _) => { };", "The handler added to TaskScheduler.UnobservedTaskException")]
    [InlineData("System.Runtime.InteropServices.GCHandle.Alloc(this);", "GCHandle.Alloc")]
    [InlineData("AppDomain.CurrentDomain.SetData(\"fixture\", this);", "AppDomain.SetData")]
    [InlineData("ThreadPool.RegisterWaitForSingleObject(new ManualResetEvent(false), (_, _) => { }, null, -1, true);", "ThreadPool.RegisterWaitForSingleObject")]
    [InlineData("Thread.AllocateNamedDataSlot(\"fixture\");", "Thread.AllocateNamedDataSlot")]
    [InlineData("System.ComponentModel.TypeDescriptor.GetProperties(options);", "TypeDescriptor.GetProperties")]
    [InlineData("dynamic d = this; d.Touch();", "A dynamic call")]
    public async Task WhatStaysForGood(string body, string what) =>
        (await Reported.Of(Reported.Plugin(body, members: "public void Touch() { }"))).ShouldHaveSingleItem().ShouldContain($": {what} would keep the plugin in memory after it is unloaded: ");

    [Theory]
    [InlineData("static Timer? kept;")]
    [InlineData("static readonly Thread Worker = new(() => { });")]
    [InlineData("static System.Runtime.InteropServices.GCHandle Handle { get; set; }")]
    public async Task AStaticThatRuns(string member) =>
        (await Reported.Of(Reported.Plugin("", members: member))).ShouldHaveSingleItem().ShouldStartWith("GLASS003 ");

    [Theory]
    [InlineData("Console.CancelKeyPress += Stop; try { run.Step(0, 1); } finally { Console.CancelKeyPress -= Stop; }")]
    [InlineData("var handle = System.Runtime.InteropServices.GCHandle.Alloc(this); handle.Free();")]
    [InlineData("using var timer = new Timer(_ => { }, null, 0, 100);")]
    [InlineData("Own += Stop;")]
    [InlineData("Kept.Add(options); Cached = points;")]
    [InlineData("new System.Diagnostics.Process().Exited += (_, _) => { };")]
    public async Task WhatGoesWithThePlugin(string body) =>
        (await Reported.Of(Reported.Plugin(body, members: """
            static readonly List<object> Kept = [];
            static Tensor? Cached;
            static event ConsoleCancelEventHandler? Own;
            [ThreadStatic] static object? mine;
            static void Stop(object? sender, ConsoleCancelEventArgs e) => mine = Own;
            """))).ShouldBeEmpty();
}
