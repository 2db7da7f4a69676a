using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class OcclusionDiagnosticsTests
{
    /// <summary>24 pictures whose object is the top left quarter, and whose surroundings are the rest; both are bright where the class is 1.</summary>
    private static (TensorDataset Data, Tensor Masks) Planted()
    {
        var labels = arange(24, dtype: ScalarType.Int64).remainder(2);
        var pictures = labels.to(ScalarType.Float32).reshape(-1, 1, 1, 1) * 2 - 1 + randn([24, 1, 8, 8], generator: new Generator(1)) * 0.1;
        var masks = zeros(24, 8, 8);
        masks.narrow(1, 0, 4).narrow(2, 0, 4).fill_(1);
        return (new TensorDataset(pictures, labels.data<long>().ToArray()), masks);
    }

    private static Model Reader(string name, Func<Tensor, Tensor> seen) => new(name, x =>
    {
        var brightness = seen(x).flatten(1).mean([1L]) * 2;
        return stack([-brightness, brightness], 1);
    });

    [Fact]
    public void Networks_that_see_the_object_and_that_see_its_surroundings_are_told_apart()
    {
        var (data, masks) = Planted();
        double[] Test(Func<Tensor, Tensor> seen) =>
            new ContextTest().Diagnose(Reader("reader", seen), data, new(masks), new Run()).Values["object-less-surroundings"].data<double>().ToArray();
        var localising = Test(x => x.narrow(2, 0, 4).narrow(3, 0, 4));
        localising[1].ShouldBeGreaterThan(0.3);
        var context = Test(x => x.narrow(2, 4, 4));
        context[2].ShouldBeLessThan(-0.3);
    }

    [Fact]
    public void The_verdict_stands_under_the_table()
    {
        var (data, masks) = Planted();
        var table = new ContextTest().Diagnose(Reader("reader", x => x.narrow(2, 4, 4)), data, new(masks), new Run()).Table()!;
        table.Caption.ShouldContain("the network uses the context");
        table.Rows.Count.ShouldBe(4);
        table.Rows[0][2].Number.ShouldBe(0);
        Should.Throw<GlassboxException>(() => new ContextTest().Diagnose(Reader("reader", x => x), data, new(), new Run())).Message.ShouldStartWith("Say where the objects are");
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_feature_that_is_not_read_can_be_done_without(bool accuracy)
    {
        var x = randn([400, 3], generator: new Generator(5));
        var labels = (x.select(1, 0) + x.select(1, 1) * 0.3).gt(0).to(ScalarType.Int64).data<long>().ToArray();
        var model = new Model("two of three", z => stack([zeros(z.size(0)), z.select(1, 0) * 3 + z.select(1, 1)], 1));
        var found = new PermutationImportance().Diagnose(model, new TensorDataset(x, labels), new(Accuracy: accuracy), new Run());
        var (importance, from, to) = (found.Values["importance"], found.Values["from"], found.Values["to"]);
        importance[0].item<double>().ShouldBeGreaterThan(importance[1].item<double>());
        from[1].item<double>().ShouldBeGreaterThan(0);
        (importance[2].item<double>(), from[2].item<double>(), to[2].item<double>()).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void Importance_is_the_expected_rise_under_independent_values()
    {
        // Cross-entropy of a logit that is a single binary feature: a wrong value costs softplus(4), a right one softplus(-4).
        var x = cat([ones(200, 1), -ones(200, 1)], 0);
        var labels = Enumerable.Range(0, 400).Select(i => i < 200 ? 1L : 0).ToArray();
        var model = new Model("one", z => cat([-z * 2, z * 2], 1));
        var found = new PermutationImportance().Diagnose(model, new TensorDataset(x, labels), new(Repeats: 40), new Run());
        // Half of the samples get the other value: log(1 + e^4) - log(1 + e^-4) = 4.
        found.Values["importance"].item<double>().ShouldBe(2, 0.1);
        found.Values["from"].item<double>().ShouldBeLessThan(2.01);
        found.Values["to"].item<double>().ShouldBeGreaterThan(1.99);
    }

    [Fact]
    public void Students_interval_is_that_of_the_tables()
    {
        var interval = MeanInterval.Of([1, 2, 3, 4, 5]);
        // t(0.975, 4) = 2.776, s = 1.5811.
        interval.Mean.ShouldBe(3);
        (interval.High - 3).ShouldBe(2.776 * 1.58113883 / Math.Sqrt(5), 1e-6);
        interval.CoversZero.ShouldBeFalse();
        // Between 1.984 for 100 and 1.980 for 120 degrees of freedom.
        var many = MeanInterval.Of([.. Enumerable.Range(0, 111).Select(i => (double)(i % 2))]);
        ((many.High - many.Mean) / Math.Sqrt(Enumerable.Range(0, 111).Select(i => Math.Pow(i % 2 - many.Mean, 2)).Sum() / 110 / 111)).ShouldBe(1.982, 0.003);
    }
}
