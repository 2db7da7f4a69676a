using Glassbox.Host.Plugins;
using static TorchSharp.torch;

namespace Glassbox.Host.Tests.Plugins;

public sealed class OptionValuesTests : IDisposable
{
    private readonly PluginFixture fixture = new();
    private readonly MethodDescription method;

    public OptionValuesTests()
    {
        fixture.Echo("Taker", options: """
            bool Yes = false, [Range(1, 10)] int Count = 3, long Large = 1, [Range(0, 1)] double Rate = 0.5, double Free = 0, double? Clip = 0.5, string Name = "x",
            Start Start = Start.RandomPoints, Parts Parts = Parts.Head, long[]? Sizes = null, [Range(0, 1)] double[]? Weights = null, string[]? Names = null, Tensor? Baseline = null
            """, types: "public enum Start { Pca, RandomPoints } [Flags] public enum Parts { Head = 1, Tail = 2 }");
        method = fixture.Catalogue().Method("taker");
    }

    public void Dispose() => fixture.Dispose();

    private object? Taken(string option, object? given) =>
        OptionValues.Complete(method, new Dictionary<string, object?> { [option] = given })[option];

    public static TheoryData<string, object?, object?> Fitting => new()
    {
        { "yes", true, true }, { "yes", "true", true }, { "count", 7, 7 }, { "count", 7L, 7 }, { "count", "7", 7 }, { "large", 7, 7L }, { "large", "5000000000", 5_000_000_000 },
        { "rate", 1, 1.0 }, { "rate", 0.25f, 0.25 }, { "rate", "1e-3", 1e-3 }, { "free", "-Infinity", double.NegativeInfinity }, { "clip", null, null }, { "name", "y", "y" },
        { "start", "Pca", "Pca" }, { "start", "random-points", "RandomPoints" }, { "start", "RANDOMPOINTS", "RandomPoints" }, { "start", OtherStart.Pca, "Pca" },
        { "parts", "head, tail", "Head, Tail" }, { "sizes", "1, 2,3", new long[] { 1, 2, 3 } }, { "sizes", new[] { 4, 5 }, new long[] { 4, 5 } },
        { "weights", "0.5,1", new[] { 0.5, 1 } }, { "weights", new[] { 0.5f }, new[] { 0.5 } }, { "names", "a, b", new[] { "a", "b" } }, { "sizes", null, null },
    };

    [Theory]
    [MemberData(nameof(Fitting))]
    public void ValuesConvertToTheirOptionsType(string option, object? given, object? expected) => Taken(option, given).ShouldBeEquivalentTo(expected);

    [Theory]
    [InlineData("yes", "perhaps", "Option yes of taker takes true or false; it was given \"perhaps\".")]
    [InlineData("count", 11, "Option count of taker takes a whole number of 1 to 10; it was given 11.")]
    [InlineData("count", 2.5, "Option count of taker takes a whole number of 1 to 10; it was given 2.5.")]
    [InlineData("count", 5_000_000_000, "Option count of taker takes a whole number of 1 to 10; it was given 5000000000.")]
    [InlineData("count", "2.5", "Option count of taker takes a whole number of 1 to 10; it was given \"2.5\".")]
    [InlineData("count", null, "Option count of taker takes a whole number of 1 to 10; it was given nothing.")]
    [InlineData("rate", -0.1, "Option rate of taker takes a number of 0 to 1; it was given -0.1.")]
    [InlineData("rate", double.NaN, "Option rate of taker takes a number of 0 to 1; it was given NaN.")]
    [InlineData("rate", "0,5", "Option rate of taker takes a number of 0 to 1; it was given \"0,5\".")]
    [InlineData("weights", "0.5, 2", "Option weights of taker takes numbers of 0 to 1 with commas between them; it was given \"0.5, 2\".")]
    [InlineData("start", "random-point", "Option start of taker cannot be \"random-point\". Did you mean \"random-points\"?")]
    [InlineData("start", "umap", "Option start of taker takes one of pca, random-points; it was given \"umap\".")]
    [InlineData("start", "pca, random-points", "Option start of taker cannot be \"pca, random-points\". Did you mean \"random-points\"?")]
    [InlineData("baseline", "zero", "Option baseline of taker takes a tensor (in a shell, a number or an .npy file); it was given \"zero\".")]
    [InlineData("name", 3, "Option name of taker takes a text; it was given 3.")]
    public void WhatDoesNotFitIsOneSentence(string option, object? given, string said) =>
        Should.Throw<GlassboxException>(() => Taken(option, given)).Message.ShouldBe(said);

    [Fact]
    public void AMisspeltOptionNamesTheNearest() =>
        Should.Throw<GlassboxException>(() => Taken("coutn", 3)).Message.ShouldBe("taker has no option \"coutn\". Did you mean \"count\"?");

    [Fact]
    public void AShellSpellsATensorAsANumberOrAsAFile()
    {
        ((Tensor)Taken("baseline", "0.5")!).ToDouble().ShouldBe(0.5);
        ((Tensor)Taken("baseline", 2)!).ToDouble().ShouldBe(2);
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.npy");
        NumpyFile.Write(file, tensor(new[] { 1.0, 2 }));
        try { ((Tensor)Taken("baseline", file)!).data<double>().ToArray().ShouldBe([1, 2]); }
        finally { File.Delete(file); }
        Should.Throw<GlassboxException>(() => Taken("baseline", "none.npy")).Message.ShouldStartWith("There is no file none.npy");
    }

    [Fact]
    public void OptionsLeftOutTakeTheirDefaults() =>
        OptionValues.Complete(method, new Dictionary<string, object?> { ["count"] = 5 })["start"].ShouldBe("RandomPoints");

    private enum OtherStart { RandomPoints, Pca }
}
