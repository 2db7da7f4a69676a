using Glassbox.Host.Terminal;

namespace Glassbox.Host.Tests.Commands;

public sealed class ProgressLineTests
{
    [Fact]
    public void Work_that_is_soon_done_is_not_mentioned()
    {
        var error = new StringWriter();
        using (var line = new ProgressLine("LIME", error, () => 100))
            for (var i = 0; i < 100; i++) line.Report(new Progress(i, 100, "samples"));
        error.ToString().ShouldBe("");
    }

    [Fact]
    public void A_terminal_has_one_line_that_is_wiped_at_the_end()
    {
        var error = new StringWriter();
        using (var line = new ProgressLine("LIME", error, () => 100))
        {
            Thread.Sleep(600);
            line.Report(new Progress(500, 1000, "samples"));
            line.Report(new Progress(501, 1000, "samples"));   // Too soon after the other.
        }
        var drawn = error.ToString().Split('\r');
        drawn.Length.ShouldBe(4);
        drawn[1].ShouldStartWith("LIME  ████████████░░░░░░░░░░░░  500 of 1,000 samples  ");
        drawn[2].ShouldBe(new string(' ', drawn[1].Length));
        drawn[3].ShouldBe("");
        error.ToString().ShouldNotContain('\n');
    }

    [Theory]
    [InlineData(100)]
    [InlineData(60)]
    [InlineData(40)]
    [InlineData(20)]
    public void The_line_never_wraps(int columns)
    {
        var error = new StringWriter();
        using var line = new ProgressLine("Local interpretable model-agnostic explanations", error, () => columns);
        Thread.Sleep(600);
        line.Report(new Progress(1_632, 73_034, "samples"));
        error.ToString().ShouldContain("░░░░░░░░");
        error.ToString()[1..].Length.ShouldBeLessThan(columns);
        if (columns >= 60) error.ToString().ShouldEndWith(" left");
    }

    [Fact]
    public void A_step_that_does_not_end_is_named()
    {
        var error = new StringWriter();
        using var line = new ProgressLine("LIME", error, () => 100);
        line.Report(new Progress(0, 9, "checks, now same seed same bits"));
        Thread.Sleep(1000);
        line.Wipe();
        error.ToString().ShouldContain("0 of 9 checks, now same seed same bits");
    }
}
