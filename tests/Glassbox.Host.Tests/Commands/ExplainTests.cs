using System.CommandLine;
using System.Reflection;
using Glassbox.Host.Commands;
using Glassbox.Host.Plugins;
using Glassbox.Host.Tests.Plugins;

namespace Glassbox.Host.Tests.Commands;

public sealed class ExplainTests : IDisposable
{
    private readonly HostProcess host = new();
    private readonly PluginFixture plugins = new();

    public ExplainTests() => host.PluginFolder = plugins.Folder;

    public void Dispose()
    {
        host.Dispose();
        plugins.Dispose();
    }

    /// <summary>An attributor whose values are its options.</summary>
    private void Attributor(string body = "") => plugins.Plugin("Flat", $$"""
        namespace Fixtures;
        [Method("flat", "Flat map")]
        public sealed class Flat : IAttributor<Flat.Options>
        {
            /// <param name="Height">The value everywhere.</param>
            /// <param name="Negative">With a minus.</param>
            public sealed record Options([Range(0, 10)] double Height = 1, bool Negative = false, long Seed = 0);
            public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
            {
                {{body}}
                var height = (options.Negative ? -options.Height : options.Height) + 100 * options.Seed;
                return new Attribution(model, inputs, target.For(model, inputs), full_like(inputs, height)) { Checks = [new Check("height", 0, 1)] };
            }
        }
        """);

    /// <summary>Explains the first shipped digit, as a picture.</summary>
    private Answer Explain(params string[] more)
    {
        host.Write("digit.csx", "var model = Models.Load(\"digits-cnn\"); Picture.Write(\"digit.png\", model.Preprocessing.ToPixels(Data.Digits().Test[0].Input));");
        host.Run("run", "digit.csx").Error.ShouldBe("");
        return host.Run(["explain", "digit.png", "--model", "digits-cnn", "--method", "flat", .. more]);
    }

    private float Value()
    {
        host.Write("value.csx", "Console.WriteLine(Data.Numpy(\"out/attribution.npz\", inputs: \"values\").Batches(1).First().Inputs.flatten()[0].ToSingle());");
        var answer = host.Run("run", "value.csx");
        answer.Error.ShouldBe("");
        return float.Parse(answer.Output, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Flags_reach_the_method_and_three_files_come_out()
    {
        Attributor();
        var answer = Explain("--out", "out", "--height", "2.5", "--negative", "--flat-seed", "1", "--seed", "7");
        answer.ShouldBe(new Answer(0, answer.Output, ""));
        answer.Output.ShouldContain("check      height: error 0");
        answer.Output.ShouldEndWith("out/heatmap.png\nout/report.html\nout/attribution.npz\n");
        Directory.GetFileSystemEntries(Path.Combine(host.Root, "out")).Select(Path.GetFileName).Order().ShouldBe(["attribution.npz", "explain.run.json", "heatmap.png", "report.html"]);
        Value().ShouldBe(97.5f);

        Explain("--out", "out", "--height", "3");
        host.Run("runs", "replay", "explain").ShouldBe(new Answer(2, "", host.Run("runs", "show", "explain").Error));
        string[] ids = [.. host.Run("runs", "list", "explain").Output.Split('\n').Skip(1).Where(l => l != "").Select(l => l.Split(' ')[0])];
        var replay = host.Run("runs", "replay", ids[1]);
        replay.Code.ShouldBe(0, replay.Error);
        replay.Output.ShouldEndWith("same bits   out/heatmap.png\nsame bits   out/report.html\nsame bits   out/attribution.npz\nThe same bits: 3 files, 1 result of methods.\n");
        Value().ShouldBe(3f);
    }

    [Theory]
    [InlineData("height", "--height", "11")]
    [InlineData("Did you mean \"--height\"?", "--heigth", "2")]
    [InlineData("digits-cnn has no class \"eleven\".", "--target", "eleven")]
    [InlineData("There is no class 12: digits-cnn has 10 classes, 0 to 9.", "--target", "12")]
    public void A_mistake_is_one_sentence_and_leaves_no_file(string sentence, params string[] more)
    {
        Attributor();
        var answer = Explain(["--out", "out", .. more]);
        (answer.Code, answer.Output).ShouldBe((2, ""));
        answer.Error.ShouldContain(sentence);
        answer.Error.TrimEnd('\n').ShouldNotContain('\n');
        Directory.GetFileSystemEntries(host.Root, "out*").ShouldBeEmpty();
    }

    [Fact]
    public void A_method_that_fails_leaves_what_was_there()
    {
        Attributor();
        Explain("--out", "out", "--height", "3").Code.ShouldBe(0);
        Attributor("if (options.Height == 4) throw new System.InvalidOperationException(\"too high\");");
        var answer = Explain("--out", "out", "--height", "4");
        answer.ShouldBe(new Answer(1, "", "glassbox: flat of plugin Flat failed with InvalidOperationException: too high. (--trace shows where)\n"));
        Value().ShouldBe(3f);
    }

    [Fact]
    public void A_method_that_takes_no_model_is_for_scripts()
    {
        plugins.Echo("Mirror");
        var answer = host.Run("explain", "x.png", "--model", "digits-cnn", "--method", "mirror", "--out", "out");
        answer.Code.ShouldBe(2);
        answer.Error.ShouldBe("glassbox: mirror is a projector, which takes points: call Mirror from a script.\n");
    }

    [Fact]
    public void A_file_that_does_not_know_its_pictures_is_told_whose_they_are_like()
    {
        Attributor();
        Explain("--out", "out").Code.ShouldBe(0);
        var goldens = typeof(ExplainTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "goldens").Value!;
        host.Write("names.txt", string.Concat(Enumerable.Range(0, 10).Select(i => $"thing {i}\n")));
        string[] command = ["explain", "digit.png", "--model", Path.Combine(goldens, "models/resnet-script.pt"), "--method", "flat", "--out", "out"];

        host.Run(command).Error.ShouldContain("--pictures-as");
        host.Run([.. command, "--pictures-as", "captum-cifra"]).Error.ShouldContain("Did you mean \"captum-cifar\"?");
        host.Run([.. command, "--pictures-as", "mlp"]).Error.ShouldContain("takes no pictures");
        var answer = host.Run([.. command, "--pictures-as", "captum-cifar", "--class-names", "names.txt", "--target", "thing 3"]);
        (answer.Code, answer.Error).ShouldBe((0, ""));
        answer.Output.ShouldContain("explained  thing 3");
    }

    [Fact]
    public void A_row_of_a_table_is_an_input_too()
    {
        Attributor();
        host.Write("rows.csv", "a,b,kind\n1,2,x\n3,4,y\n");
        host.Run("explain", "rows.csv", "--row", "2", "--ignore", "kind", "--model", "digits-cnn", "--method", "flat", "--out", "out")
            .ShouldBe(new Answer(2, "", "glassbox: rows.csv has no row 2: it has rows 0 to 1.\n"));
    }

    [Fact]
    public void Each_flag_says_what_it_takes_and_what_it_is_unless_said()
    {
        Attributor();
        var method = plugins.Catalogue().Method("flat");
        var command = new Command("explain");
        _ = new MethodFlags(method, command);
        command.Options.Select(o => (o.Name, o.Description)).ShouldBe(
        [
            ("--height", "The value everywhere. Takes a number of 0 to 10; 1 unless said."),
            ("--negative", "With a minus. Takes true or false; false unless said."),
            ("--flat-seed", "Takes a whole number; 0 unless said."),
        ]);
    }
}
