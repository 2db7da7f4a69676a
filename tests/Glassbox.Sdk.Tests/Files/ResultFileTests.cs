using System.Text.RegularExpressions;
using System.Xml.Linq;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests.Files;

public partial class ResultFileTests
{
    private static Model Sum => new("sum", x => x.flatten(1).sum([1L], keepdim: true));

    private static Attribution Explained()
    {
        var inputs = ones(1, 1, 4, 4);
        return new Attribution(Sum, inputs, Target.Class(0).For(Sum, inputs), inputs * 0.5)
        {
            Checks = [new Check("sum = f(x)", 0.5, 1e-5)],
            Provenance = new Provenance("lrp", "LRP <&>", new Dictionary<string, string> { ["epsilon"] = "1e-6" }, "class 0", "sum", 3, TimeSpan.FromSeconds(2), new Dictionary<string, string> { ["libtorch"] = "1.13" }),
        };
    }

    [Fact]
    public void The_extension_decides_and_nothing_else_is_left()
    {
        using var folder = new TemporaryFolder();
        var result = Explained();
        foreach (var extension in new[] { "png", "svg", "html", "npz", "safetensors" }) result.Save(folder / $"out/r.{extension}");
        folder.Files.ShouldBe(["out/r.html", "out/r.npz", "out/r.png", "out/r.safetensors", "out/r.svg"]);

        Picture.Read(folder / "out/r.png").size(2).ShouldBe((long)(2 * result.Figure().Width));
        XDocument.Load(folder / "out/r.svg").Root!.Name.LocalName.ShouldBe("svg");
        NumpyFile.ReadArchive(folder / "out/r.npz")["values"].Equals(result.Values).ShouldBeTrue();
        Safetensors.Load(folder / "out/r.safetensors")["inputs"].Equals(result.Inputs).ShouldBeTrue();
    }

