using Glassbox.Host.Plugins;
using TorchSharp;

namespace Glassbox.Host.Tests.Plugins;

public sealed class DescriptionTests : IDisposable
{
    private const string Everything = """
        namespace Fixtures;
        public enum Start { 
            /// <summary>By the principal axes.</summary>
            Pca = 1, RandomPoints = 4 }
        [Flags] public enum Parts { None = 0, Head = 1, Tail = 2 }
        /// <summary>Does <c>everything</c> that <see cref="Start.Pca"/> allows
        /// over two lines.</summary>
        [Method("all-shapes", "All shapes of options", Source = "Nobody 2024", Notice = "Patented by nobody.")]
        public sealed class AllShapes : IAttributor<AllShapes.Options>
        {
            /// <param name="Rate">How fast.</param>
            public sealed record Options(
                bool Yes = true, [Range(1, 10)] int Count = 3, long Seeds = 5_000_000_000, [Range(0, double.PositiveInfinity)] double Rate = 1e-6,
                [LayerName] string? Layer = null, string Name = "x", Start Start = Start.RandomPoints, Start? Other = null, Parts Parts = Parts.Head | Parts.Tail, DayOfWeek Day = DayOfWeek.Friday,
                double? Clip = 0.5, int? Limit = null, long[]? Sizes = null, double[]? Weights = null, string[]? Names = null, Tensor? Baseline = null);
            public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) => throw new NotImplementedException();
        }
        """;

    private readonly PluginFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void EverythingIsReadWithoutLoadingThePlugin()
    {
        fixture.Plugin("AllShapes", Everything);
        var catalogue = fixture.Catalogue();

        var method = catalogue.Method("all-shapes");

        (method.VerbName, method.Title, method.Source, method.Notice, method.PluginName)
            .ShouldBe(("AllShapes", "All shapes of options", "Nobody 2024", "Patented by nobody.", "AllShapes"));
        method.Summary.ShouldBe("Does everything that Pca allows over two lines.");
        catalogue.State("AllShapes").Status.ShouldBe(PluginStatus.Available);
        AppDomain.CurrentDomain.GetAssemblies().ShouldNotContain(a => a.GetName().Name == "AllShapes");
    }

    [Fact]
    public void TheKindIsReadFromItsInterface()
    {
        fixture.Plugin("AllShapes", Everything);

        var kind = fixture.Catalogue().Method("all-shapes").Kind;

        (kind.Id, kind.Question, kind.Returns).ShouldBe(("attributor", "Which parts of this input mattered?", typeof(Attribution)));
        kind.Operands.Select(o => (o.Name, o.Type, o.Optional)).ShouldBe(
            [("model", typeof(Model), false), ("inputs", typeof(torch.Tensor), false), ("target", typeof(Target), true)]);
        kind.Operands[2].Default.ShouldBe(Target.Default);
        kind.Operands[0].Documentation.ShouldBe("The model to explain.");
    }

    [Fact]
    public void OptionsHaveTheirTypesDefaultsRangesAndDocumentation()
    {
        fixture.Plugin("AllShapes", Everything);

        var options = fixture.Catalogue().Method("all-shapes").Options;

        options.Select(o => (o.Name, o.Shape, o.Nullable, o.Default)).ShouldBe(
        [
            ("yes", OptionShape.Bool, false, true), ("count", OptionShape.Int, false, 3), ("seeds", OptionShape.Long, false, 5_000_000_000),
            ("rate", OptionShape.Double, false, 1e-6), ("layer", OptionShape.Text, true, null), ("name", OptionShape.Text, false, "x"),
            ("start", OptionShape.Choice, false, "RandomPoints"), ("other", OptionShape.Choice, true, null), ("parts", OptionShape.Choice, false, "Head, Tail"),
            ("day", OptionShape.Choice, false, "Friday"), ("clip", OptionShape.Double, true, 0.5), ("limit", OptionShape.Int, true, null),
            ("sizes", OptionShape.Longs, true, null), ("weights", OptionShape.Doubles, true, null), ("names", OptionShape.Texts, true, null),
            ("baseline", OptionShape.Tensor, true, null),
        ]);
        var (count, rate, layer, start) = (options[1], options[3], options[4], options[6]);
        (count.Range, rate.Range).ShouldBe((new OptionRange(1, 10), new OptionRange(0, double.PositiveInfinity)));
        rate.Documentation.ShouldBe("How fast.");
        layer.IsLayerName.ShouldBeTrue();
        (start.Flag, start.DefaultText, start.Expects).ShouldBe(("--start", "random-points", "one of pca, random-points"));
        start.Choices!.Members.Select(m => (m.Name, m.Value, m.Documentation)).ShouldBe([("Pca", 1, "By the principal axes."), ("RandomPoints", 4, "")]);
        (options[6].Choices!.Shared, options[9].Choices!.Shared).ShouldBe((null, typeof(DayOfWeek)));
    }

    [Fact]
    public void AKindThatAPluginDefinesItselfNeedsNoChangeInTheHost()
    {
        fixture.Plugin("Names", """
            namespace Fixtures;
            [Kind("namer", "What is it called?")]
            public interface INamer<TOptions>
            {
                /// <param name="points">What to name.</param>
                string Name(Tensor points, Target target, TOptions options, Run run);
            }
            [Method("names", "Names things")]
            public sealed class Names : INamer<Names.Options>
            {
                public sealed record Options(string Prefix = "p");
                public string Name(Tensor points, Target target, Options options, Run run) => $"{options.Prefix}{points.shape.Length}, {target.Description}";
            }
            """);
        var catalogue = fixture.Catalogue();

        catalogue.Method("names").Kind.Question.ShouldBe("What is it called?");
        catalogue.Invoke("names", [torch.zeros(1, 1)], new Dictionary<string, object?> { ["prefix"] = "q" }, new Run()).ShouldBe("q2, predicted class");
    }

    [Theory]
    [InlineData("EpsilonGammaBox", "epsilon-gamma-box")]
    [InlineData("Alpha2Beta1", "alpha2-beta1")]
    [InlineData("SLICSegments", "slic-segments")]
    [InlineData("Pca", "pca")]
    [InlineData("grad-cam", "grad-cam")]
    public void NamesAreSpeltForTheShell(string name, string kebab) => Spelling.Kebab(name).ShouldBe(kebab);
}
