using Glassbox.Architectures;
using Glassbox.Checkpoints;
using Glassbox.ModelTests.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests.Loading;

public class LoadTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string Refused(Action load) => Should.Throw<GlassboxException>(load).Message;

    private string Saved(nn.Module network, string name = "net.safetensors", Func<string, string>? rename = null, Func<KeyValuePair<string, Tensor>, bool>? where = null)
    {
        var state = network.state_dict().Where(where ?? (_ => true)).Select(t => KeyValuePair.Create(rename?.Invoke(t.Key) ?? t.Key, t.Value));
        Safetensors.Save(folder[name], state);
        return folder[name];
    }

    [Fact]
    public void TheShippedNetworkReadsUnseenDigits()
    {
        var model = Models.Load("digits-cnn");

        Training.Accuracy(model, Data.Digits().Test).ShouldBeGreaterThan(0.97);
        model.ClassNames.ShouldBe(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    }

    [Fact]
    public void ACheckpointAloneNamesItsArchitecture()
    {
        using var off = no_grad();
        using var network = Models.New("resnet20", seed: 3);
        network.eval();
        var x = randn(2, 3, 32, 32);

        var model = Models.Load(Saved(network));

        model.Name.ShouldBe("resnet20");
        model.Logits(x).Equals(network.call(x)).ShouldBeTrue();
        model.ClassNames[3].ShouldBe("cat");
    }

    [Fact]
    public void TheReferencePerceptronGivesItsReferenceLogits()
    {
        using var off = no_grad();
        var model = Models.Load(Goldens.PathOf("models/mlp.safetensors"));
        var golden = Safetensors.Load(Goldens.PathOf("inputs/mlp.safetensors"));

        model.Name.ShouldBe("mlp");
        (model.Logits(golden["x"]) - golden["logits"]).abs().max().ToDouble().ShouldBeLessThan(1e-5 * golden["logits"].abs().max().ToDouble());
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("model.")]
    [InlineData("module._orig_mod.")]
    [InlineData("backbone.")]
    public void NamesThatTrainingWrappedAreUnwrapped(string wrapper)
    {
        using var network = Models.New("lenet", seed: 3);

        var model = Models.Load("lenet", Saved(network, rename: name => wrapper + name));

        model.Parameters["fc3.bias"].Equals(network.state_dict()["fc3.bias"]).ShouldBeTrue();
    }

    [Fact]
    public void TheNumberOfClassesIsTheCheckpoints()
    {
        using var network = Models.New("squeezenet1_1", classes: 7, seed: 3);

        var model = Models.Load("squeezenet1_1", Saved(network));

        using var off = no_grad();
        model.Logits(zeros(1, 3, 64, 64)).shape.ShouldBe([1, 7]);
        model.ClassNames.ShouldBeEmpty("there are no names for seven classes");
    }

    [Fact]
    public void CountersOfTrainingBatchesMayBeMissing()
    {
        using var network = Models.New("resnet20", seed: 3);

        Models.Load("resnet20", Saved(network, where: t => !t.Key.EndsWith("num_batches_tracked"))).Parameters["bn1.num_batches_tracked"].ToInt64().ShouldBe(0);
    }

    [Fact]
    public void HalfPrecisionBecomesSingle()
    {
        using var network = Models.New("lenet", seed: 3);
        using var wanted = network.state_dict()["conv1.weight"].to(ScalarType.BFloat16).to(ScalarType.Float32);
        network.bfloat16();

        var weight = Models.Load("lenet", Saved(network)).Parameters["conv1.weight"];

        weight.dtype.ShouldBe(ScalarType.Float32);
        weight.Equals(wanted).ShouldBeTrue();
    }

    [Fact]
    public void OldNamesOfDenseNetAndViTAreKnown()
    {
        Zoo.All["densenet121"].Rename("features.denseblock1.denselayer2.norm.1.weight").ShouldBe("features.denseblock1.denselayer2.norm1.weight");
        Zoo.All["densenet121"].Rename("features.norm5.weight").ShouldBe("features.norm5.weight");
        Zoo.All["vit_b_16"].Rename("encoder.layers.encoder_layer_0.mlp.linear_1.weight").ShouldBe("encoder.layers.encoder_layer_0.mlp.0.weight");
    }

    [Fact]
    public void AMisfitSaysWhatIsMissingUnexpectedAndOfAnotherShape()
    {
        using var network = Models.New("lenet", seed: 3);
        var state = network.state_dict();
        state.Remove("fc1.bias");
        state["extra.weight"] = ones(2);
        state["conv2.bias"] = ones(17);
        Safetensors.Save(folder["net.safetensors"], state);

        var message = Refused(() => Models.Load("lenet", folder["net.safetensors"]));

        message.ShouldContain("1 missing (fc1.bias)");
        message.ShouldContain("1 unexpected (extra.weight)");
        message.ShouldContain("1 of another shape (conv2.bias is [17], not [16])");
    }

    [Fact]
    public void AMisfitSaysWhatItIs()
    {
        using var network = Models.New("resnet20", seed: 3);
        var file = Saved(network);

        Refused(() => Models.Load("resnet56", file)).ShouldContain("it is resnet20");
        Refused(() => Models.Load("resnet18", file)).ShouldContain("it is resnet20");
        var headless = Saved(network, where: t => !t.Key.StartsWith("linear."));
        Refused(() => Models.Load("resnet20", headless)).ShouldBe("net.safetensors does not fit resnet20: 2 missing (linear.weight, linear.bias).", "no other network is more like it");
        Refused(() => Models.Load(headless)).ShouldContain("it looks like resnet20, but for 2 missing (linear.weight, linear.bias)");
        Refused(() => Models.Load("resnet32", Saved(network, rename: name => "net." + name))).ShouldContain("it is resnet20");
    }

    [Fact]
    public void UnknownWeightsAreSaidToBe()
    {
        Safetensors.Save(folder["other.safetensors"], new Dictionary<string, Tensor> { ["blocks.0.w"] = ones(3) });

        Refused(() => Models.Load(folder["other.safetensors"])).ShouldContain("no network that Glassbox knows");
    }

    [Fact]
    public void ASizeThatFitsNoMemoryFitsNoNetwork()
    {
        Safetensors.Save(folder["wide.safetensors"], new Dictionary<string, Tensor> { ["0.weight"] = empty(1L << 50, 0), ["0.bias"] = ones(1) });

        Refused(() => Models.Load(folder["wide.safetensors"])).ShouldContain("no network that Glassbox knows");
        Refused(() => Models.Load("mlp", folder["wide.safetensors"])).ShouldContain("does not fit mlp");
    }

    [Fact]
    public void AFileWithItsOwnNetworkNeedsNoName()
    {
        var file = Goldens.PathOf("models/resnet-script.pt");

        Refused(() => Models.Load("resnet18", file)).ShouldContain("TorchScript file, which holds its own network");
        Refused(() => Models.Load("resnet18", folder.Write("net.onnx", Onnx.OnnxBuilder.SmallNetwork()))).ShouldContain("ONNX file, which holds its own network");
        Models.Load(file).Logits(zeros(2, 3, 32, 32)).shape.ShouldBe([2, 10]);
        Refused(() => Models.Load(folder.Write("cut.pt", File.ReadAllBytes(file)[..^3000]))).Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public void ATorchScriptFileSaysWhatIsWrongWithItsInputs()
    {
        var model = Models.Load(Goldens.PathOf("models/resnet-script.pt"));

        Refused(() => model.Logits(zeros(2, 1, 32, 32))).ShouldContain("expected input[2, 1, 32, 32] to have 3 channels, but got 1 channels instead");
    }

    [Fact]
    public void MisspeltNamesGetTheNearest()
    {
        Refused(() => Models.Load("restnet50", "w.pth")).ShouldContain("\"resnet50\"");
        Refused(() => Models.Load("resnet50")).ShouldContain("without weights");
        Refused(() => Models.New("vgg17")).ShouldContain("vgg1");
        Refused(() => Models.Load("missing.pth")).ShouldContain("no file");
        Refused(() => Models.Load("resnet18", folder["missing.pth"])).ShouldContain("no file");
        Refused(() => Models.Load(folder.Write("a.onnx", "hello, world"), "w.pth")).ShouldContain("leave one");
    }

    [Fact]
    public void ClassNamesAreReadFromAFileWithOneALine()
    {
        using var network = Models.New("lenet", classes: 3, seed: 3);
        var weights = Saved(network);

        Models.Load("lenet", weights, classes: folder.Write("names.txt", "cat\r\ndog, hound\nbird\n\n")).ClassNames.ShouldBe(["cat", "dog, hound", "bird"]);
        Refused(() => Models.Load("lenet", weights, classes: folder.Write("names.txt", "cat\ndog\n"))).ShouldContain("2 class names");
        Refused(() => Models.Load("lenet", weights, classes: folder["none.txt"])).ShouldContain("no file");
    }

    [Theory]
    [InlineData("models/imagenet_classes.txt")]
    [InlineData("data/imagenet_classes.txt")]
    public void ImageNetsNamesAreFoundNearTheWeights(string place)
    {
        using var network = Models.New("squeezenet1_0", seed: 3);
        folder.Write(place, string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"thing {i}")));

        Models.Load("squeezenet1_0", Saved(network, "models/squeezenet.safetensors")).ClassNames[999].ShouldBe("thing 999");
    }

    [Fact]
    public void WhatTravelsWithANetworkCanBeReplaced() =>
        Models.Load("digits-cnn", preprocessing: new Preprocessing([0.25], [0.5])).Preprocessing!.Mean.ShouldBe([0.25]);

    [Fact]
    public void ANewNetworkIsDrawnFromItsSeed()
    {
        using var one = Models.New("lenet", seed: 5);
        using var same = Models.New("lenet", seed: 5);
        using var other = Models.New("lenet", seed: 6);

        one.state_dict()["fc1.weight"].Equals(same.state_dict()["fc1.weight"]).ShouldBeTrue();
        one.state_dict()["fc1.weight"].Equals(other.state_dict()["fc1.weight"]).ShouldBeFalse();
    }

    [Fact]
    public void ATorchScriptFileThatReturnsSeveralTensorsSaysHowOneIsChosen()
    {
        using var off = no_grad();
        using var x = ones(1, 3);
        var model = Models.Load(Goldens.PathOf("models/several-outputs.pt"));

        Refused(() => model.Logits(x)).ShouldStartWith("several-outputs returns 5 tensors, not one: choose one in a script, as in var net = jit.load(");
        jit.load(Goldens.PathOf("models/several-outputs.pt")).call_all(x).Select(t => t[0, 0].ToDouble()).ShouldBe([2, 3, 5, 7, 11]);
    }

    [Fact]
    public void ATorchScriptFileThatTakesSeveralInputsSaysHowTheOthersAreGiven()
    {
        var path = Goldens.PathOf("models/two-inputs.pt");
        Refused(() => Models.Load(path).Logits(ones(1, 2)))
            .ShouldBe($"two-inputs takes another input, y: give it in a script, as in var net = jit.load(\"{path}\").eval(); new Model(\"two-inputs\", x => net.call_all(x, y)[0], net.state_dict()).");

        var net = jit.load(path).eval();
        var y = ones(1, 2);
        new Model("two-inputs", x => net.call_all(x, y)[0], net.state_dict()).Logits(ones(1, 2) * 2).data<float>().ToArray().ShouldBe([5f, 5f]);
    }
}
