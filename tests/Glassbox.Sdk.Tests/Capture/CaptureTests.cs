using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Sdk.Tests;

/// <summary>What a captured graph says of networks that hooks see wrongly: in-place operators, views, reused modules, functional code.</summary>
public class CaptureTests
{
    private static string[] Kinds(Graph graph) => [.. graph.Nodes.Select(n => n.Kind)];

    private static float[] Numbers(Tensor t) => [.. t.detach().flatten().data<float>()];

    [Fact]
    public void The_operators_that_ran_are_recorded_in_order_with_their_arguments()
    {
        manual_seed(0);
        var network = Sequential(("conv", Conv2d(1, 2, 3, padding: 1)), ("relu", ReLU()), ("flatten", Flatten()), ("fc", Linear(32, 3)));
        var graph = new Model("small", network).Capture(randn(2, 1, 4, 4));
        Kinds(graph).ShouldBe(["conv2d", "relu", "flatten", "linear"]);
        graph.Nodes[0].Path.ShouldBe("conv");
        graph.Nodes[0].InputNamed("weight")!.Name.ShouldBe("conv.weight");
        graph.Nodes[0].InputNamed("weight")!.Kind.ShouldBe(ValueKind.Parameter);
        graph.Nodes[0].Argument("padding").ShouldBe(new long[] { 1, 1 });
        graph.Layer("relu").ShouldBe(graph.Nodes[1].Output);
        graph.LayerNames.ShouldContain("fc");
        graph.Output.ShouldBe(graph.Nodes[3].Output);
    }

    [Fact]
    public void An_operator_in_place_makes_a_new_value_and_the_one_before_keeps_what_it_held()
    {
        var model = new Model("in place", x =>
        {
            var y = x * 2;
            y.add_(1);
            return y.relu_() + y;
        });
        var graph = model.Capture(tensor(new[] { -1f, 3f }));
        Kinds(graph).ShouldBe(["mul", "add", "relu", "add"]);
        Numbers(graph.Nodes[0].Output.Tensor).ShouldBe([-2f, 6f]);
        Numbers(graph.Nodes[1].Output.Tensor).ShouldBe([-1f, 7f]);
        Numbers(graph.Nodes[2].Output.Tensor).ShouldBe([0f, 7f]);
        Numbers(graph.Output.Tensor).ShouldBe([0f, 14f]);
        graph.Nodes[1].Inputs.ShouldBe([graph.Nodes[0].Output]);
        graph.Nodes[3].Inputs.ShouldBe([graph.Nodes[2].Output, graph.Nodes[2].Output]);
    }

    [Fact]
    public void Changing_a_view_changes_what_it_is_a_view_of()
    {
        var model = new Model("views", x =>
        {
            var y = x + 1;
            var row = y.select(0, 0);
            row.mul_(10);
            return y + 0;
        });
        var graph = model.Capture(tensor(new[,] { { 1f, 2f }, { 3f, 4f } }));
        Numbers(graph.Output.Tensor).ShouldBe([20f, 30f, 4f, 5f]);
        // The sum before the change is still there.
        Numbers(graph.Nodes[0].Output.Tensor).ShouldBe([2f, 3f, 4f, 5f]);
        // And the last operator reads the changed whole, which replaying shows.
        Numbers(graph.Replay(new Dictionary<Value, Tensor> { [graph.Input] = zeros(2, 2) })).ShouldBe([10f, 10f, 1f, 1f]);
    }

    [Fact]
    public void Changing_a_tensor_changes_its_views()
    {
        var model = new Model("views", x =>
        {
            var y = x + 1;
            var row = y.select(0, 0);
            y.mul_(10);
            return row + 0;
        });
        var graph = model.Capture(tensor(new[,] { { 1f, 2f }, { 3f, 4f } }));
        Numbers(graph.Output.Tensor).ShouldBe([20f, 30f]);
        Numbers(graph.Replay(new Dictionary<Value, Tensor> { [graph.Input] = zeros(2, 2) })).ShouldBe([10f, 10f]);
    }

    [Fact]
    public void A_network_that_changes_its_input_in_place_does_not_change_the_callers()
    {
        var x = tensor(new[] { 1f, 2f });
        var graph = new Model("rude", t => t.mul_(3) + 0).Capture(x);
        Numbers(x).ShouldBe([1f, 2f]);
        Numbers(graph.Input.Tensor).ShouldBe([1f, 2f]);
        Numbers(graph.Output.Tensor).ShouldBe([3f, 6f]);
    }

