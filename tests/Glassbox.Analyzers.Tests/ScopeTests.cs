namespace Glassbox.Analyzers.Tests;

public sealed class ScopeTests
{
    private const string Left = "GLASS004 for: This loop makes tensors that are left to the method's caller: begin its body with `using var scope = NewDisposeScope();`";
    private const string Piling = "GLASS004 for: This loop makes tensors that pile up with each of its many turns: begin its body with `using var scope = NewDisposeScope();`";

    [Theory]
    [InlineData("double sum = 0; for (var i = 0; i < 9; i++) sum += (points * i).sum().ToDouble();")]
    [InlineData("for (var i = 0; i < 9; i++) points = points + 1;")]
    [InlineData("for (var i = 0; i < 9; i++) { var next = points.abs(); run.Log(next.ToString()); }")]
    [InlineData("var all = new List<Tensor>(); for (var i = 0; i < 9; i++) all.Add(points[i] * 2);")]
    public async Task WithoutAnyScope(string body) => (await Reported.Of(Reported.Plugin(body))).ShouldBe([Left]);

    [Theory]
    [InlineData("using var scope = NewDisposeScope(); for (var i = 0; i < 9; i++) { run.Step(i, 9); points = points + 1; }")]
    [InlineData("for (var i = 0; i < 9; i++) { run.Step(i, 9); points = points + 1; }")]
    public async Task ALongLoopInOneScope(string body) => (await Reported.Of(Reported.Plugin(body))).ShouldBe([Piling]);

    [Theory]
    [InlineData("for (var i = 0; i < 9; i++) { using var scope = NewDisposeScope(); run.Step(i, 9); run.Log($\"{(points * i).sum().ToDouble()}\"); }")]
    [InlineData("for (var i = 0; i < 9; i++) { using (var scope = NewDisposeScope()) { run.Log($\"{(points * i).sum().ToDouble()}\"); } }")]
    [InlineData("using var scope = NewDisposeScope(); for (var i = 0; i < 9; i++) points = points + 1;")]
    [InlineData("using (NewDisposeScope()) { for (var i = 0; i < 9; i++) points = points + 1; }")]
    [InlineData("run.EachBatch(9, 2, (first, count) => { for (var i = first; i < first + count; i++) run.Log($\"{points[i].ToDouble()}\"); });")]
    [InlineData("for (var i = 0; i < 9; i++) { run.Step(i, 9); points.add_(1); }")]
    [InlineData("for (var i = 0; i < 9; i++) { using var next = points.abs(); run.Log(next.ToString()); }")]
    [InlineData("for (var i = 0; i < 9; i++) { var next = points.abs(); run.Log(next.ToString()); next.Dispose(); }")]
    [InlineData("var all = new List<Tensor>(); for (var i = 0; i < 9; i++) all.Add(points.narrow(0, i, 1));")]
    [InlineData("for (var i = 0; i < 9; i++) run.Step(i, points.size(0));")]
    public async Task WhereNothingPilesUp(string body) => (await Reported.Of(Reported.Plugin(body))).ShouldBeEmpty();

    [Fact]
    public async Task AMethodThatIsCalledWithinAScopeIsCoveredByIt() =>
        (await Reported.Of(Reported.Plugin("using var scope = NewDisposeScope(); run.Log($\"{Sum(points)}\");", members: Sum))).ShouldBeEmpty();

    [Fact]
    public async Task AMethodThatIsCalledWithoutIsNot() => (await Reported.Of(Reported.Plugin("run.Log($\"{Sum(points)}\");", members: Sum))).ShouldBe([Left]);

    [Fact]
    public async Task ALoopInAScopeOfAnotherLoopIsCovered() =>
        (await Reported.Of(Reported.Plugin("foreach (var more in new[] { 1, 2 }) { using var scope = NewDisposeScope(); for (var i = 0; i < 9; i++) points = points + more; }"))).ShouldBeEmpty();

    private const string Sum = "private static double Sum(Tensor points) { double sum = 0; for (var i = 0; i < 9; i++) sum += (points * i).sum().ToDouble(); return sum; }";
}