    [Theory]
    [InlineData("r.pdf", "\".pdf\" is not written; there are .png, .svg, .html, .npz, .safetensors, .csv.")]
    [InlineData("r", "a file name without an extension does not say what to write; there are .png, .svg, .html, .npz, .safetensors, .csv.")]
    [InlineData("r.csv", "this result has no table; save its tensors as .npz.")]
    public void What_cannot_be_written_is_one_sentence_and_leaves_nothing(string name, string told)
    {
        using var folder = new TemporaryFolder();
        Should.Throw<GlassboxException>(() => Explained().Save(folder / name)).Message.ShouldEndWith(told);
        folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public void A_failure_while_writing_keeps_the_old_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder / "a.txt", "old");
        Should.Throw<InvalidOperationException>(() => Glassbox.Files.OutputFile.Write(folder / "a.txt", stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        File.ReadAllText(folder / "a.txt").ShouldBe("old");
        folder.Files.ShouldBe(["a.txt"]);
        Should.Throw<GlassboxException>(() => Explained().Save(folder / "a.txt/b.png")).Message.ShouldContain("cannot be written");
    }

    [Fact]
    public void A_page_stands_alone_and_tells_what_made_the_result()
    {
        using var folder = new TemporaryFolder();
        Explained().Save(folder / "r.html");
        var page = File.ReadAllText(folder / "r.html");
        page.ShouldContain("<h1>LRP &lt;&amp;&gt;</h1>");
        page.ShouldContain("<dt>epsilon</dt><dd>1e-6</dd>");
        page.ShouldContain("✗</span> sum = f(x): error 5e-1, more than 1e-5");
        page.ShouldContain("prefers-color-scheme: dark");
        page.ShouldNotContain("<script");
        Links().Matches(page).Select(m => m.Value).Distinct().ShouldAllBe(l => l.StartsWith("http://www.w3.org/"));
    }

    [Fact]
    public void A_report_has_its_parts_in_order_and_a_list_of_sections()
    {
        var page = new Report("Title").Section("One").Text("first\nline\n\nsecond").Section("Two & more").Add(new Table("a").Add(1)).Section("Three").ToHtml();
        page.ShouldContain("<a href=\"#section-2\">Two &amp; more</a>");
        page.ShouldContain("<p>first\nline</p>\n<p>second</p>");
        page.IndexOf("id=\"section-2\"").ShouldBeLessThan(page.IndexOf("<td class=\"number\">1</td>"));
        new Report("").Section("One").ToHtml().ShouldNotContain("<nav>");
    }

    [Fact]
    public void A_map_is_one_page_with_its_samples()
    {
        using var folder = new TemporaryFolder();
        var embedding = new Embedding(tensor(new[] { 0f, 0f, 1f, 2f, float.NaN, 0f }, [3, 2]));
        embedding.Save(folder / "map.html", new long[] { 0, 1, 1 }, names: ["a", "</script><b>", "c"], thumbnails: rand(3, 1, 8, 8));
        var page = File.ReadAllText(folder / "map.html");
        // A name must not end the page's script.
        page.ShouldNotContain("</script><b>");
        Regex.Count(page, "</script>").ShouldBe(2);
        page.ShouldContain("data:image/png;base64,");
        Links().Matches(page).ShouldBeEmpty();

        foreach (var wrong in new Action[] { () => embedding.Save(folder / "m.html", new long[] { 0 }), () => embedding.Save(folder / "m.html", null, ["a"]), () => embedding.Save(folder / "m.html", null, null, rand(2, 1, 8, 8)) })
            Should.Throw<GlassboxException>(wrong).Message.ShouldContain("for 3 samples");
        folder.Files.ShouldBe(["map.html"]);
    }

    [Fact]
    public void A_ranking_names_samples_and_labels()
    {
        var table = new Ranking(new Named(), tensor(new long[] { 1, 0 }, [1, 2]), tensor(new[] { 0.9f, 0.25f }, [1, 2])).Table()!;
        table.Columns.ShouldBe(["input", "rank", "sample", "label", "score"]);
        table.Written().ShouldBe([["0", "1", "1", "dog", "0.9000"], ["0", "2", "0", "cat", "0.2500"]]);
    }

    private sealed class Named : Dataset
    {
        public override long Count => 2;
        public override Sample this[long index] => throw new InvalidOperationException("A table needs no picture.");
        public override long[] Labels => [0, 1];
        public override IReadOnlyList<string> ClassNames => ["cat", "dog"];
    }

    [GeneratedRegex(@"https?://[^\s""'<)]+")]
    private static partial Regex Links();

    [Fact]
    public void A_map_is_a_row_a_sample_as_csv()
    {
        using var folder = new TemporaryFolder();
        string Saved(Embedding map, Samples samples)
        {
            map.Save(folder / "map.csv", samples);
            return File.ReadAllText(folder / "map.csv").Replace("\r\n", "\n");
        }
        // A method's own table, such as what makes up its axes, is another matter.
        var plane = new Embedding(tensor(new[] { 0.5f, 0f, 1f, -2f }, [2, 2])) { Numbers = new Table("axis").Add(1) };
        Saved(plane, new()).ShouldBe("index,x,y\n0,0.5,0\n1,1,-2\n");
        plane.Save(folder / "labelled.csv", new long[] { 7, 3 });
        File.ReadAllText(folder / "labelled.csv").ShouldBe("index,x,y,label\r\n0,0.5,0,7\r\n1,1,-2,3\r\n");
        Saved(plane, new Samples { Names = ["a", "b, c"], Columns = [Column.OfLabels([1, -1], ["cat", "dog"]).Named("kind"), new[] { 0.25, double.NaN }] })
            .ShouldBe("index,name,x,y,kind,value\n0,a,0.5,0,dog,0.25\n1,\"b, c\",1,-2,no label,NaN\n");
        Saved(new Embedding(tensor(new[] { 1.0, 2, 3, 4 }, [1, 4])), new()).ShouldBe("index,x1,x2,x3,x4\n0,1,2,3,4\n");
        Should.Throw<GlassboxException>(() => plane.Save(folder / "m.csv", new long[] { 0 })).Message.ShouldContain("for 2 samples");
    }

    [Fact]
    public void Groups_that_share_a_colour_keep_their_own_names_as_csv()
    {
        using var folder = new TemporaryFolder();
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"group {i:00}")];
        new Embedding(zeros(60, 1)).Save(folder / "map.csv", names);
        File.ReadAllLines(folder / "map.csv")[^1].ShouldBe("59,0,group 59");
    }
}