    [Fact]
    public void A_module_that_runs_twice_is_two_layers_and_its_bare_name_is_refused()
    {
        var graph = new Model("reuse", new Reused()).Capture(tensor(new[,] { { -1f, 2f } }));
        Kinds(graph).ShouldBe(["relu", "sub", "relu", "add"]);
        Numbers(graph.Layer("relu#1").Tensor).ShouldBe([0f, 2f]);
        Numbers(graph.Layer("relu#2").Tensor).ShouldBe([0f, 1f]);
        Should.Throw<GlassboxException>(() => graph.Layer("relu")).Message.ShouldBe("Layer \"relu\" of reuse ran 2 times: name one call, \"relu#1\" to \"relu#2\".");
        Should.Throw<GlassboxException>(() => graph.Layer("rellu")).Message.ShouldStartWith("reuse has no layer \"rellu\".");
    }

    private sealed class Reused : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> relu = ReLU();
        public Reused() : base(nameof(Reused)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var once = relu.call(input);
            return relu.call(once - 1) + once;
        }
    }

    [Fact]
    public void Functional_code_takes_its_layers_from_the_parameters_names()
    {
        var w = ones(2, 3);
        var model = new Model("functional", x => F.relu(F.linear(x, w)).sum(1, keepdim: true), new Dictionary<string, Tensor> { ["fc1.weight"] = w });
        var graph = model.Capture(ones(1, 3));
        graph.Nodes[0].Path.ShouldBe("fc1");
        Numbers(graph.Layer("fc1").Tensor).ShouldBe([3f, 3f]);
        Numbers(graph.Layer("relu").Tensor).ShouldBe([3f, 3f]);
    }

    [Fact]
    public void Scopes_name_what_runs_inside()
    {
        var graph = new Model("scoped", x =>
        {
            using (CaptureScope.Enter("stem")) x = (x + 1).relu();
            using (CaptureScope.Enter("head")) return x * 2;
        }).Capture(ones(1, 2));
        Numbers(graph.Layer("stem").Tensor).ShouldBe([2f, 2f]);
        graph.Nodes.Select(n => n.Path).ShouldBe(["stem", "stem", "head"]);
    }

    [Fact]
    public void Gradients_reach_every_value_even_one_that_was_changed_in_place_later()
    {
        manual_seed(1);
        var network = Sequential(("conv", Conv2d(1, 2, 3)), ("relu", ReLU(inplace: true)), ("flatten", Flatten()), ("fc", Linear(8, 2)));
        var plain = Sequential(("conv", Conv2d(1, 2, 3)), ("relu", ReLU()), ("flatten", Flatten()), ("fc", Linear(8, 2)));
        plain.load_state_dict(network.state_dict());
        var x = randn(1, 1, 4, 4);
        var (changed, kept) = (new Model("in place", network).Capture(x, gradients: true), new Model("plain", plain).Capture(x, gradients: true));
        Numbers(Gradient(changed)).ShouldBe(Numbers(Gradient(kept)), 1e-6f);
        Numbers(changed.Layer("conv").Tensor).ShouldBe(Numbers(kept.Layer("conv").Tensor), 1e-6f);

        static Tensor Gradient(Graph graph) => autograd.grad([graph.Output.Tensor[0, 0]], [graph.Layer("conv").Tensor])[0];
    }

    [Fact]
    public void Replay_from_a_layer_equals_the_model_from_there()
    {
        manual_seed(2);
        var network = Sequential(("a", Linear(4, 8)), ("b", ReLU(inplace: true)), ("c", Linear(8, 8)), ("d", Tanh()), ("e", Linear(8, 3)));
        var model = new Model("deep", network);
        var graph = model.Capture(randn(5, 4));
        var other = randn(5, 4);
        Numbers(graph.Replay(new Dictionary<Value, Tensor> { [graph.Input] = other })).ShouldBe(Numbers(model.Logits(other)), 1e-6f);
        var ablated = graph.Layer("b").Tensor.clone();
        ablated[.., 0] = 0f;
        using var off = no_grad();
        var expected = ((Module<Tensor, Tensor>)network[4]).call(((Module<Tensor, Tensor>)network[3]).call(((Module<Tensor, Tensor>)network[2]).call(ablated)));
        Numbers(graph.Replay(new Dictionary<Value, Tensor> { [graph.Layer("b")] = ablated })).ShouldBe(Numbers(expected), 1e-6f);
    }

    [Fact]
    public void The_vector_Jacobian_product_of_a_node_is_the_gradient_of_that_operator_alone()
    {
        var graph = new Model("square", x => (x * x).relu_()).Capture(tensor(new[] { 3f, -2f }));
        var product = graph.Nodes[0].VectorJacobianProduct([tensor(new[] { 1f, 10f })]);
        Numbers(product[0]!).ShouldBe([6f, -40f]);
        Numbers(graph.Nodes[1].VectorJacobianProduct([ones(2)])[0]!).ShouldBe([1f, 1f]);
    }

    [Fact]
    public void Batch_norms_fold_into_the_layer_before_them_and_change_nothing()
    {
        manual_seed(4);
        var network = Sequential(("conv", Conv2d(1, 3, 3)), ("bn", BatchNorm2d(3)), ("relu", ReLU()), ("flatten", Flatten()), ("fc", Linear(12, 2)));
        using (no_grad())
        {
            foreach (var (_, buffer) in network.named_buffers())
                if (buffer.is_floating_point()) buffer.copy_(rand_like(buffer) + 0.5);
            foreach (var (_, parameter) in network.named_parameters()) parameter.copy_(randn_like(parameter));
        }
        var model = new Model("normalised", network);
        var x = randn(2, 1, 4, 4);
        var graph = model.Capture(x);
        var folded = graph.FoldBatchNorm();
        Kinds(folded).ShouldBe(["conv2d", "relu", "flatten", "linear"]);
        Numbers(folded.Replay(new Dictionary<Value, Tensor> { [folded.Input] = x })).ShouldBe(Numbers(model.Logits(x)), 1e-4f);
        // The graph itself is as it was.
        Kinds(graph).ShouldBe(["conv2d", "batch_norm", "relu", "flatten", "linear"]);
    }

    [Fact]
    public void Nodes_that_PyTorch_wrote_to_ONNX_make_the_layers_that_PyTorch_calls_by_their_modules()
    {
        var model = new Model("onnx", x =>
        {
            foreach (var node in new[] { "/conv1/Conv", "/layer1/layer1.0/conv1/Conv", "/layer1/layer1.0/Add", "/Flatten" })
                using (CaptureScope.Enter(node)) x = x + 1;
            return x;
        });
        var graph = model.Capture(zeros(1, 1));
        double Of(string layer) => graph.Layer(layer).Tensor.ToDouble();
        (Of("/conv1/Conv"), Of("conv1"), Of("layer1.0.conv1"), Of("layer1.0"), Of("layer1"), Of("/Flatten")).ShouldBe((1, 1, 2, 3, 3, 4));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void A_transposed_convolution_folds_too(int groups)
    {
        manual_seed(4);
        var network = Sequential(("up", ConvTranspose2d(6, 6, 3, stride: 2, groups: groups)), ("bn", BatchNorm2d(6)));
        network.train();
        for (var i = 0; i < 5; i++) network.call(randn(8, 6, 4, 5) * 2 + 1);
        var model = new Model("upwards", network);
        var x = randn(2, 6, 4, 5);
        var folded = model.Capture(x).FoldBatchNorm();
        Kinds(folded).ShouldBe(["conv_transpose2d"]);
        Numbers(folded.Replay(new Dictionary<Value, Tensor> { [folded.Input] = x })).ShouldBe(Numbers(model.Logits(x)), 1e-4f);
    }

    [Fact]
    public void The_walk_with_exact_rules_is_the_gradient()
    {
        manual_seed(5);
        var network = Sequential(("conv", Conv2d(1, 2, 3)), ("relu", ReLU(inplace: true)), ("pool", MaxPool2d(2)), ("flatten", Flatten()), ("fc", Linear(2, 3)));
        var model = new Model("network", network);
        var x = randn(2, 1, 4, 4);
        var graph = model.Capture(x);
        var seed = zeros_like(graph.Output.Tensor);
        seed[.., 1] = 1f;
        var walked = Walk.Back(graph, new Dictionary<Value, Tensor> { [graph.Output] = seed }, _ => (node, outputs) => node.VectorJacobianProduct(outputs), new Run())[graph.Input];
        var leaf = x.detach().requires_grad_();
        Numbers(walked).ShouldBe(Numbers(autograd.grad([model.Logits(leaf)[.., 1].sum()], [leaf])[0]), 1e-6f);
    }

    [Fact]
    public void A_network_in_training_mode_is_refused()
    {
        var network = Sequential(Linear(2, 2), Dropout());
        var model = new Model("training", network);
        network.train();
        Should.Throw<GlassboxException>(() => model.Logits(ones(1, 2))).Message.ShouldContain("call eval() on the network first");
    }
}
