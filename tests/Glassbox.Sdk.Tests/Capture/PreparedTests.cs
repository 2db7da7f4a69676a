using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Sdk.Tests;

/// <summary>What is prepared equals what is plain: outputs, gradients, graphs; and where it could not, the model itself runs.</summary>
public class PreparedTests
{
    private static readonly Tensor Inputs = randn([6, 3, 8, 8], generator: new Generator(1));

    /// <summary>Convolutions with batch norms whose statistics are not trivial, a skip connection and ReLUs in place, a view by the batch's size.</summary>
    private sealed class Residual : Module<Tensor, Tensor>
    {
        private readonly Conv2d first = Conv2d(3, 4, 3, padding: 1), second = Conv2d(4, 4, 3, padding: 1);
        private readonly BatchNorm2d norm = BatchNorm2d(4), norm2 = BatchNorm2d(4);
        private readonly Linear fc = Linear(4 * 16, 5);

        public Residual() : base(nameof(Residual))
        {
            RegisterComponents();
            using var off = no_grad();
            foreach (var bn in new[] { norm, norm2 })
            {
                bn.running_mean!.uniform_(-1, 1);
                bn.running_var!.uniform_(0.5, 2);
                bn.weight!.uniform_(-1, 2);
                bn.bias!.uniform_(-1, 1);
            }
        }

        public override Tensor forward(Tensor x)
        {
            var y = norm.call(first.call(x)).relu_();
            y = norm2.call(second.call(y)).add_(y).relu_();
            y = F.max_pool2d(y, 2);
            return fc.call(y.contiguous().view(x.size(0), -1));
        }
    }

    private static Model Network()
    {
        manual_seed(3);
        return new Model("residual", new Residual());
    }

    private static double Difference(Tensor got, Tensor expected) => ((got - expected).abs().max() / expected.abs().max()).ToDouble();

