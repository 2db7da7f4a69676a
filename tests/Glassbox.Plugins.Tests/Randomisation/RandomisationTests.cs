extern alias RandomisationPlugin;
using Glassbox.Plugins.Tests.Goldens;
using RandomisationPlugin::Glassbox.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Randomisation;

using Randomisation = RandomisationPlugin::Glassbox.Plugins.Randomisation;

public class RandomisationTests
{
    private static readonly Several host = new();

    /// <summary>Runs b, then a: layers are in the order in which they run, not in which they are named.</summary>
    private static Model Backwards(out Dictionary<string, Tensor> parameters)
    {
        var named = new Dictionary<string, Tensor> { ["a.weight"] = randn(2, 5, generator: new Generator(1)), ["b.weight"] = randn(5, 3, generator: new Generator(2)), ["b.bias"] = randn(5, generator: new Generator(3)), ["unused.weight"] = ones(2, 2) };
        parameters = named;
        return new Model("backwards", x => nn.functional.linear(nn.functional.linear(x, named["b.weight"], named["b.bias"]).tanh(), named["a.weight"]), named);
    }

    [Fact]
    public void Layers_are_in_the_order_in_which_they_run()
    {
        var layers = Layers.Of(Backwards(out _), ones(1, 3));
        layers.Select(l => l.Name).ShouldBe(["b", "a"]);
        layers[0].Parameters.ShouldBe(["b.weight", "b.bias"], ignoreOrder: true);
        Should.Throw<GlassboxException>(() => Layers.Of(new Model("plain", x => x.sum(1, keepdim: true)), ones(1, 3))).Message.ShouldContain("not known");
    }

    [Fact]
    public void Guided_backpropagation_fails_on_a_trained_network_and_the_gradient_does_not()
    {
        var (model, x) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        Attribution[] explanations = [.. new[] { "saliency", "gradient-x-input", "guided-backprop", "edges-control" }.Select(id => host.Explain(id, model, x, Target.Predicted))];
        var score = new Randomisation().Measure(model, explanations, new(Stages: 0), new Run(methods: host));
        score.Warnings.Keys.ShouldBe(["guided-backprop", "edges-control"], ignoreOrder: true);
        score.Warnings["guided-backprop"].ShouldStartWith("Fails the randomisation check");
        score.Values["rank-correlation"].shape.ShouldBe([4, 4, 4]);
        score.Values["rank-correlation"][3].ShouldEqual(ones(4, 4, dtype: ScalarType.Float64));
    }

