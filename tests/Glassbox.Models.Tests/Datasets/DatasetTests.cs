using static TorchSharp.torch;

namespace Glassbox.ModelTests.Datasets;

public class DatasetTests
{
    private static readonly TensorDataset Ten = new(arange(10, dtype: ScalarType.Float32).unsqueeze(1), [0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);

    private static long[] Places(Dataset data) => [.. data.Batches(3).SelectMany(b => b.Inputs.flatten().data<float>().ToArray()).Select(v => (long)v)];

    [Fact]
    public void SplitsKeepEachClassInProportion()
    {
        var split = Ten.Split(5L, seed: 3);

        split.Train.Labels.Count(l => l == 0).ShouldBe(3);
        split.Train.Labels.Count(l => l == 1).ShouldBe(2);
        Places(split.Train).Concat(Places(split.Test)).Order().ShouldBe(Enumerable.Range(0, 10).Select(i => (long)i), "every sample is in one part");
        Places(Ten.Split(5L, seed: 3).Train).ShouldBe(Places(split.Train));
        Ten.Split(0.25).Train.Count.ShouldBe(2);
    }

    [Fact]
    public void PartsOfPartsReadFromTheWhole()
    {
        Places(Ten.Skip(2).Take(3)).ShouldBe([2, 3, 4]);
        Places(Ten.OfClass(1).Select([3, 0])).ShouldBe([9, 6]);
        Places(Ten.Shuffle(1)).Order().ShouldBe(Places(Ten));
        Places(Ten.Shuffle(1)).ShouldBe(Places(Ten.Shuffle(1)));
        Places(Ten.Shuffle(1)).ShouldNotBe(Places(Ten.Shuffle(2)));
        Ten.Skip(8).Batches(5).Single().Indices.ShouldBe([0, 1], "places are the part's own");
        Should.Throw<GlassboxException>(() => Ten.Select([10])).Message.ShouldContain("no sample 10");
    }

    [Fact]
    public void BatchesCarryTheirLabels()
    {
        var batch = Ten.Batches(4, shuffleSeed: 9).First();

        batch.Labels.data<long>().ToArray().ShouldBe(batch.Indices.Select(i => Ten.Labels[i]));
        batch.Inputs.flatten().data<float>().ToArray().Select(v => (long)v).ShouldBe(batch.Indices);
    }

    [Fact]
    public void DigitsAreSplitOnceAndForAll()
    {
        var (train, test) = Data.Digits();

        (train.Count, test.Count).ShouldBe((1347, 450));
        test.Labels.GroupBy(l => l).Select(g => g.Count()).ShouldAllBe(n => n >= 43 && n <= 46);
        test[0].Input.shape.ShouldBe([1, 1, 8, 8]);
        var all = train.Batches(1347).Single().Inputs;
        all.mean().ToDouble().ShouldBe(0, 1e-3);
        all.std(false).ToDouble().ShouldBe(1, 1e-3);
    }
}