    private static Tensor Gradient(Func<Tensor, Tensor> function, Tensor x)
    {
        var leaf = x.detach().requires_grad_();
        return autograd.grad([function(leaf).square().sum()], [leaf])[0];
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Outputs_and_gradients_are_the_models(int samples)
    {
        var model = Network();
        var x = Inputs.narrow(0, 0, samples);
        model.CompiledFor(x).ShouldNotBeNull();
        Difference(model.Prepare().Logits(x), model.Logits(x)).ShouldBeLessThan(1e-5);
        Difference(Gradient(model.Prepare().Logits, x), Gradient(model.Logits, x)).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void The_compiled_graph_has_no_batch_norm_and_every_other_activation()
    {
        var model = Network();
        var graph = model.Prepare().Capture(Inputs);
        graph.Nodes.ShouldNotContain(n => n.Kind == "batch_norm");
        Difference(graph.Layer("norm2").Tensor, model.Capture(Inputs).Layer("norm2").Tensor).ShouldBeLessThan(1e-5);
        Difference(graph.Output.Tensor, model.Logits(Inputs)).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void A_layer_that_folding_takes_away_is_there_when_it_is_asked_for()
    {
        var model = Network();
        Should.Throw<GlassboxException>(() => model.Prepare().Capture(Inputs).Layer("second"));
        Difference(model.Prepare().Capture(Inputs, layers: ["second"]).Layer("second").Tensor, model.Capture(Inputs).Layer("second").Tensor).ShouldBe(0);
    }

    [Fact]
    public void Activations_are_connected_where_gradients_are_wanted()
    {
        var model = Network();
        var graph = model.Prepare().Capture(Inputs, gradients: true);
        var plain = model.Capture(Inputs, gradients: true);
        var gradient = autograd.grad([graph.Output.Tensor.sum()], [graph.Layer("norm").Tensor])[0];
        Difference(gradient, autograd.grad([plain.Output.Tensor.sum()], [plain.Layer("norm").Tensor])[0]).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Changed_parameters_are_seen()
    {
        var model = Network();
        model.Prepare().Logits(Inputs);
        using (no_grad()) model.Parameters["first.weight"].mul_(1.00001);
        model.CompiledFor(Inputs)!.IsCurrent.ShouldBeTrue();
        var after = model.Prepare().Logits(Inputs);
        using (no_grad()) model.Parameters["first.weight"].mul_(2);
        Difference(model.Prepare().Logits(Inputs), model.Logits(Inputs)).ShouldBeLessThan(1e-5);
        Difference(after, model.Logits(Inputs)).ShouldBeGreaterThan(1e-2);
    }

    /// <summary>Nothing tells that the function reads another tensor now, but one sample of the model itself.</summary>
    [Fact]
    public void A_function_that_reads_another_tensor_than_before_runs_itself()
    {
        var w = randn(3, 2);
        var model = new Model("function", x => x.mean([2, 3]).matmul(w));
        Difference(model.Prepare().Logits(Inputs), model.Logits(Inputs)).ShouldBeLessThan(1e-5);
        w = randn(3, 2);
        model.Prepare().Logits(Inputs).ShouldBe(model.Logits(Inputs));
    }

    /// <summary>A module of somebody's own, with a switch that no parameter tells of.</summary>
    private sealed class Switched : Module<Tensor, Tensor>
    {
        private readonly Linear fc = Linear(3, 2);

        public Switched() : base(nameof(Switched)) => RegisterComponents();

        public bool Twice { get; set; }

        public override Tensor forward(Tensor x) => fc.call(x.mean([2, 3])) * (Twice ? 2 : 1);
    }

    [Fact]
    public void A_switch_in_somebodys_own_module_is_seen()
    {
        var network = new Switched();
        var model = new Model("switched", network);
        model.IsMadeOfParameters.ShouldBeFalse();
        Difference(model.Prepare().Logits(Inputs), model.Logits(Inputs)).ShouldBeLessThan(1e-5);
        network.Twice = true;
        model.Prepare().Logits(Inputs).ShouldBe(model.Logits(Inputs));
    }

    [Fact]
    public void A_network_of_shipped_modules_changes_with_its_parameters_and_modes_alone()
    {
        var norm = BatchNorm2d(3);
        var model = new Model("shipped", Sequential(norm, Flatten(), Linear(192, 2)));
        model.IsMadeOfParameters.ShouldBeTrue();
        Difference(model.Prepare().Logits(Inputs), model.Logits(Inputs)).ShouldBeLessThan(1e-5);
        norm.train();
        model.IsMadeOfParameters.ShouldBeFalse();
        model.Prepare().Logits(Inputs).ShouldBe(model.Logits(Inputs));
    }

    public static TheoryData<string, Func<Tensor, Tensor>> DecidedByValues => new()
    {
        { "a number read", x => x.flatten(1).sum(1, keepdim: true) * (x[0, 0, 0, 0].ToSingle() > 0 ? 2 : 3) },
        { "an array read", x => x.flatten(1).sum(1, keepdim: true) * x.detach().flatten().data<float>().ToArray()[0] },
        { "a shape that values decide", x => x.flatten(1).sum(1, keepdim: true) + x.masked_select(x.gt(0)).sum() },
    };

    [Theory]
    [MemberData(nameof(DecidedByValues))]
    public void A_network_whose_values_decide_what_runs_is_not_compiled(string what, Func<Tensor, Tensor> function)
    {
        var model = new Model(what, function);
        model.CompiledFor(Inputs).ShouldBeNull();
        model.Prepare().Logits(Inputs).ShouldBe(model.Logits(Inputs));
    }

    [Fact]
    public void A_network_that_looks_at_the_rest_of_the_batch_runs_itself()
    {
        var model = new Model("batch", x => x.flatten(1) - x.flatten(1).mean([0], keepdim: true));
        model.Prepare().Logits(Inputs).ShouldBe(model.Logits(Inputs));
    }

    [Fact]
    public void The_input_is_left_as_it_was_by_a_network_that_changes_it()
    {
        var model = new Model("changes its input", x => x.mul_(2).flatten(1));
        var x = Inputs.clone();
        var prepared = model.Prepare();
        prepared.Logits(x).ShouldBe(Inputs.flatten(1) * 2);
        model.Logits(x).ShouldBe(Inputs.flatten(1) * 2);
        x.ShouldBe(Inputs);
    }

    [Fact]
    public void A_view_that_is_read_after_its_base_changed_in_place_keeps_its_meaning()
    {
        var conv = Conv2d(3, 4, 1);
        var model = new Model("view", x =>
        {
            var y = conv.call(x);
            var row = y.select(1, 0);
            y.relu_();
            return row.flatten(1) + y.mean([1, 2, 3]).unsqueeze(1);
        });
        Difference(model.Prepare().Logits(Inputs), model.Logits(Inputs)).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Tokens_and_numbers_that_follow_the_batch_size_run_compiled()
    {
        var embedding = Embedding(10, 4);
        var start = randn(1, 1, 4);
        var model = new Model("tokens", t => cat([start.expand(t.size(0), -1, -1), embedding.call(t)], 1).reshape(t.size(0) * 2, -1).view(t.size(0), -1) / t.size(1));
        var tokens = randint(0, 10, [7, 5], ScalarType.Int64, generator: new Generator(2));
        model.CompiledFor(tokens).ShouldNotBeNull();
        model.Prepare().Logits(tokens).ShouldBe(model.Logits(tokens));
    }

    [Fact]
    public void The_same_call_gives_the_same_bits()
    {
        var model = Network();
        var first = model.Prepare().Logits(Inputs);
        model.Prepare().Logits(Inputs).ShouldBe(first);
        Network().Prepare().Logits(Inputs).ShouldBe(first);
    }
}
