using Glassbox.Host.Plugins;
using TorchSharp;

namespace Glassbox.Host.Tests.Plugins;

public sealed class InvokeTests : IDisposable
{
    private readonly PluginFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void OptionsAndOperandsArriveAsTheMethodDeclaresThem()
    {
        fixture.Echo("Taker", options: "int Count = 3, Start Start = Start.RandomPoints, Start? Other = null, double[]? Weights = null, string Name = \"x\"",
            types: "public enum Start { Pca = 10, RandomPoints = 20 }",
            quality: "options.Count * 1000 + (int)options.Start + (options.Other is null ? 0 : 0.5) + (options.Weights?.Length ?? 0) * 0.25 + points.shape[1] * 0.001");
        var catalogue = fixture.Catalogue();

        catalogue.Quality("taker").ShouldBe(3020.001);
        catalogue.Project("taker", new() { ["count"] = 4, ["start"] = "pca", ["other"] = "pca", ["weights"] = new[] { 1.0 } }).Quality["quality"].ShouldBe(4010.751);
    }

    [Fact]
    public void AResultKnowsWhatMadeIt()
    {
        fixture.Echo("Taker", options: "int Count = 3, Start Start = Start.RandomPoints, double? Clip = null", types: "public enum Start { Pca, RandomPoints }");

        var result = fixture.Catalogue().Project("taker", new() { ["count"] = 5 }, new Run(seed: 42));

        var made = result.Provenance.ShouldNotBeNull();
        (made.Method, made.Title, made.Seed, made.Target, made.Model).ShouldBe(("taker", "Taker of the fixtures", 42, "", ""));
        made.Options.ShouldBe(new Dictionary<string, string> { ["count"] = "5", ["start"] = "random-points", ["clip"] = "none" }, ignoreOrder: true);
        made.Versions.Keys.ShouldBe(["Glassbox", "Taker", "libtorch"], ignoreOrder: true);
        made.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void WhatIsNoNumberIsRefused(double value)
    {
        fixture.Echo("Taker");
        Should.Throw<GlassboxException>(() => fixture.Catalogue().Invoke("taker", [torch.tensor(new[] { 1, value })], new Dictionary<string, object?>(), new Run()))
            .Message.ShouldBe("The points of taker hold values that are no numbers (NaN or infinite): nothing could be said of them.");
    }

    [Fact]
    public void AMethodThatIsWokenFromItsWaitingByAnInterruptionHasNotFailed()
    {
        fixture.Echo("Taker", body: "if (run.Cancellation.WaitHandle.WaitOne(500) || points.dim() > 0) throw new System.Threading.ThreadInterruptedException();");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        Should.Throw<ThreadInterruptedException>(() => fixture.Catalogue().Project("taker", [], new Run(cancellation: stop.Token)));
        Should.Throw<GlassboxException>(() => fixture.Catalogue().Project("taker")).Message.ShouldStartWith("taker of plugin Taker failed with ThreadInterruptedException");
    }

    [Fact]
    public void AnEmptyBatchIsRefused()
    {
        fixture.Echo("Taker");
        Should.Throw<GlassboxException>(() => fixture.Catalogue().Invoke("taker", [torch.zeros(0, 3)], new Dictionary<string, object?>(), new Run()))
            .Message.ShouldBe("The points of taker are none: [0, 3].");
    }

    [Fact]
    public void AMisspeltMethodNamesTheNearest()
    {
        fixture.Echo("GradCam");

        Should.Throw<GlassboxException>(() => fixture.Catalogue().Project("grad-cma")).Message.ShouldBe("There is no method \"grad-cma\". Did you mean \"grad-cam\"?");
    }

    [Fact]
    public void WrongOptionsAreReportedBeforeThePluginIsLoaded()
    {
        fixture.Echo("Taker");
        var catalogue = fixture.Catalogue();

        Should.Throw<GlassboxException>(() => catalogue.Project("taker", new() { ["cuont"] = 3 })).Message.ShouldBe("taker has no option \"cuont\". Did you mean \"count\"?");
        catalogue.State("Taker").Status.ShouldBe(PluginStatus.Available);
    }

    [Fact]
    public void OperandsOfTheWrongTypeOrNumberAreOneSentence()
    {
        fixture.Echo("Taker");
        var catalogue = fixture.Catalogue();
        void Given(string said, params object?[] operands) =>
            Should.Throw<GlassboxException>(() => catalogue.Invoke("taker", operands, new Dictionary<string, object?>(), new Run())).Message.ShouldBe(said);

        Given("Operand points of taker must be a Tensor; it was given a String.", "points");
        Given("Operand points of taker must be a Tensor; it was given nothing.");
        Given("taker takes 1 operands (points); it was given 2.", torch.zeros(1), 3);
    }

    [Fact]
    public void AMethodThatThrowsIsNamedAndTheExceptionKept()
    {
        fixture.Echo("Thrower", body: "int[] none = []; run.Step(none[options.Count], 1);");
        var catalogue = fixture.Catalogue();

        var failure = Should.Throw<GlassboxException>(() => catalogue.Project("thrower"));

        failure.Message.ShouldBe("thrower of plugin Thrower failed with IndexOutOfRangeException: Index was outside the bounds of the array.");
        failure.InnerException.ShouldBeOfType<IndexOutOfRangeException>().StackTrace!.ShouldContain("Thrower.Project");
        catalogue.State("Thrower").Status.ShouldBe(PluginStatus.Active);
    }

    [Theory]
    [InlineData("public Thrower() => throw new InvalidOperationException(\"No constructing today.\");", "InvalidOperationException: No constructing today.")]
    [InlineData("static readonly int Broken = int.Parse(\"no number\"); public int Use => Broken; static Thrower() { }", "FormatException: The input string 'no number' was not in a correct format.")]
    public void ConstructorsThatThrowAreNamed(string members, string said)
    {
        fixture.Echo("Thrower", members: members, quality: members.Contains("Broken") ? "Use" : "0");

        Should.Throw<GlassboxException>(() => fixture.Catalogue().Project("thrower")).Message.ShouldBe("thrower of plugin Thrower failed with " + said);
    }

    [Fact]
    public void AMistakeOfTheCallerPassesAsItIs()
    {
        fixture.Echo("Picky", body: "throw new GlassboxException(\"Give at least two points.\");");

        var mistake = Should.Throw<GlassboxException>(() => fixture.Catalogue().Project("picky"));

        mistake.Message.ShouldBe("Give at least two points.");
        mistake.InnerException.ShouldBeNull();
    }

    [Fact]
    public void CancellationPassesButATimeoutOfThePluginIsAFailure()
    {
        using var stop = new CancellationTokenSource();
        fixture.Echo("Slow", body: "while (options.Count == 3) run.Step(0, 1); throw new OperationCanceledException(\"timeout\");");
        var catalogue = fixture.Catalogue();

        stop.CancelAfter(50);
        Should.Throw<OperationCanceledException>(() => catalogue.Project("slow", run: new Run(cancellation: stop.Token)));
        Should.Throw<OperationCanceledException>(() => catalogue.Project("slow", run: new Run(cancellation: stop.Token)));
        Should.Throw<GlassboxException>(() => catalogue.Project("slow", new() { ["count"] = 1 })).Message.ShouldContain("slow of plugin Slow failed");
    }

    [Fact]
    public void ADependencyMissingAtCallTimeIsNamed()
    {
        // Friend is there, and Friend's own friend is not: only the call finds out.
        var other = PluginFixture.Compile(Path.Combine(fixture.Folder, "Lonely", "Other.dll"), "public class Other { public static int Age => 4; }");
        var friend = PluginFixture.Compile(Path.Combine(fixture.Folder, "Lonely", "Friend.dll"), "public class Friend { public static int Age => Other.Age; }", other);
        fixture.Echo("Lonely", quality: "Friend.Age", references: [friend]);
        File.Delete(other);

        var missing = Should.Throw<PluginException>(() => fixture.Catalogue().Project("lonely"));

        missing.Message.ShouldStartWith($"Plugin Lonely needs Other 0.0.0.0, which is not in {fixture.Folder}");
        missing.InnerException.ShouldBeAssignableTo<IOException>();
    }

    [Fact]
    public void ALibraryOfTheHostDoesNotStandInForAMissingOne()
    {
        // The host has Roslyn loaded at this moment; Friend's reference to it must not be answered with that.
        var friend = PluginFixture.Compile(Path.Combine(fixture.Folder, "Borrower", "Friend.dll"),
            "public class Friend { public static int Age => Microsoft.CodeAnalysis.LocationKind.None.ToString().Length; }", typeof(Microsoft.CodeAnalysis.LocationKind).Assembly.Location);
        fixture.Echo("Borrower", quality: "Friend.Age", references: [friend]);

        Should.Throw<PluginException>(() => fixture.Catalogue().Project("borrower")).Message.ShouldStartWith("Plugin Borrower needs Microsoft.CodeAnalysis ");
    }

    [Fact]
    public void ALibraryOfAnotherShapeThanThePluginWasBuiltAgainstIsNamed()
    {
        var friend = PluginFixture.Compile(Path.Combine(fixture.Folder, "Dated", "Friend.dll"), "public class Friend { public static int Age => 4; }");
        fixture.Echo("Dated", quality: "Friend.Age", references: [friend]);
        PluginFixture.Compile(friend, "public class Friend { }");

        Should.Throw<PluginException>(() => fixture.Catalogue().Project("dated")).Message.ShouldStartWith("Plugin Dated does not fit what it was built against: Method not found");
    }

    [Fact]
    public void TwoPluginsCarryTwoVersionsOfALibrary()
    {
        foreach (var (name, age) in new[] { ("Young", 4), ("Old", 80) })
            fixture.Echo(name, quality: "Friend.Age", references:
                [PluginFixture.Compile(Path.Combine(fixture.Folder, name, "Friend.dll"), $"public class Friend {{ public static int Age => {age}; }}")]);
        var catalogue = fixture.Catalogue();

        (catalogue.Quality("young"), catalogue.Quality("old")).ShouldBe((4, 80));
    }

    [Fact]
    public void AMethodMayCallAnother()
    {
        fixture.Echo("Inner", options: "int Count = 3", quality: "options.Count");
        fixture.Echo("Outer", quality: "((Embedding)run.Methods!.Invoke(\"inner\", new object?[] { points }, new Dictionary<string, object?> { [\"count\"] = 7 }, run)).Quality[\"quality\"] * 2");

        fixture.Catalogue().Quality("outer").ShouldBe(14);
    }

    [Fact]
    public void NothingGivenBackIsAFailure()
    {
        fixture.Echo("Void", body: "if (options.Count == 3) return null!;");

        Should.Throw<GlassboxException>(() => fixture.Catalogue().Project("void")).Message.ShouldBe("void of plugin Void gave nothing back.");
    }

    [Fact]
    public void CallsFromManyThreadsLoadAPluginOnce()
    {
        fixture.Echo("Counter", members: "static int calls;", quality: "Interlocked.Increment(ref calls)");
        var catalogue = fixture.Catalogue();

        var counts = Enumerable.Range(0, 40).AsParallel().WithDegreeOfParallelism(4).Select(_ => catalogue.Quality("counter")).Order().ToArray();

        counts.ShouldBe(Enumerable.Range(1, 40).Select(i => (double)i));
    }
}
