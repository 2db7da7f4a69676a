using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class ContainerTests
{
    [Fact]
    public void Sequential_runs_in_order_and_slices()
    {
        var net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1));
        net.Count.ShouldBe(3);
        var x = randn(5, 2);
        net[2..].call(net[..2].call(x)).ShouldBe(net.call(x));
        net[1].ShouldBeOfType<ReLU>();
        net.append(nn.Sigmoid()).Count.ShouldBe(4);
        net.named_children().Last().name.ShouldBe("3");
        nn.Sequential().call(x).ShouldBeSameAs(x);
    }

    [Fact]
    public void Registering_a_module_in_a_sequential_makes_it_run()
    {
        var net = nn.Sequential(("a", nn.ReLU()));
        net.register_module("b", nn.Flatten(0));
        net.call(ones(2, 2)).shape.ShouldBe([4]);
        net.register_module("a", nn.Sigmoid());
        net.call(zeros(1, 1)).ShouldHold(0.5);
        Should.Throw<ArgumentException>(() => net.register_module("lstm", nn.LSTM(1, 1))).Message.ShouldContain("LSTM");
    }

    [Fact]
    public void Lists_renumber_and_dictionaries_keep_their_order()
    {
        var (a, b, c) = (nn.Linear(1, 1), nn.Linear(1, 2), nn.Linear(1, 3));
        var list = new ModuleList<Linear>(a, b);
        list.Insert(0, c);
        list.RemoveAt(1);
        list.named_children().Select(n => (n.name, n.module)).ShouldBe([("0", c), ("1", b)]);
        list.append(a);
        list[0] = a;
        list.state_dict()["0.weight"].shape.ShouldBe([1, 1]);

        var entries = new ModuleDict<Linear>(("x", a), ("y", b));
        entries["z"] = c;
        entries.Remove("x").ShouldBeTrue();
        entries.keys().ShouldBe(["y", "z"]);
        entries.named_children().Select(n => n.name).ShouldBe(["y", "z"]);
        entries.TryGetValue("y", out var found).ShouldBeTrue();
        found.ShouldBeSameAs(b);

        var parameters = new ParameterDict(("p", new Parameter(ones(1))));
        parameters["q"] = new Parameter(zeros(2));
        parameters.Remove("p").ShouldBeTrue();
        parameters.named_parameters().Select(p => p.name).ShouldBe(["q"]);
    }
}
