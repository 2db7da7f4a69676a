namespace Glassbox.Analyzers.Tests;

public sealed class OptionsTests
{
    [Fact]
    public async Task GoodOptionsAreQuiet() => (await Reported.Of(Reported.Plugin("", options: "[Range(1, 9)] int Count = 3", types: "public enum Unused { One }"))).ShouldBeEmpty();

    [Fact]
    public async Task AnOptionWithoutDocumentation() =>
        (await Reported.Of(Reported.Plugin("", options: "[Range(1, 9)] int Count = 3, bool Late = false"))).ShouldBe(
            ["GLASS001 Late: Option Late has no documentation: write <param name=\"Late\"> above Options"]);

    [Fact]
    public async Task AChoiceWithoutDocumentation() =>
        (await Reported.Of(Reported.Plugin("", options: "Way Count = Way.Fast", types: """
            public enum Way
            {
                /// <summary>Soon.</summary>
                Fast,
                Slow,
            }
            """))).ShouldBe(["GLASS001 Slow: Choice Slow of option Count has no documentation: write a <summary> above it"]);

    [Fact]
    public async Task TheFrameworksChoicesAreItsOwnAffair() => (await Reported.Of(Reported.Plugin("", options: "DayOfWeek? Count = null"))).ShouldBeEmpty();

    [Theory]
    [InlineData("int Count = 3")]
    [InlineData("long? Count = null")]
    [InlineData("double Count = 0.5")]
    public async Task ANumberWithoutARange(string options) => (await Reported.Ids(Reported.Plugin("", options: options))).ShouldBe(["GLASS005"]);

    [Theory]
    [InlineData("bool Count = true")]
    [InlineData("string Count = \"x\"")]
    [InlineData("double[]? Count = null")]
    [InlineData("Tensor? Count = null")]
    [InlineData("[Range(0, double.PositiveInfinity)] double? Count = null")]
    public async Task OthersNeedNone(string options) => (await Reported.Ids(Reported.Plugin("", options: options))).ShouldBeEmpty();

    [Theory]
    [InlineData("public sealed record Options([Range(1, 9)] int Count = 3) { public int More { get; set; } }", "More")]
    [InlineData("public sealed record Options([Range(1, 9)] int Count = 3) { public int More; }", "More")]
    [InlineData("public sealed class Options([Range(1, 9)] int Count = 3) { public int Read => Count; }", "Options")]
    public async Task OptionsThatCanBeChanged(string declared, string place)
    {
        var source = Reported.Plugin("").Replace("public sealed record Options([Range(1, 9)] int Count = 3);", declared);

        (await Reported.Of(source)).ShouldHaveSingleItem().ShouldStartWith($"GLASS002 {place}: {place} can be changed after it is made: ");
    }

    [Fact]
    public async Task WhatIsSetOnceMayBe() =>
        (await Reported.Of(Reported.Plugin("").Replace("int Count = 3);", "int Count = 3) { public int More { get; init; } = 2; public int Sum => Count + More; }"))).ShouldBeEmpty();

    [Fact]
    public async Task OtherClassesMayDoAsTheyLike() =>
        (await Reported.Of("public sealed class Other { public int Count { get; set; } } public sealed record Options(int Count);")).ShouldBeEmpty();
}
