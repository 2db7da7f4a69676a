using static TorchSharp.torch;

namespace Glassbox.ModelTests.Datasets;

public class TableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private TableDataset Read(string text, string? target = null, IReadOnlyList<string>? categorical = null, IReadOnlyList<string>? ignore = null, Func<IReadOnlyDictionary<string, string>, bool>? where = null, bool? regression = null) =>
        Data.Csv(folder.Write("t.csv", text), target, categorical, ignore, where, regression);

    private string Refused(string text, string? target = null, IReadOnlyList<string>? categorical = null) => Should.Throw<GlassboxException>(() => Read(text, target, categorical)).Message;

    private static float[] Values(TableDataset table) => table.Inputs.flatten().data<float>().ToArray();

    [Fact]
    public void NumbersAndCategories()
    {
        var table = Read("age,city,income,class\n30,Rome,1e3,yes\n40.5,Paris,-2,no\n50,Rome,7,yes\n", "class");

        table.FeatureNames.ShouldBe(["age", "city=Paris", "city=Rome", "income"]);
        table.Features[2].ShouldBe(new Feature("city=Rome", "city", "Rome"));
        Values(table).ShouldBe([30, 0, 1, 1000, 40.5f, 1, 0, -2, 50, 0, 1, 7]);
        table.ClassNames.ShouldBe(["no", "yes"]);
        table.Labels.ShouldBe([1, 0, 1]);
        table[1].Input.shape.ShouldBe([1, 4]);
    }

    [Fact]
    public void QuotedCellsHoldAnything()
    {
        var table = Read("name,value\n\"a,b\",1\n\"say \"\"hi\"\"\",2\n\"two\nlines\",3\n");

        table.Features.Select(f => f.Category).OfType<string>().ShouldBe(["a,b", "say \"hi\"", "two\nlines"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("a;b\n1;2\n")]
    [InlineData("a\tb\r\n1\t2\r\n")]
    [InlineData("\uFEFFa,b\n\n1,2")]
    public void OtherSeparatorsAndLineEnds(string text) => Values(Read(text)).ShouldBe([1, 2]);

    [Fact]
    public void FewWholeNumbersAreClassesAndFractionsAreNumbers()
    {
        var text = "x,y\n1,10\n2,2\n3,10\n";

        Read(text, "y").ClassNames.ShouldBe(["2", "10"], "numbers are ordered as numbers");
        Read(text, "y").Labels.ShouldBe([1, 0, 1]);
        Read(text, "y", regression: true).Targets!.data<float>().ToArray().ShouldBe([10, 2, 10]);
        Read("x,y\n1,0.5\n2,2\n", "y").Targets!.data<float>().ToArray().ShouldBe([0.5f, 2]);
    }

    [Fact]
    public void ColumnsAndRowsCanBeLeftOut()
    {
        var table = Read("x,split,y\n1,train,0\n2,test,1\n3,train,1\n", "y", ignore: ["split"], where: row => row["split"] == "train");

        Values(table).ShouldBe([1, 3]);
        table.Labels.ShouldBe([0, 1]);
    }

    [Fact]
    public void NumbersCanBeCategories() => Read("zone,x\n7,1\n12,2\n", categorical: ["zone"]).FeatureNames.ShouldBe(["zone=12", "zone=7", "x"]);

    [Fact]
    public void StandardizedByTheTrainingRows()
    {
        var (train, test) = (Read("a,b\n1,5\n3,5\n"), Read("a,b\n5,6\n"));

        Values(train.Standardized()).ShouldBe([-1, 0, 1, 0], "a column that never changes stays at 0");
        Values(test.Standardized(like: train)).ShouldBe([3, 1]);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Refused("a,b\n1,2\n", "c").ShouldContain("no column \"c\"");
        Refused("a,b\n1,\n").ShouldContain("row 1: the column \"b\" is empty");
        Refused("a,b\n1,2\n3,x\n").ShouldContain("\"x\" in the column \"b\"");
        Refused("a,b\n1,2,3\n").ShouldContain("line 2: 3 cells");
        Refused("a,a\n1,2\n").ShouldContain("\"a\" twice");
        Refused("a,b\n").ShouldContain("no rows");
        Refused("a\n\"1\n").ShouldContain("no end");
        Refused("a\n\"1\"2\n").ShouldContain("follows a quoted cell");
        Refused("a,b\n1,1e999\n2,3\n").ShouldContain("1e999");
        Should.Throw<GlassboxException>(() => Data.Csv(folder.Write("t.csv", [0x61, 0x0a, 0xff, 0xfe]))).Message.ShouldContain("UTF-8");
    }
}
