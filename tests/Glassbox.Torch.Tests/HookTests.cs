using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class HookTests
{
    [Fact]
    public void Hooks_run_in_order_around_forward_and_can_replace()
    {
        var seen = new List<string>();
        var layer = nn.ReLU();
        layer.register_forward_pre_hook((m, x) => { seen.Add("pre 1"); return x + 1; });
        layer.register_forward_pre_hook((m, x) => { seen.Add("pre 2"); return null!; });
        layer.register_forward_pre_hook(m => seen.Add("module pre"));
        layer.register_forward_hook((m, x, y) => { seen.Add($"post {x.ToSingle()} {y.ToSingle()}"); return y * 10; });
        layer.register_forward_hook((m, x, y) => { seen.Add($"post {y.ToSingle()}"); return null!; });
        layer.register_forward_hook(m => seen.Add("module post"));

        layer.call(tensor(2f)).ShouldHold(30);
        seen.ShouldBe(["pre 1", "pre 2", "module pre", "post 3 3", "post 30", "module post"]);

        seen.Clear();
        layer.forward(tensor(2f)).ShouldHold(2);
        seen.ShouldBeEmpty();
    }

    [Fact]
    public void Hooks_can_remove_and_add_hooks_while_they_run()
    {
        var layer = nn.ReLU();
        var calls = 0;
        HookableRemover remover = null!;
        var first = layer.register_forward_hook((m, x, y) =>
        {
            calls++;
            remover();
            layer.register_forward_hook((_, _, z) => { calls += 100; return z; });
            return y;
        });
        remover = first.remove;
        layer.call(ones(1));
        calls.ShouldBe(1);
        layer.call(ones(1));
        calls.ShouldBe(101);
    }

    private delegate void HookableRemover();

    [Fact]
    public void Hooks_of_many_inputs_replace_them_all()
    {
        var layer = nn.Bilinear(1, 1, 1);
        layer.register_forward_pre_hook((m, a, b) => (a * 0, b));
        layer.call(ones(1, 1), ones(1, 1)).ShouldBe(layer.bias!.reshape(1, 1));
    }

    [Fact]
    public void What_a_hook_keeps_stays_alive_in_library_containers()
    {
        var kept = new List<Tensor>();
        var net = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4), nn.Sequential(nn.Tanh(), nn.Linear(4, 2)));
        foreach (var module in net.modules())
            if (module is nn.Module<Tensor, Tensor> m) m.register_forward_hook((_, x, y) => { kept.AddRange([x, y]); return y; });
        net.call(ones(1, 4));
        kept.ShouldAllBe(t => !t.IsInvalid);

        var encoder = nn.TransformerEncoderLayer(4, 2, 8, dropout: 0);
        Tensor? attended = null;
        ((Linear)encoder.get_submodule("self_attn.out_proj")).register_forward_hook((_, _, y) => attended = y);
        encoder.call(ones(3, 1, 4));
        attended!.shape.ShouldBe([3, 1, 4]);
    }

    [Fact]
    public void Intermediate_results_that_nobody_sees_are_released()
    {
        using var none = no_grad();
        var net = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Tanh(), nn.Linear(4, 2));
        var input = ones(1, 4);
        using var output = net.call(input);
        using (var census = new TensorCensus())
        {
            using var again = net.call(input);
            census.Left.ShouldBe(1);
        }
        input.IsInvalid.ShouldBeFalse();

        var inPlace = nn.Sequential(nn.Linear(4, 4), nn.ReLU(inplace: true), nn.Identity(), nn.Flatten());
        using var flat = inPlace.call(input);
        using (var census = new TensorCensus())
        {
            using var again = inPlace.call(input);
            census.Left.ShouldBe(1);
        }
    }

    private sealed class Keeper() : nn.Module<Tensor, Tensor>(nameof(Keeper))
    {
        public Tensor? Last;

        public override Tensor forward(Tensor input) => (Last = input) * 2;
    }

    [Fact]
    public void What_a_module_of_ones_own_keeps_stays_alive()
    {
        var keeper = new Keeper();
        nn.Sequential(nn.Linear(1, 1), keeper, nn.ReLU()).call(ones(1));
        keeper.Last!.shape.ShouldBe([1]);
    }

    private sealed class Log : ModuleObserver
    {
        public readonly List<string> Lines = [];

        internal override void Entered(nn.Module m) => Lines.Add($"> {m.GetName()}");
        internal override void Left(nn.Module m, object? output) => Lines.Add($"< {m.GetName()} {(output is Tensor t ? $"[{string.Join(",", t.shape)}]" : output?.GetType().Name ?? "nothing")}");
    }

    [Fact]
    public void Observer_sees_calls_nested_and_those_that_throw()
    {
        var log = new Log();
        var net = nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.ReLU()), nn.Linear(4, 1));
        ModuleObserver.Current = log;
        try
        {
            Should.Throw<TorchException>(() => net.call(ones(2)));
        }
        finally
        {
            ModuleObserver.Current = null;
        }
        log.Lines.ShouldBe(["> Sequential", "> Linear", "< Linear [3]", "> Sequential", "> ReLU", "< ReLU [3]", "< Sequential [3]", "> Linear", "< Linear nothing", "< Sequential nothing"]);
    }
}