    [Fact]
    public void The_weights_are_what_they_were_to_the_bit_whatever_happens()
    {
        var module = ReferenceNetworks.Module("resnet");
        var model = new Model("resnet", module);
        var before = model.Parameters.ToDictionary(p => p.Key, p => p.Value.clone());
        var x = ReferenceNetworks.Inputs("resnet")["x"].narrow(0, 0, 1);
        var explanation = host.Explain("saliency", model, x, Target.Predicted);
        new Randomisation().Measure(model, [explanation], new(), new Run(methods: host));
        Unchanged();

        using var stop = new CancellationTokenSource();
        var run = new Run(cancellation: stop.Token, methods: new OneMethod("saliency", (m, i, t, _, _) =>
        {
            m.Parameters.Any(p => !p.Value.Equals(before[p.Key])).ShouldBeTrue();
            stop.Cancel();
            return new Saliency().Attribute(m, i, t, new(), new Run());
        }));
        Should.Throw<OperationCanceledException>(() => new Randomisation().Measure(model, [explanation], new(), run));
        Unchanged();

        void Unchanged()
        {
            foreach (var (name, value) in model.Parameters) value.Equals(before[name]).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void An_explanation_with_random_weights_is_that_of_a_network_built_with_them()
    {
        var x = ReferenceNetworks.Inputs("tinycnn")["x"];
        var model = ReferenceNetworks.Load("tinycnn");
        var own = host.Explain("gradient-x-input", model, x, 3);
        Tensor random;
        Dictionary<string, Tensor> weights;
        using (new RandomisedParameters(model, model.Parameters.Keys, RandomWeights.Initial, new Run(seed: 5)))
        {
            random = host.Explain("gradient-x-input", RandomisedParameters.Anew(model), x, 3).Values;
            weights = model.Parameters.ToDictionary(p => p.Key, p => p.Value.clone());
        }
        var built = ReferenceNetworks.Module("tinycnn");
        built.load_state_dict(weights);
        random.ShouldEqual(host.Explain("gradient-x-input", new Model("built", built), x, 3).Values);
        host.Explain("gradient-x-input", model, x, 3).Values.ShouldEqual(own.Values);
    }

    [Fact]
    public void Each_order_randomises_the_layers_it_says()
    {
        var x = ReferenceNetworks.Inputs("mlp")["x"].narrow(0, 0, 1);
        var model = new Model("mlp", ReferenceNetworks.Module("mlp"));
        var trained = model.Parameters.ToDictionary(p => p.Key, p => p.Value.clone());
        string[] Randomised(RandomisationOrder order, int stages)
        {
            var seen = new List<string>();
            var run = new Run(methods: new OneMethod("saliency", (m, i, t, _, _) =>
            {
                seen.Add(string.Join(' ', m.Parameters.Where(p => !p.Value.Equals(trained[p.Key])).Select(p => p.Key.Split('.')[0]).Distinct()));
                return new Saliency().Attribute(m, i, t, new(), new Run());
            }));
            new Randomisation().Measure(model, [host.Explain("saliency", model, x, 0)], new(order, stages), run);
            return [.. seen];
        }
        Randomised(RandomisationOrder.Cascading, 0).ShouldBe(["4", "2 4", "0 2 4"]);
        Randomised(RandomisationOrder.BottomUp, 0).ShouldBe(["0", "0 2", "0 2 4"]);
        Randomised(RandomisationOrder.Independent, 0).ShouldBe(["4", "2", "0"]);
        Randomised(RandomisationOrder.Cascading, 2).ShouldBe(["4", "0 2 4"]);
        Randomised(RandomisationOrder.Cascading, 1).ShouldBe(["0 2 4"]);
    }

    [Fact]
    public void Random_weights_are_what_layers_begin_with()
    {
        var module = nn.Sequential(("conv", nn.Conv2d(3, 64, 3)), ("norm", nn.BatchNorm2d(64)), ("flatten", nn.Flatten()), ("fc", nn.Linear(64, 10)));
        var model = new Model("small", module);
        using (no_grad()) foreach (var value in model.Parameters.Values) if (value.is_floating_point()) value.fill_(7);
        using (new RandomisedParameters(model, model.Parameters.Keys, RandomWeights.Initial, new Run()))
        {
            foreach (var (name, bound) in new[] { ("conv.weight", 1 / Math.Sqrt(27)), ("conv.bias", 1 / Math.Sqrt(27)), ("fc.weight", 1 / 8.0), ("fc.bias", 1 / 8.0) })
            {
                var value = model.Parameters[name];
                value.abs().max().item<float>().ShouldBeInRange((float)bound * 0.8f, (float)bound, name);
                if (value.numel() > 100) value.std().item<float>().ShouldBe((float)(bound / Math.Sqrt(3)), (float)bound * 0.05f, name);
            }
            foreach (var (name, one) in new[] { ("norm.weight", 1f), ("norm.bias", 0f), ("norm.running_mean", 0f), ("norm.running_var", 1f) })
                model.Parameters[name].ShouldEqual(full(64, one));
        }
        using var off = no_grad();
        model.Parameters["fc.weight"].copy_(arange(640).view(10, 64));
        using (new RandomisedParameters(model, ["fc.weight"], RandomWeights.Shuffled, new Run()))
        {
            model.Parameters["fc.weight"].flatten().sort().Values.ShouldEqual(arange(640).to(ScalarType.Float32));
            model.Parameters["fc.weight"][0, 0].item<float>().ShouldNotBe(0);
        }
    }

    [Fact]
    public void One_that_cannot_be_made_again_is_left_out_of_the_check()
    {
        var (model, x) = (ReferenceNetworks.Load("mlp"), ReferenceNetworks.Inputs("mlp")["x"]);
        var (good, bare) = (host.Explain("saliency", model, x, 0), new Saliency().Attribute(model, x, 0, new(), new Run()));
        var score = new Randomisation().Measure(model, [good, bare], new(), new Run(methods: host));
        score.Notes.ShouldHaveSingleItem().ShouldContain("without a host");
        score.Table()!.Rows[1][1].ShouldBe(Cell.Empty);
        Should.Throw<GlassboxException>(() => new Randomisation().Measure(model, [bare], new(), new Run(methods: host))).Message.ShouldContain("without a host");
    }
}
