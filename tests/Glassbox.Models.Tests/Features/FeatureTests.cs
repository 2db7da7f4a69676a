using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests.Features;

public class FeatureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string? before = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");

    public FeatureTests() => Environment.SetEnvironmentVariable("XDG_CACHE_HOME", folder["cache"]);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", before);
        folder.Dispose();
    }

    /// <summary>A model that counts how many samples it has answered for.</summary>
    private sealed class Counted(Func<Tensor, Tensor>? last = null)
    {
        public readonly Tensor Weight = randn(5, 3);
        public long Samples;

        public Model Model => new("counted", x =>
        {
            Samples += x.size(0);
            return (last ?? (y => y.relu()))(x.matmul(Weight));
        }, new Dictionary<string, Tensor> { ["weight"] = Weight });

        public long Asked(Action action)
        {
            var asked = Samples;
            action();
            return Samples - asked;
        }
    }

    private static readonly TensorDataset Points = new(randn(100, 5));

    private string[] Kept => Directory.Exists(folder["cache/glassbox/features"]) ? Directory.GetFiles(folder["cache/glassbox/features"]) : [];

    [Fact]
    public void AreTheActivationsOfTheLayer()
    {
        var model = Models.Load("digits-cnn");
        var digits = Data.Digits().Test;
        using var off = no_grad();
        var features = model.Features(digits, "fc1");
        features.shape.ShouldBe([450, 64]);
        var batch = digits.Batches(64).First();
        features.narrow(0, 0, 64).allclose(model.Capture(batch.Inputs).Layer("fc1").Tensor, atol: 1e-5).ShouldBeTrue();
        model.Features(digits).narrow(0, 0, 64).allclose(model.Logits(batch.Inputs), atol: 1e-5).ShouldBeTrue();
        var node = model.Capture(batch.Inputs).Nodes.Last(n => n.Output.Tensor.dim() == 2);
        model.Features(digits, node.Name).allclose(model.Features(digits), atol: 1e-5).ShouldBeTrue("any node of the graph is a layer");
    }

    [Fact]
    public void AreComputedOnceAndTheSameBitsAfterwards()
    {
        var counted = new Counted();
        Tensor? first = null, second = null;
        // One sample is captured each time, to see what would run.
        counted.Asked(() => first = counted.Model.Features(Points)).ShouldBe(101);
        counted.Asked(() => second = counted.Model.Features(Points)).ShouldBe(1);
        second!.Equals(first!).ShouldBeTrue();
        counted.Asked(() => counted.Model.Features(Points, cache: false).Equals(first!).ShouldBeTrue()).ShouldBe(101);
        Kept.Length.ShouldBe(1);
    }

    [Fact]
    public void AreComputedAnewForOtherWeightsSamplesLayersAndFunctions()
    {
        var counted = new Counted();
        counted.Model.Features(Points);
        counted.Asked(() => counted.Model.Features(new TensorDataset(cat([Points.Inputs.narrow(0, 0, 99), Points.Inputs.narrow(0, 99, 1) + 1e-6], 0)))).ShouldBe(101);
        counted.Asked(() => counted.Model.Features(Points, "matmul")).ShouldBe(101);
        var other = new Counted(y => y.clamp_min(0.25));
        other.Weight.copy_(counted.Weight);
        other.Asked(() => other.Model.Features(Points)).ShouldBe(101);
        using (no_grad()) counted.Weight[4, 2] = counted.Weight[4, 2] + 1e-6;
        Tensor? moved = null;
        counted.Asked(() => moved = counted.Model.Features(Points)).ShouldBe(101);
        moved!.Equals(counted.Model.Features(Points, cache: false)).ShouldBeTrue();
    }

    [Fact]
    public void AReplacedFileOfAFolderOfPicturesIsSeen()
    {
        foreach (var (name, level) in new[] { ("a", 10), ("b", 90), ("c", 200) }) Picture.Write(folder[$"pictures/{name}.png"], full([3, 8, 8], level, dtype: ScalarType.Byte));
        var model = new Model("mean", x => x.mean([2, 3]), preprocessing: new Preprocessing([0, 0, 0], [1, 1, 1]));
        Tensor Features() => model.Features(Data.ImageFolder(folder["pictures"], model));
        Features()[1, 0].ToDouble().ShouldBe(90 / 255.0, 1e-6);
        var written = File.GetLastWriteTimeUtc(folder["pictures/b.png"]);
        Picture.Write(folder["pictures/b.png"], full([3, 8, 8], 91, dtype: ScalarType.Byte));
        File.SetLastWriteTimeUtc(folder["pictures/b.png"], written);
        Features()[1, 0].ToDouble().ShouldBe(91 / 255.0, 1e-6);
    }

    [Fact]
    public void ARandomLayerIsNeverTakenFromTheCache()
    {
        var counted = new Counted(y => y + randn(y.shape) * 10);
        counted.Model.Features(Points);
        counted.Asked(() => counted.Model.Features(Points)).ShouldBe(101);
    }

    [Fact]
    public void ADamagedOrForeignFileIsWrittenAnew()
    {
        var counted = new Counted();
        var good = counted.Model.Features(Points);
        File.WriteAllBytes(Kept.Single(), [1, 2, 3]);
        counted.Model.Features(Points).Equals(good).ShouldBeTrue();
        using (var cut = File.OpenWrite(Kept.Single())) cut.SetLength(cut.Length - 4);
        counted.Model.Features(Points).Equals(good).ShouldBeTrue();
    }

    [Fact]
    public void ManyWritersAtATimeLeaveOneWholeFile()
    {
        var counted = new Counted();
        var model = counted.Model;
        var all = new Tensor[8];
        Parallel.For(0, all.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => all[i] = model.Features(Points));
        foreach (var features in all) features.Equals(all[0]).ShouldBeTrue();
        Kept.Length.ShouldBe(1, "no draft is left behind");
    }

    [Fact]
    public void ACacheThatCannotBeWrittenIsNoObstacle()
    {
        File.WriteAllText(folder["file"], "no folder");
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", folder["file"]);
        new Counted().Model.Features(Points).shape.ShouldBe([100, 3]);
    }

    [Fact]
    public void AnErrorMidwayLeavesNothing()
    {
        var counted = new Counted();
        var model = new Model("broken", x => x.size(0) < 64 && counted.Samples > 10 ? throw new GlassboxException("broken") : counted.Model.Logits(x));
        Should.Throw<GlassboxException>(() => model.Features(Points)).Message.ShouldContain("broken");
        Kept.ShouldBeEmpty();
    }

    [Fact]
    public void ALargeMatrixStaysOnDisk()
    {
        // 300 MB: more than is read into memory.
        var wide = new Model("wide", x => x.expand(-1, 750_000), new Dictionary<string, Tensor>());
        var data = new TensorDataset(arange(100, dtype: ScalarType.Float32).unsqueeze(1));
        var first = wide.Features(data);
        first.shape.ShouldBe([100, 750_000]);
        first[73, 749_999].ToDouble().ShouldBe(73);
        // A change stays the caller's own.
        first[73, 0] = -1;
        wide.Features(data)[73, 0].ToDouble().ShouldBe(73);
    }

    [Fact]
    public void MistakesAreEachOneSentence()
    {
        var model = new Counted().Model;
        Should.Throw<GlassboxException>(() => model.Features(Points, "matmull")).Message.ShouldBe("counted has no layer \"matmull\". Did you mean \"matmul\"?");
        Should.Throw<GlassboxException>(() => model.Features(Points, batchSize: 0)).Message.ShouldBe("A batch has one sample at least, not 0.");
        Should.Throw<GlassboxException>(() => new Model("sum", x => x.sum(0)).Features(Points)).Message
            .ShouldBe("The model gives [5] for 1 samples, which is not one row a sample: choose another layer.");
    }
}
