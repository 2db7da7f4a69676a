using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests.Features;

public class SamplesTests
{
    [Fact]
    public void SayWhatTheModelMakesOfEachSample()
    {
        using var scope = NewDisposeScope();
        // Logits are the inputs' first two pixels: 0 against 1.
        var inputs = tensor(new[] { 2f, 0, 0, 1, 0, 3 }).reshape(3, 1, 1, 2);
        var model = new Model("pixels", x => x.flatten(1), preprocessing: new Preprocessing([0], [3]), classNames: ["cat", "dog"]);
        var samples = Samples.Of(model, new TensorDataset(inputs, [0, 0, -1]));
        samples.Columns.Select(c => c.Name).ShouldBe(["label", "prediction", "right or wrong", "loss"]);
        string[] Told(Column column) => [.. column.GroupOf!.Select(g => column.Groups[g])];
        Told(samples.Columns[0]).ShouldBe(["cat", "cat", "no label"]);
        Told(samples.Columns[1]).ShouldBe(["cat", "dog", "dog"]);
        Told(samples.Columns[2]).ShouldBe(["right", "wrong", "no label"]);
        var loss = samples.Columns[3].Numbers!;
        loss[0].ShouldBe(Math.Log(1 + Math.Exp(-2)), 1e-6);
        loss[1].ShouldBe(Math.Log(1 + Math.Exp(1)), 1e-6);
        double.IsNaN(loss[2]).ShouldBeTrue();
        // What the preprocessing did is undone: 2 was (6 - 0) / 3, beyond white.
        samples.Thumbnails!.flatten(1).data<byte>().ToArray().ShouldBe([255, 0, 0, 255, 0, 255]);
    }

    [Fact]
    public void ThumbnailsShrinkSoThatAllFitIntoOnePicture()
    {
        Samples.ThumbnailSide(100).ShouldBe(64);
        Samples.ThumbnailSide(100_000).ShouldBe(12);
        var model = new Model("flat", x => x.flatten(1).narrow(1, 0, 1));
        var samples = Samples.Of(model, new TensorDataset(randn(5, 3, 90, 180)));
        samples.Thumbnails!.shape.ShouldBe([5, 3, 32, 64]);
        samples.Columns.ShouldBeEmpty();
    }

    [Fact]
    public void AnAtlasIsOfTheSameSamples()
    {
        Embedding Map(int n) => new(randn(n, 2));
        Should.Throw<GlassboxException>(() => new Atlas(("a", Map(4)), ("b", Map(5)))).Message.ShouldBe("b is a map of 5 samples and a of 4: the maps of an atlas are of the same samples.");
        var atlas = new Atlas(Map(4), Map(4));
        atlas.Maps.Select(m => m.Name).ShouldBe(["map (1)", "map (2)"]);
        atlas.Title.ShouldBe("2 maps of 4 samples");
        atlas.Tensors.Keys.ShouldBe(["map (1)", "map (2)"]);
        Should.Throw<GlassboxException>(() => AtlasFigure.Of(atlas, new Samples().With(new[] { 1, 2 }, "label"))).Message.ShouldBe("There are 2 values of \"label\" for 4 samples: give one a sample.");
        Should.Throw<GlassboxException>(() => AtlasFigure.Of(atlas, new Samples { Paths = [[3, 4]] })).Message.ShouldBe("A path leads to a sample that is not there: samples are numbered 0 to 3.");
    }
}
