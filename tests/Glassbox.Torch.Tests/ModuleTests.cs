using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class ModuleTests
{
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Linear fc;
        private readonly nn.Module<Tensor, Tensor> act = nn.ReLU();
        private readonly Parameter scale = new(ones(1));
        private readonly Tensor offset = zeros(1);
        private readonly Linear[] ignored = [nn.Linear(1, 1)];
        [ComponentName(Name = "renamed")] private readonly Linear another = nn.Linear(2, 2);
        public Linear Property { get; } = nn.Linear(2, 2, hasBias: false);

        public Block() : base(nameof(Block))
        {
            fc = nn.Linear(2, 2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => act.call(fc.call(input)) * scale + offset;
        public int Ignored => ignored.Length;
    }

    [Fact]
    public void Fields_become_components_under_their_names()
    {
        using var block = new Block();
        block.named_children().Select(c => c.name).ShouldBe(["fc", "act", "renamed", "Property"], ignoreOrder: true);
        block.named_parameters().Select(p => p.name).ShouldBe(["scale", "fc.weight", "fc.bias", "renamed.weight", "renamed.bias", "Property.weight"], ignoreOrder: true);
        block.named_buffers().Select(b => b.name).ShouldBe(["offset"]);
        block.get_submodule("fc").ShouldBeOfType<Linear>();
        block.get_parameter("fc.weight")!.shape.ShouldBe([2, 2]);
        block.get_parameter("fc.nothing").ShouldBeNull();
        block.has_buffer("offset").ShouldBeTrue();
        Should.Throw<ArgumentException>(() => block.get_submodule("fcc")).Message.ShouldContain("\"fcc\" is not among");
        block.Ignored.ShouldBe(1);
    }

    private class Base : nn.Module<Tensor, Tensor>
    {
        protected nn.Module<Tensor, Tensor> head = nn.Linear(2, 2);

        public Base() : base(nameof(Base)) => RegisterComponents();
        public override Tensor forward(Tensor input) => head.call(input);
    }

    private sealed class Derived : Base
    {
        public Derived()
        {
            head = nn.Identity();
            RegisterComponents();
        }
    }

    [Fact]
    public void Derived_class_that_replaces_a_component_registers_the_new_one()
    {
        new Base().named_parameters().Count().ShouldBe(2);
        new Derived().named_parameters().ShouldBeEmpty();
        new Derived().named_children().Single().module.ShouldBeOfType<Identity>();
    }

    [Fact]
    public void Names_of_layers_parameters_and_buffers_are_PyTorchs()
    {
        static string[] Names(nn.Module m) => [.. m.state_dict().Keys];
        Names(nn.Conv2d(3, 4, 3)).ShouldBe(["weight", "bias"]);
        Names(nn.Conv2d(3, 4, 3, bias: false)).ShouldBe(["weight"]);
        Names(nn.BatchNorm2d(4)).ShouldBe(["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]);
        Names(nn.InstanceNorm1d(4)).ShouldBeEmpty();
        Names(nn.LayerNorm(4)).ShouldBe(["weight", "bias"]);
        Names(nn.GroupNorm(2, 4)).ShouldBe(["weight", "bias"]);
        Names(nn.Embedding(3, 2)).ShouldBe(["weight"]);
        Names(nn.PReLU()).ShouldBe(["weight"]);
        Names(nn.Bilinear(2, 3, 4)).ShouldBe(["weight", "bias"]);
        Names(nn.MultiheadAttention(4, 2)).ShouldBe(["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"]);
        Names(nn.MultiheadAttention(4, 2, kdim: 3, add_bias_kv: true)).ShouldBe(["q_proj_weight", "k_proj_weight", "v_proj_weight", "in_proj_bias", "bias_k", "bias_v", "out_proj.weight", "out_proj.bias"]);
        Names(nn.LSTM(3, 4, bidirectional: true)).ShouldBe([
            "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse", "bias_hh_l0_reverse"]);
        Names(nn.TransformerEncoderLayer(4, 2, 8)).ShouldBe([
            "self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight", "self_attn.out_proj.bias",
            "linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias", "norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"], ignoreOrder: true);
        Names(nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1))).ShouldBe(["0.weight", "0.bias", "2.weight", "2.bias"]);
        Names(nn.Sequential(("a", nn.Linear(1, 2, hasBias: false)), ("b", nn.ReLU()))).ShouldBe(["a.weight"]);
        Names(nn.ModuleList(nn.Linear(1, 1, hasBias: false), nn.Linear(1, 1, hasBias: false))).ShouldBe(["0.weight", "1.weight"]);
        Names(nn.ModuleDict(("x", nn.Linear(1, 1, hasBias: false)))).ShouldBe(["x.weight"]);
        Names(nn.ParameterList(new Parameter(ones(1)))).ShouldBe(["0"]);
        Names(nn.ParameterDict(("p", new Parameter(ones(1))))).ShouldBe(["p"]);
        nn.Conv2d(4, 6, (3, 1), groups: 2).weight.shape.ShouldBe([6, 2, 3, 1]);
        nn.ConvTranspose2d(4, 6, 3, groups: 2).weight.shape.ShouldBe([4, 3, 3, 3]);
    }

    [Fact]
    public void Walk_goes_depth_first_and_shared_modules_come_once()
    {
        var shared = nn.Linear(1, 1);
        var net = nn.Sequential(("a", nn.Sequential(("x", shared), ("y", nn.ReLU()))), ("b", shared));
        net.named_modules().Select(m => m.name).ShouldBe(["a", "a.x", "a.y"]);
        net.named_parameters().Select(p => p.name).ShouldBe(["a.x.weight", "a.x.bias"]);
        // PyTorch's state has every name, and so checkpoints of shared layers load.
        net.state_dict().Keys.ShouldBe(["a.x.weight", "a.x.bias", "b.weight", "b.bias"]);
    }

    [Fact]
    public void Buffers_that_do_not_persist_are_listed_but_not_saved()
    {
        var module = new Base();
        module.register_buffer("kept", ones(1));
        module.register_buffer("lost", ones(1), persistent: false);
        module.named_buffers().Select(b => b.name).ShouldBe(["kept", "lost"]);
        module.named_buffers(include_nonpersistent: false).Select(b => b.name).ShouldBe(["kept"]);
        module.state_dict().ContainsKey("lost").ShouldBeFalse();
        Should.Throw<ArgumentException>(() => module.register_buffer("a.b", ones(1)));
    }

    [Fact]
    public void Training_mode_reaches_every_module()
    {
        var net = nn.Sequential(nn.Dropout(), nn.Sequential(nn.BatchNorm1d(2)));
        net.eval();
        net.modules().ShouldAllBe(m => !m.training);
        net.train();
        net.modules().ShouldAllBe(m => m.training);
    }

    [Fact]
    public void Moving_converts_in_place_so_that_optimizers_keep_working()
    {
        var net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2));
        var weight = net.parameters().First();
        net.forward(ones(4, 2)).sum().backward();
        net.to(float64).ShouldBeSameAs(net);
        net.parameters().First().ShouldBeSameAs(weight);
        weight.dtype.ShouldBe(ScalarType.Float64);
        weight.grad!.dtype.ShouldBe(ScalarType.Float64);
        net.get_buffer("1.num_batches_tracked")!.dtype.ShouldBe(ScalarType.Int64);
        net.forward(ones(4, 2, dtype: float64)).sum().backward();
        weight.is_leaf.ShouldBeTrue();
        weight.requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void Zero_grad_forgets_or_clears()
    {
        var layer = nn.Linear(2, 1);
        layer.call(ones(2)).sum().backward();
        layer.zero_grad(set_to_none: false);
        layer.weight.grad!.ShouldBe(zeros(1, 2));
        layer.zero_grad();
        layer.weight.grad.ShouldBeNull();
    }

    [Fact]
    public void Parameter_shares_memory_and_leaves_its_source_valid()
    {
        var source = ones(2);
        var p = new Parameter(source);
        source.fill_(3);
        p.ShouldHold(3, 3);
        p.requires_grad.ShouldBeTrue();
        p.is_leaf.ShouldBeTrue();
    }

    [Fact]
    public void Parameters_outlive_the_scope_they_were_made_in()
    {
        Linear layer;
        using (NewDisposeScope()) layer = nn.Linear(2, 2);
        layer.call(ones(2)).shape.ShouldBe([2]);
    }

    [Fact]
    public void Making_and_disposing_a_network_leaves_nothing()
    {
        using var census = new TensorCensus();
        using (nn.MultiheadAttention(4, 2))
        using (nn.LSTM(2, 2))
        using (nn.Embedding(3, 2, padding_idx: 0))
        using (nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.PReLU(), nn.Flatten(), nn.Linear(2, 2))) { }
        census.Left.ShouldBe(0);
    }

    [Fact]
    public void Batch_norm_keeps_running_statistics_and_checks_its_input()
    {
        var norm = nn.BatchNorm1d(1, momentum: 0.5);
        norm.call(tensor(new[,] { { 1f }, { 3f } }));
        norm.running_mean!.ShouldHold(1);
        norm.running_var!.ShouldHold(1.5);
        norm.num_batches_tracked!.ShouldHold(1);
        norm.eval();
        norm.call(tensor(new[,] { { 1f } })).ShouldHold(0);
        norm.num_batches_tracked!.ShouldHold(1);
        Should.Throw<ArgumentException>(() => norm.call(ones(1, 1, 1, 1))).Message.ShouldBe("BatchNorm1d needs [N, C] or [N, C, L], not [1, 1, 1, 1].");

        var plainMean = nn.BatchNorm1d(1, momentum: null);
        plainMean.call(tensor(new[,] { { 0f }, { 2f } }));
        plainMean.call(tensor(new[,] { { 4f }, { 6f } }));
        plainMean.running_mean!.ShouldHold(3);
    }

    [Fact]
    public void Layers_compute_what_their_functions_do()
    {
        var image = randn(2, 3, 8, 8);
        using var conv = nn.Conv2d(3, 4, 3, stride: 2, padding: 1);
        conv.call(image).ShouldBe(nn.functional.conv2d(image, conv.weight, conv.bias, [2, 2], [1, 1]));
        nn.Conv2d(3, 4, 3, Padding.Same).call(image).shape.ShouldBe([2, 4, 8, 8]);
        var circular = nn.Conv2d(3, 4, 3, padding: 1, padding_mode: PaddingModes.Circular);
        circular.call(image).ShouldBe(nn.functional.conv2d(nn.functional.pad(image, [1, 1, 1, 1], PaddingModes.Circular), circular.weight, circular.bias));
        nn.Conv1d(3, 2, 3).call(image[.., .., 0]).shape.ShouldBe([2, 2, 6]);
        nn.Conv3d(1, 2, 2).call(image.unsqueeze(1)).shape.ShouldBe([2, 2, 2, 7, 7]);
        nn.ConvTranspose2d(3, 2, 2, stride: 2).call(image).shape.ShouldBe([2, 2, 16, 16]);
        nn.ConvTranspose2d(3, 2, 3, stride: 2, padding: 1).forward(image, [16, 16]).shape.ShouldBe([2, 2, 16, 16]);
        Should.Throw<ArgumentException>(() => nn.ConvTranspose2d(3, 2, 3, stride: 2).forward(image, [30, 30]));
        Should.Throw<ArgumentException>(() => nn.Conv2d(3, 4, 3, groups: 2)).Message.ShouldContain("do not divide into 2 groups");
        nn.MaxPool2d(2).call(image).ShouldBe(nn.functional.max_pool2d(image, 2));
        var (values, indices) = nn.MaxPool2d(2).forward_with_indices(image);
        nn.MaxUnpool2d(2).call(values, indices).shape.ShouldBe(image.shape);
        nn.AvgPool2d((2, 4)).call(image).shape.ShouldBe([2, 3, 4, 2]);
        nn.AdaptiveAvgPool2d(1).call(image).ShouldBe(image.mean([2, 3], keepdim: true));
        nn.AdaptiveMaxPool2d((1, 1)).call(image).ShouldBe(image.amax([2, 3], keepdim: true));
        nn.Flatten().call(image).shape.ShouldBe([2, 192]);
        nn.Unflatten(1, [3, 1]).call(image).shape.ShouldBe([2, 3, 1, 8, 8]);
        nn.Upsample(scale_factor: [2]).call(image).shape.ShouldBe([2, 3, 16, 16]);
        nn.ZeroPad2d((1, 2, 3, 4)).call(image).shape.ShouldBe([2, 3, 15, 11]);
        nn.ReflectionPad2d(1).call(image).shape.ShouldBe([2, 3, 10, 10]);
        nn.InstanceNorm2d(3).call(image[0]).shape.ShouldBe([3, 8, 8]);
        nn.GroupNorm(3, 3).call(image).mean([2, 3]).abs().max().ToDouble().ShouldBeLessThan(1e-5);
        nn.LayerNorm([3, 8, 8]).call(image).mean([1, 2, 3]).abs().max().ToDouble().ShouldBeLessThan(1e-5);
        nn.Softmax(1).call(image).sum(1).ShouldBe(ones(2, 8, 8), 1e-5);
        nn.Identity().call(image).ShouldBeSameAs(image);
        nn.CrossEntropyLoss().call(image[.., .., 0, 0], tensor(new[] { 0L, 1 })).ShouldBe(nn.functional.cross_entropy(image[.., .., 0, 0], tensor(new[] { 0L, 1 })));
        nn.MSELoss(nn.Reduction.Sum).call(image, image).ShouldHold(0);
        nn.CrossEntropyLoss(weight: ones(3)).state_dict().Keys.ShouldBe(["weight"]);

        var table = nn.Embedding(4, 2, padding_idx: -1);
        table.call(tensor(new[] { 3L })).ShouldHold(0, 0);
        nn.Embedding_from_pretrained(eye(2)).call(tensor(new[] { 1L })).ShouldHold(0, 1);
        Should.Throw<ArgumentException>(() => nn.Embedding(4, 2, padding_idx: 4));
        Should.Throw<ArgumentOutOfRangeException>(() => nn.Dropout(1.5)).Message.ShouldContain("between 0 and 1");
    }
}
