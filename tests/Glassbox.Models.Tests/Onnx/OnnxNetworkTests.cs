using Glassbox.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static Glassbox.ModelTests.Onnx.OnnxBuilder;

namespace Glassbox.ModelTests.Onnx;

public class OnnxNetworkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string Refused(OnnxBuilder builder) => Should.Throw<GlassboxException>(() => Network(builder.Bytes())).Message;

    private static OnnxNetwork Network(byte[] bytes) => new(bytes, "net.onnx", null, CPU);

    /// <summary>The same network with nn's functionals.</summary>
    private static Tensor Reference(Tensor x, IReadOnlyDictionary<string, Tensor> p)
    {
        x = nn.functional.conv2d(x, p["w"], p["b"], padding: [1, 1]);
        x = nn.functional.relu(nn.functional.batch_norm(x, p["mean"], p["var"], p["scale"], p["shift"]));
        return nn.functional.linear(nn.functional.max_pool2d(x, 2).reshape(x.shape[0], 18), p["fc"], p["fcb"]);
    }

    [Fact]
    public void RunsAsTheSameOperatorsWouldOnAnyBatch()
    {
        var network = Network(SmallNetwork());

        network.Parameters.Keys.Order().ShouldBe(["b", "fc", "fcb", "mean", "scale", "shift", "var", "w"]);
        foreach (var n in new[] { 1, 3 })
        {
            var x = randn(n, 1, 6, 6);
            network.Forward(x)[0].Equals(Reference(x, network.Parameters)).ShouldBeTrue();
        }
    }

    [Fact]
    public void GradientsFlowToTheInput()
    {
        var network = Network(SmallNetwork());
        var (x, same) = (randn(2, 1, 6, 6).requires_grad_(), zeros(0));
        same = x.detach().clone().requires_grad_();

        var gradient = autograd.grad([network.Forward(x)[0].sum()], [x])[0];

        gradient.Equals(autograd.grad([Reference(same, network.Parameters).sum()], [same])[0]).ShouldBeTrue();
    }

    [Fact]
    public void NodesAreLayersAndShapeArithmeticIsNone()
    {
        var model = Models.Load(folder.Write("net.onnx", SmallNetwork()));

        var graph = model.Capture(zeros(2, 1, 6, 6));

        graph.Layer("node0").Tensor.shape.ShouldBe([2, 2, 6, 6]);
        graph.Layer("node9").Tensor.shape.ShouldBe([2, 2]);
    }

    /// <summary>So that every method that walks the graph gives the same for both.</summary>
    [Fact]
    public void CaptureSeesTheOperatorsOfTheSameNetworkInNn()
    {
        var network = Network(SmallNetwork());
        var (onnx, reference) = (new Model("onnx", x => network.Forward(x)[0], network.Parameters), new Model("nn", x => Reference(x, network.Parameters), network.Parameters));
        string[] Operators(Model model) => [.. model.Capture(zeros(2, 1, 6, 6)).Nodes.Where(n => n.IsActive).Select(n => $"{n.FullName}({string.Join(", ", n.Inputs.Where(i => !i.IsActive).Select(i => i.Name))}) [{string.Join(", ", n.Output.Tensor.shape)}]")];

        Operators(onnx).ShouldBe(Operators(reference));
        Operators(onnx).Length.ShouldBe(6);
    }

    [Fact]
    public void AMissingOperatorIsNamedWithItsNode() =>
        Refused(new OnnxBuilder().Input("x", 1, 4).Output("y").Node("unpool7", "MaxUnpool", ["x"], ["y"])).ShouldSatisfyAllConditions(
            m => m.ShouldContain("MaxUnpool"),
            m => m.ShouldContain("unpool7"));

    [Fact]
    public void OnlyWhatTheOutputNeedsMustBeKnown()
    {
        var network = Network(new OnnxBuilder().Input("x", 1, 4).Output("y").Node("GRU", ["x"], ["unused"]).Node("Relu", ["x"], ["y"]).Bytes());

        network.Forward(tensor(new float[] { -1, 2, 0, 3 }).reshape(1, 4))[0].flatten().data<float>().ToArray().ShouldBe([0, 2, 0, 3]);
    }

    [Fact]
    public void ShapesOfABatchOfOneHoldForEveryBatch()
    {
        var network = Network(new OnnxBuilder().Input("x", 1, 2, 2).Output("y", 1, 4).Longs("shape", 1, 4).Node("Reshape", ["x", "shape"], ["y"]).Bytes());
        var inferred = Network(new OnnxBuilder().Input("x", 1, 2, 2).Output("y", 1, 4).Longs("shape", 1, -1).Node("Reshape", ["x", "shape"], ["y"]).Bytes());

        foreach (var net in new[] { network, inferred })
        {
            net.Forward(zeros(1, 2, 2))[0].shape.ShouldBe([1, 4]);
            net.Forward(arange(12, dtype: ScalarType.Float32).reshape(3, 2, 2))[0][2].data<float>().ToArray().ShouldBe([8, 9, 10, 11]);
        }
    }

    [Fact]
    public void AFileForOneSampleSaysSoWhereItCannotRunMore()
    {
        var network = Network(new OnnxBuilder().Input("x", 1, 2).Output("y", 1, 4).Floats("token", [1, 2], 5, 6).Node("Concat", ["token", "x"], ["y"], Int("axis", 1)).Bytes());
        var merged = Network(new OnnxBuilder().Input("x", 1, 2, 2).Output("y", 1, 4).Longs("rows", -1, 2).Longs("all", 1, -1).Node("Reshape", ["x", "rows"], ["r"]).Node("Reshape", ["r", "all"], ["y"]).Bytes());

        network.Forward(ones(1, 2))[0].flatten().data<float>().ToArray().ShouldBe([5, 6, 1, 1]);
        foreach (var run in new Action[] { () => network.Forward(ones(3, 2)), () => merged.Forward(ones(3, 2, 2)) })
            Should.Throw<GlassboxException>(run).Message.ShouldContain("exported for one sample at a time, and 3 were given");
    }

    [Fact]
    public void AnInputOfAnotherShapeIsRefused()
    {
        var network = Network(SmallNetwork());

        Should.Throw<GlassboxException>(() => network.Forward(zeros(1, 3, 6, 6))).Message.ShouldContain("[N, 1, 6, 6], not [1, 3, 6, 6]");
    }

    [Fact]
    public void WhatDependsOnConstantsAloneIsComputedOnce()
    {
        var network = Network(new OnnxBuilder().Input("x", -1, 2).Output("y")
            .Floats("a", [2, 2], 1, 2, 3, 4).Node("Transpose", ["a"], ["t"]).Node("Neg", ["t"], ["w"]).Node("MatMul", ["x", "w"], ["y"]).Bytes());

        network.Parameters.Keys.ShouldBe(["w.T"], "the matrix of a linear layer is [out, in]");
        network.Forward(tensor(new float[] { 1, 10 }).reshape(1, 2))[0].flatten().data<float>().ToArray().ShouldBe([-21, -43]);
    }

    [Fact]
    public void AMatrixOfTheTransposedOnesNameIsNotMistakenForIt()
    {
        var network = Network(new OnnxBuilder().Input("x", -1, 2).Output("y").Floats("w", [2, 2], 1, 2, 3, 4).Floats("w.T", [2, 2], 10, 20, 30, 40)
            .Node("MatMul", ["x", "w"], ["a"]).Node("MatMul", ["x", "w.T"], ["b"]).Node("Add", ["a", "b"], ["y"]).Bytes());

        network.Forward(tensor(new float[] { 1, 1 }).reshape(1, 2))[0].flatten().data<float>().ToArray().ShouldBe([44, 66]);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(21)]
    public void OtherOpsetsAreRefused(long opset) => Refused(new OnnxBuilder(opset).Input("x", 1).Output("y").Node("Relu", ["x"], ["y"])).ShouldContain($"opset {opset}");

    [Fact]
    public void AGraphMustHoldTogether()
    {
        Refused(new OnnxBuilder().Input("x", 1).Output("y").Node("Add", ["x", "nothing"], ["y"])).ShouldContain("\"nothing\"");
        Refused(new OnnxBuilder().Input("x", 1).Output("y").Node("Relu", ["x"], ["z"])).ShouldContain("\"y\"");
        Refused(new OnnxBuilder().Input("x", 1).Output("y").Floats("w", [3], 1, 2).Node("Add", ["x", "w"], ["y"])).ShouldContain("\"w\"");
    }

    [Fact]
    public void SeveralInputsAndOutputsAreChosenInAScript()
    {
        var path = folder.Write("two.onnx", new OnnxBuilder().Input("a", 1, 2).Input("b", 1, 2).Output("y").Output("z").Node("Sub", ["a", "b"], ["y"]).Node("Neg", ["a"], ["z"]).Bytes());
        var refused = Should.Throw<GlassboxException>(() => Models.Load(path)).Message;
        refused.ShouldStartWith("two.onnx takes 2 inputs (a, b) and gives 2 outputs (y, z)");
        refused.ShouldEndWith($"var net = Models.Onnx(\"{path}\"); new Model(\"two\", x => net.call_all(x, b)[0], net.state_dict()).");

        var net = Models.Onnx(path);
        var (a, b) = (tensor(new float[] { 1, 2 }).reshape(1, 2), tensor(new float[] { 4, 3 }).reshape(1, 2));
        new Model("two", x => net.call_all(x, b)[0], net.state_dict()).Logits(a).data<float>().ToArray().ShouldBe([-3, -1]);
        net.call_all(a, b)[1].data<float>().ToArray().ShouldBe([-1, -2]);
        Should.Throw<GlassboxException>(() => net.call_all(a)).Message.ShouldBe("two.onnx takes 2 inputs (a, b), not 1.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TheFiveNodesOfAGeluAreOneOperator(bool halfFirst)
    {
        var builder = new OnnxBuilder().Input("x", 1, 3).Output("y").Floats("root", [], MathF.Sqrt(2)).Floats("one", [], 1).Floats("half", [], 0.5f)
            .Node("Div", ["x", "root"], ["a"]).Node("Erf", ["a"], ["b"]).Node("Add", ["b", "one"], ["c"]);
        builder = halfFirst ? builder.Node("Mul", ["x", "half"], ["d"]).Node("Mul", ["d", "c"], ["y"]) : builder.Node("Mul", ["x", "c"], ["d"]).Node("Mul", ["d", "half"], ["y"]);
        var network = Network(builder.Bytes());
        var x = tensor(new float[] { -1, 0.5f, 2 }).reshape(1, 3);
        network.Forward(x)[0].allclose(nn.functional.gelu(x), 1e-5, 1e-6).ShouldBeTrue();
        new Model("gelu", t => network.Forward(t)[0]).Capture(x).Nodes.Select(n => n.Kind).ShouldBe(["gelu"]);
    }

    [Theory]
    [InlineData("LSTM", "forward")]
    [InlineData("GRU", "bidirectional")]
    [InlineData("GRU", "reverse")]
    [InlineData("RNN", "bidirectional")]
    public void RecurrentNetworksAreThoseOfPyTorch(string kind, string direction)
    {
        manual_seed(1);
        var both = direction == "bidirectional";
        var x = randn(3, 2, 4);
        var given = direction == "reverse" ? x.flip(0) : x;
        nn.Module module;
        Tensor expected;
        switch (kind)
        {
            case "LSTM": var lstm = nn.LSTM(4, 5, bidirectional: both); (module, expected) = (lstm, lstm.call(given).Item1); break;
            case "GRU": var gru = nn.GRU(4, 5, bidirectional: both); (module, expected) = (gru, gru.call(given).Item1); break;
            default: var rnn = nn.RNN(4, 5, bidirectional: both); (module, expected) = (rnn, rnn.call(given).Item1); break;
        }
        // ONNX stacks an LSTM's gates as input, output, forget, cell, and a GRU's as update, reset, new.
        int[] order = kind switch { "LSTM" => [0, 3, 1, 2], "GRU" => [1, 0, 2], _ => [0] };
        var weights = module.state_dict().Values.Select(w => w.chunk(order.Length, 0)).Select(gates => cat([.. order.Select(g => gates[g])], 0)).ToArray();
        Tensor Stacked(params int[] which) => stack([.. weights.Chunk(4).Select(w => cat([.. which.Select(i => w[i])], 0))], 0).detach();
        var builder = new OnnxBuilder(14).Input("x", 3, -1, 4).Output("y");
        foreach (var (name, values) in new[] { ("W", Stacked(0)), ("R", Stacked(1)), ("B", Stacked(2, 3)) }) builder = builder.Floats(name, values.shape, values.contiguous().data<float>().ToArray());
        var network = Network(builder.Node(kind, ["x", "W", "R", "B"], ["y"], OnnxBuilder.String("direction", direction), OnnxBuilder.Int("hidden_size", 5), OnnxBuilder.Int("linear_before_reset", 1)).Bytes());

        var y = network.Forward(x)[0];

        y.shape.ShouldBe([3, both ? 2 : 1, 2, 5]);
        (direction == "reverse" ? y.flip(0) : y).transpose(1, 2).flatten(2).allclose(expected, 1e-5, 1e-6).ShouldBeTrue();
    }

    [Fact]
    public void ConstantsOfAnAbsurdSizeAreRefused() =>
        Refused(new OnnxBuilder().Input("x", 1).Output("y").Longs("s", 1L << 40, 1L << 40).Node("ConstantOfShape", ["s"], ["c"]).Node("Add", ["x", "c"], ["y"])).ShouldContain("ConstantOfShape");

    [Fact]
    public void WeightsMayLieInAFileBesideIt()
    {
        var external = new List<byte>();
        foreach (var (key, value) in new[] { ("location", "w.bin"), ("offset", "4"), ("length", "8") }) external.AddRange(Entry(key, value));
        byte[] weight = [8, 2, 16, 1, 0x42, 1, (byte)'w', .. external, 0x70, 1];
        var bytes = new OnnxBuilder().Input("x", 2).Output("y").Initializer(weight).Node("Add", ["x", "w"], ["y"]).Bytes();
        folder.Write("w.bin", [0, 0, 0, 0, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);

        var model = Models.Load(folder.Write("net.onnx", bytes));

        model.Logits(zeros(2)).data<float>().ToArray().ShouldBe([1.5f, -2f]);
        folder.Write("w.bin", [0, 0, 0, 0]);
        Should.Throw<GlassboxException>(() => Models.Load(folder["net.onnx"])).Message.ShouldContain("beyond the end of w.bin");

        static byte[] Entry(string key, string value)
        {
            byte[] entry = [0x0a, (byte)key.Length, .. System.Text.Encoding.UTF8.GetBytes(key), 0x12, (byte)value.Length, .. System.Text.Encoding.UTF8.GetBytes(value)];
            return [0x6a, (byte)entry.Length, .. entry];
        }
    }

    [Fact]
    public void AFileBesideItIsNeverElsewhere()
    {
        byte[] entry = [0x0a, 8, .. "location"u8, 0x12, 11, .. "/etc/passwd"u8];
        byte[] weight = [8, 2, 16, 1, 0x42, 1, (byte)'w', 0x6a, (byte)entry.Length, .. entry, 0x70, 1];
        var bytes = new OnnxBuilder().Input("x", 2).Output("y").Initializer(weight).Node("Add", ["x", "w"], ["y"]).Bytes();

        Should.Throw<GlassboxException>(() => Models.Load(folder.Write("net.onnx", bytes))).Message.ShouldContain("not beside the network");
    }
}
