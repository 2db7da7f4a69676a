using System.Diagnostics;
using Glassbox.Host.Prompt;

namespace Glassbox.Host.Tests.Prompt;

[Collection(PromptPlugins.Sessions)]
public sealed class WorkerTests(PromptPlugins plugins)
{
    private readonly Session session = plugins.New();
    private readonly Worker worker = new(() => { });

    private void Run(string text, double stopAfter = 60)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(stopAfter));
        worker.Run(async () => await session.RunAsync(session.Compile(text, "/tmp/prompt", default)), stop.Token);
    }

    private object? Value(string name) => session.Variables.Single(v => v.Name == name).Value;

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (;;) n++;")]
    [InlineData("while (true) { try { F(); } catch (ArgumentException) { } }")]
    [InlineData("Parallel.For(0, 4, _ => { while (true) { } });")]
    [InlineData("Thread.Sleep(Timeout.Infinite);")]
    [InlineData("await Task.Delay(-1);")]
    public void What_runs_is_stopped_and_the_session_goes_on(string endless)
    {
        Run("using System.Threading; var n = 1L; void F() => throw new ArgumentException();");
        var clock = Stopwatch.StartNew();
        Should.Throw<OperationCanceledException>(() => Run(endless, stopAfter: 0.2));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        Run("n = -5;");
        Value("n").ShouldBe(-5L);
    }

    [Fact]
    public void What_cannot_be_stopped_is_left_behind_when_that_is_asked_for()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.1));
        using var abandon = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        using var held = new ManualResetEventSlim();
        Should.Throw<LeftBehindException>(() => worker.Run(() =>
        {
            while (!held.IsSet) Thread.SpinWait(1000);
            return Task.CompletedTask;
        }, stop.Token, abandon.Token));
        Run("var after = 1;");
        Value("after").ShouldBe(1);
        held.Set();
    }

    [Fact]
    public void All_of_it_runs_on_one_thread_what_is_awaited_too()
    {
        Run("var before = Environment.CurrentManagedThreadId; torch.set_grad_enabled(false);");
        Run("await Task.Delay(1); var after = Environment.CurrentManagedThreadId; var gradients = torch.is_grad_enabled();");
        Value("after").ShouldBe(Value("before"));
        Value("gradients").ShouldBe(false);
    }

    [Fact]
    public void An_exception_comes_out_as_it_was_thrown() => Should.Throw<DivideByZeroException>(() => Run("var zero = 0; 1 / zero"));
}
