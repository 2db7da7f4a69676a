using Glassbox.Host.Plugins;
using Glassbox.Host.Tests.Plugins;
using Glassbox.Testing;

namespace Glassbox.Host.Tests.Conformance;

/// <summary>The conformance kit finds what it looks for, and nothing in a plugin that keeps the contract.</summary>
[Collection(Alone.Name)]
public sealed class ConformanceTests : IDisposable
{
    private readonly PluginFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    /// <summary>An attributor whose values and result are expressions.</summary>
    private PluginExamination Attributor(
        string body = "", string values = "(inputs * options.Scale).detach()", string options = "[Range(0, 9)] double Scale = 2", string init = "Signed = false", string members = "")
    {
        fixture.Plugin("Subject", $$"""
            /// <summary>A fixture.</summary>
            [Method("subject", "Subject")]
            public sealed class Subject : IAttributor<Subject.Options>
            {
                /// <summary>The options.</summary>
                /// <param name="Scale">How much.</param>
                public sealed record Options({{options}});
                {{members}}
                public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
                {
                    using var scope = NewDisposeScope();
                    {{body}}
                    var settled = target.For(model, inputs);
                    var values = {{values}};
                    return new Attribution(model, inputs, settled, values.MoveToOuterDisposeScope()) { {{init}} };
                }
            }
            """);
        return new PluginExamination(fixture.Catalogue(), "Subject");
    }

    private static Finding Check(PluginExamination subject, string check) => subject.Check("subject", check, new Example());

    private static void ShouldFail(PluginExamination subject, string check, string said)
    {
        var finding = Check(subject, check);
        finding.Outcome.ShouldBe(Outcome.Fails, finding.Detail);
        finding.Detail.ShouldContain(said);
    }

    [Fact]
    public void AMethodThatKeepsTheContractPassesEachCheck()
    {
        var subject = Attributor(init: "Checks = [new Check(\"one is one\", 0, 0)]");

        subject.Methods.ShouldHaveSingleItem().Id.ShouldBe("subject");
        foreach (var check in PluginExamination.Checks) Check(subject, check).ShouldSatisfyAllConditions(f => f.Outcome.ShouldBe(Outcome.Holds, f.Detail));
        subject.Unload().Outcome.ShouldBe(Outcome.Holds);
    }

    [Theory]
    [InlineData("double Scale = 2", "no [Range] bounds Scale")]
    [InlineData("[Range(0, 9)] double Scale = 2, bool Late = true", "no <param> documents Late")]
    public void OptionsThatSayTooLittle(string options, string said) => ShouldFail(Attributor(options: options), "options", said);

    [Theory]
    [InlineData("inputs.sum(1).detach()", "values is [3, 12, 12] and must be [3, 3, 12, 12] or [3, 1, 12, 12]")]
    [InlineData("inputs.detach().to(ScalarType.Float64)", "values is Float64 and must be Float32")]
    [InlineData("inputs.detach() / 0", "values holds numbers that are not finite")]
    [InlineData("inputs.detach().clone().requires_grad_() * 2", "values still carries the graph of its computation")]
    public void ResultsThatBreakTheirPromise(string values, string said) => ShouldFail(Attributor(values: values), "result", said);

    [Fact]
    public void AResultThatWasDisposedOf() =>
        ShouldFail(Attributor(body: "Tensor dead; using (NewDisposeScope()) dead = inputs * 2;", values: "dead"), "result", "values was disposed before it was given back");

    [Theory]
    [InlineData("inputs.detach() * (double)Interlocked.Increment(ref calls)")]
    [InlineData("inputs.detach() + randn_like(inputs)")]
    public void BitsThatDoNotComeAgain(string values) => ShouldFail(Attributor(values: values, members: "static int calls;"), "seed", "twice with the same seed, values differs by up to ");

    [Fact]
    public void ARandomMethodThatDrawsFromItsRun()
    {
        var subject = Attributor(values: "inputs.detach() * rand(1, generator: run.Generator())");

        Check(subject, "seed").ShouldBe(new Finding("seed", Outcome.Holds, "the same bits twice; others with another seed"));
    }

    [Theory]
    [InlineData("inputs.detach() - inputs.detach().mean()")]
    [InlineData("inputs.detach() + rand(inputs.shape, generator: run.Generator())")]
    public void InputsThatDependOnTheRestOfTheirBatch(string values) => ShouldFail(Attributor(values: values), "batch", "3 inputs together differ from each alone by ");

    [Theory]
    [InlineData("for (var i = 0; i < 400; i++) model.Logits(inputs);", "still at work 5 s after it was asked to stop")]
    [InlineData("for (var i = 0; i < 200; i++) { model.Logits(inputs); if (i % 60 == 59) run.Step(i, 200); }", "s after it was asked to: call run.Step more often")]
    [InlineData("try { for (var i = 0; i < 40; i++) { model.Logits(inputs); run.Step(i, 40); } } catch (OperationCanceledException) { throw new InvalidOperationException(\"no\"); }", "InvalidOperationException")]
    public void RequestsToStopThatAreNotHeard(string body, string said) => ShouldFail(Attributor(body: body), "cancellation", said);

    [Fact]
    public void ALongMethodThatListensStops()
    {
        var finding = Check(Attributor(body: "for (var i = 0; i < 4000; i++) { using var turn = NewDisposeScope(); model.Logits(inputs); run.Step(i, 4000); }"), "cancellation");

        finding.Outcome.ShouldBe(Outcome.Holds);
        finding.Detail.ShouldMatch(@"^stopped \d+ ms after it was asked to$");
    }

