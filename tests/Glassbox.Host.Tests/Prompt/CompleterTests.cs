using Glassbox.Host.Prompt;

namespace Glassbox.Host.Tests.Prompt;

[Collection(PromptPlugins.Sessions)]
public sealed class CompleterTests
{
    private readonly Session session;
    private readonly Completer completer;

    public CompleterTests(PromptPlugins plugins)
    {
        session = plugins.New();
        completer = new Completer(() => session, plugins.Catalogue, []);
        Run("var model = Models.Load(\"digits-cnn\");");
        Run("var x = torch.zeros(1, 1, 8, 8);");
        Run("Model NamedModel() => model;");
    }

    private void Run(string text) => session.RunAsync(session.Compile(text, "/tmp/prompt", default)).GetAwaiter().GetResult();

    /// <summary>What can stand at the mark.</summary>
    private CompletionItem[] At(string marked) => [.. completer.Complete(marked.Replace("|", ""), marked.IndexOf('|'))?.Items ?? []];

    private string[] Texts(string marked) => [.. At(marked).Select(i => i.Text)];

    [Fact]
    public void Members_come_with_their_documentation_and_without_those_of_every_object()
    {
        var items = At("model.|");
        items.Single(i => i.Text == "ClassNames").Describe().ShouldContain("names in order");
        items.Select(i => i.Text).ShouldNotContain("GetHashCode");
        Texts("model.Cla|").ShouldBe(["ClassIndex", "ClassName", "ClassNames"], ignoreOrder: true);
        Texts("x.sum().me|").ShouldContain("mean");
        Texts("x.Sh|").ShouldContain("Show");
        Texts("torch.|").ShouldContain("randn");
        Texts("Models.|").ShouldBe(["Load", "Mlp", "Names", "New", "Onnx", "SignalCnn", "IsShipped", "PreprocessingOf"], ignoreOrder: true);
        Texts("\"abc\".Len|").ShouldBe(["Length"]);
    }

    [Fact]
    public void Variables_and_verbs_come_before_anything_else()
    {
        Texts("m|")[0].ShouldBe("model");
        Texts("Mir|")[0].ShouldBe("Mirror");
        At("Mir|")[0].Describe().ShouldContain("Gives back what it is given.");
        Texts("|").ShouldContain("Mirror");
        Texts("|").ShouldContain("model");
    }

    [Fact]
    public void Options_come_with_type_default_and_documentation()
    {
        var option = At("Mirror(model, x, |").Single(i => i.Text == "strength: ");
        option.Label.ShouldBe("strength: double = 0.5");
        option.Describe().ShouldBe("How strong it is.");
        Texts("Mirror(model, x, strength: 1, |").ShouldNotContain("strength: ");
        Texts("Mirror(model, x, str|")[0].ShouldBe("strength: ");
    }

    [Fact]
    public void A_choice_offers_its_values()
    {
        var values = At("Mirror(model, x, turned: |").Take(2).ToArray();
        values.Select(v => v.Text).ShouldBe(["Turn.None", "Turn.Down"]);
        values[1].Describe().ShouldBe("Upside down.");
        Texts("Mirror(model, x, turned: dow|").ShouldBe(["Turn.Down"]);
        Texts("Mirror(model, x, turned: Turn.|").ShouldBe(["None", "Down"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Mirror(model, x, layer: \"|")]
    [InlineData("Mirror(model, x, layer: \"|\")")]
    [InlineData("Mirror(NamedModel(), x, layer: \"|\")")]
    [InlineData("model.Features(null, \"|")]
    [InlineData("Target.Channel(\"|")]
    public void A_layer_is_one_of_the_models(string text) => Texts(text).ShouldBe(["conv1", "conv2", "fc1", "fc2"]);

    [Fact]
    public void Strings_offer_classes_networks_and_files()
    {
        Texts("Mirror(model, x, \"|").ShouldBe([.. Enumerable.Range(0, 10).Select(i => i.ToString())]);
        Texts("Models.Load(\"digits|").ShouldBe(["digits-cnn"]);
        var folder = Directory.CreateTempSubdirectory("glassbox-files-");
        File.WriteAllText(Path.Combine(folder.FullName, "dog.jpg"), "");
        File.WriteAllText(Path.Combine(folder.FullName, ".hidden"), "");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "sub"));
        Texts($"File.ReadAllText(\"{folder.FullName}/|").ShouldBe(["sub/", "dog.jpg"]);
        Texts($"#load \"{folder.FullName}/d|").ShouldBe(["dog.jpg"]);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Nothing_is_offered_in_comments_and_numbers()
    {
        Texts("// mod|").ShouldBeEmpty();
        Texts("12|").ShouldBeEmpty();
    }

    [Fact]
    public void A_signature_marks_the_parameter_that_is_being_given()
    {
        var text = "Mirror(model, x, strength: ";
        var call = completer.Signature(text, text.Length)!;
        call.Text.ShouldStartWith("Mirror(Model model, Tensor inputs, Target? target = null, string? layer = null, Turn turned = Turn.None, double strength = 0.5");
        call.Text.Substring(call.ActiveStart, call.ActiveLength).ShouldBe("double strength = 0.5");
        call.Documentation.ShouldBe("How strong it is.");
        completer.Signature("Mirror(model, ", 7)!.Documentation.ShouldContain("odel");
        completer.Signature("Mirror(model)", 13).ShouldBeNull();
        completer.Signature("x + 1", 5).ShouldBeNull();
        var outer = "Mirror(NamedModel(), ";
        completer.Signature(outer, outer.Length)!.Text.ShouldStartWith("Mirror(");
    }
}