    [Theory]
    [InlineData("(inputs * 2).MoveToOuterDisposeScope();", "leaves a tensor besides its result in its caller's scope")]
    [InlineData("(inputs * 2).DetachFromDisposeScope();", "3 calls leave 3 tensors that no scope holds")]
    [InlineData("Kept.Add((inputs * 2).DetachFromDisposeScope());", "3 calls leave 3 tensors that no scope holds")]
    public void TensorsThatAreLeft(string body, string said) => ShouldFail(Attributor(body: body, members: "static readonly List<Tensor> Kept = [];"), "memory", said);

    [Fact]
    public void TensorsThatAreLeftOnAThreadOfTheMethodsOwn() =>
        ShouldFail(Attributor(body: "var own = new Thread(() => _ = inputs * 2); own.Start(); own.Join();"), "memory", "3 calls leave 3 tensors that no scope holds");

    [Fact]
    public void TensorsThatOthersMakeMeanwhileAreNotCountedToTheMethod()
    {
        using var stop = new CancellationTokenSource();
        var other = new Thread(() => { while (!stop.IsCancellationRequested) TorchSharp.torch.ones(1); });
        other.Start();
        try { Check(Attributor(), "memory").ShouldBe(new Finding("memory", Outcome.Holds, "nothing is left but the result, 3 times")); }
        finally
        {
            stop.Cancel();
            other.Join();
        }
    }

    [Theory]
    [InlineData("inputs.add_(1);", "inputs was changed")]
    [InlineData("using (no_grad()) foreach (var p in model.Parameters.Values) p.mul_(1.5);", "parameter features.0.weight was changed")]
    [InlineData("inputs.requires_grad_();", "inputs was made to require gradients")]
    [InlineData("set_num_threads(get_num_threads() + 1);", "number of threads")]
    [InlineData("rand(3);", "drew from the process's random numbers")]
    public void WhatIsNotLeftAsItWas(string body, string said)
    {
        var threads = TorchSharp.torch.get_num_threads();
        try { ShouldFail(Attributor(body: body), "untouched", said); }
        finally { TorchSharp.torch.set_num_threads(threads); }
    }

    [Fact]
    public void AModelThatIsLeftInTraining() =>
        Attributor(values: "Trained(model, inputs)", members: "static Tensor Trained(Model model, Tensor inputs) { model.Module!.train(); return inputs * 1; }")
            .Check("subject", "untouched", new Example { Target = 0 }).Detail.ShouldContain("training mode were");

    [Fact]
    public void AnIdentityThatDoesNotHold() =>
        ShouldFail(Attributor(init: "Checks = [new Check(\"all is one\", 0.5, 0.1), new Check(\"one is one\", 0, 0)]"), "identity", "all is one: error 5e-1, more than 1e-1");

    [Fact]
    public void APluginThatStaysInMemory()
    {
        var subject = Attributor(body: "AppDomain.CurrentDomain.ProcessExit += (_, _) => Kept = null;", members: "static object? Kept;");
        Check(subject, "result");

        var finding = subject.Unload();

        finding.Outcome.ShouldBe(Outcome.Fails);
        finding.Detail.ShouldContain("a handler that it added to an event of AppDomain");
    }

    [Fact]
    public void AMethodThatRefusesTheExampleIsNotFailedForIt()
    {
        var finding = Check(Attributor(body: "throw new GlassboxException(\"Only for transformers.\");"), "result");

        finding.Outcome.ShouldBe(Outcome.DoesNotApply);
        finding.Detail.ShouldStartWith("it refuses the example: Only for transformers.");
    }

    [Fact]
    public void AMethodThatThrowsIsFailedForIt() => ShouldFail(Attributor(body: "throw new InvalidOperationException(\"no\");"), "result", "subject of plugin Subject failed with InvalidOperationException: no.");

    [Fact]
    public void AMethodThatMustBeToldALayerIsToldOne()
    {
        var subject = Attributor(options: "[LayerName] string? Scale = null", values: "model.Capture(inputs).Layer(options.Scale ?? throw new GlassboxException(\"Name the layer.\")).Tensor.detach()");

        var finding = Check(subject, "result");

        finding.ShouldBe(new Finding("result", Outcome.Holds, "values [3, 8, 6, 6] Float32 on cpu, finite"));
    }

    [Fact]
    public void AnOperandThatTheKitDoesNotKnowIsAskedFor()
    {
        fixture.Plugin("Namer", """
            namespace Fixtures;
            /// <summary>A kind of the plugin's own.</summary>
            [Kind("namer", "What is it called?")]
            public interface INamer<TOptions> { string Name(DateTime day, TOptions options, Run run); }
            /// <summary>Names days.</summary>
            [Method("namer", "Names days")]
            public sealed class Namer : INamer<Namer.Options>
            {
                /// <summary>None.</summary>
                public sealed record Options;
                public string Name(DateTime day, Options options, Run run) => day.DayOfWeek.ToString();
            }
            """);
        var subject = new PluginExamination(fixture.Catalogue(), "Namer");

        subject.Check("namer", "result", new Example()).Detail.ShouldBe("the kit has no example of day (DateTime): give one in Example.Operands");
        subject.Check("namer", "memory", new Example { Operands = new Dictionary<string, object?> { ["day"] = new DateTime(2026, 1, 1) } }).Outcome.ShouldBe(Outcome.Holds);
    }
}
