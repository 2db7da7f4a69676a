using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Gradient;

/// <summary>Integrated gradients, conductance and internal influence at a layer.</summary>
public class LayerPathTests
{
    /// <summary>f(a, b) = h1^2 h2 with the layer h = (a + b, a): along the line from 0 to (1, 2), h = t (3, 1).</summary>
    private static Model Product => new("product", x =>
    {
        Tensor h;
        using (CaptureScope.Enter("h")) h = x.matmul(tensor(new float[,] { { 1, 1 }, { 1, 0 } }));
        return (h.select(1, 0).square() * h.select(1, 1)).unsqueeze(1);
    });

    private static readonly Tensor x = tensor(new float[,] { { 1, 2 } });

    [Fact]
    public void At_a_linear_layer_integrated_gradients_and_conductance_are_the_same()
    {
        // Gradient t^2 (6, 9) at the layer, change (3, 1): integrals (6, 3), whose sum is f = 9.
        new IntegratedGradients().Attribute(Product, x, 0, new(2, Layer: "h"), new Run()).Values.ShouldEqual(new float[,] { { 6, 3 } });
        new Conductance().Attribute(Product, x, 0, new("h", 1000), new Run()).Values.ShouldEqual(tensor(new float[,] { { 6, 3 } }), 1e-4);
        new InternalInfluence().Attribute(Product, x, 0, new("h", 2), new Run()).Values.ShouldEqual(new float[,] { { 2, 3 } });
    }

    [Fact]
    public void The_conductance_of_one_neuron_is_told_apart_by_inputs()
    {
        // The gradients at the neurons are t^2 (6, 9), theirs at the inputs (1, 1) and (1, 0), and the line runs along (1, 2).
        Tensor Of(long neuron) => new Conductance().Attribute(Product, x, 0, new("h", 2, Neuron: [neuron]), new Run()).Values;
        Of(0).ShouldEqual(new float[,] { { 2, 4 } });
        Of(1).ShouldEqual(new float[,] { { 3, 0 } });
    }

    [Theory, InlineData("tinycnn", "features.3", 3), InlineData("mlp", "2", 1)]
    public void What_the_inputs_send_through_a_neuron_is_its_conductance(string network, string layer, int axes)
    {
        var (model, inputs) = (ReferenceNetworks.Load(network), ReferenceNetworks.Inputs(network)["x"].narrow(0, 0, 2));
        long[] neuron = axes == 3 ? [5, 6, 7] : [7];
        var baselines = inputs.unsqueeze(0) * 0.25 + 0.1;
        var through = new Conductance().Attribute(model, inputs, Target.Classes(1, 2), new(layer, 600, Baselines: baselines, Neuron: neuron, Quadrature: Quadrature.RiemannMiddle), new Run()).Values;
        var whole = new Conductance().Attribute(model, inputs, Target.Classes(1, 2), new(layer, 600, Baselines: baselines), new Run()).Values;
        through.shape.ShouldBe(inputs.shape);
        TensorIndex[] at = [TensorIndex.Colon, .. neuron.Select(i => TensorIndex.Single(i))];
        through.flatten(1).sum(1).ShouldEqual(whole[at], 0.01);
    }

    [Fact]
    public void A_neuron_that_is_not_there_is_one_sentence() =>
        Should.Throw<GlassboxException>(() => new Conductance().Attribute(Product, x, 0, new("h", Neuron: [2]), new Run())).Message.ShouldBe("Layer \"h\" has no neuron [2]: one sample's activation is [2].");

    [Fact]
    public void Any_scalar_function_of_a_layers_activation_is_explained()
    {
        var (model, inputs) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        Tensor Of(Target target) => new IntegratedGradients().Attribute(model, inputs, target, new(6), new Run()).Values;
        Of(Target.Scalar("the neuron", a => a[.., 5, 6, 7], layer: "features.3")).ShouldEqual(Of(Target.Neuron("features.3", 5, 6, 7)));
        Of(Target.Scalar("the channel", a => a.select(1, 2).mean([1, 2]), layer: "features.3")).ShouldEqual(Of(Target.Channel("features.3", 2)), 1e-5);
    }

    [Theory, InlineData("tinycnn", "features.3"), InlineData("mlp", "2")]
    public void Conductance_sums_to_the_difference_of_the_scores(string network, string layer)
    {
        var (model, inputs) = (ReferenceNetworks.Load(network), ReferenceNetworks.Inputs(network)["x"]);
        var got = new Conductance().Attribute(model, inputs, Target.Default, new(layer, 500), new Run());
        using var off = no_grad();
        var promised = model.Score(inputs, got.Target) - model.Score(zeros_like(inputs), got.Target);
        got.Values.flatten(1).sum(1).ShouldEqual(promised, 0.01);
    }

    [Fact]
    public void A_skip_connection_around_the_layer_stays_as_it_is()
    {
        // f = (h + x)^2 with h = 2 x: with x held at 3, the line of h from 0 to 6 gives (9^2 - 3^2) = 72.
        var model = new Model("skip", x =>
        {
            Tensor h;
            using (CaptureScope.Enter("h")) h = x * 2;
            return (h + x).square();
        });
        var got = new IntegratedGradients().Attribute(model, full(1, 1, 3f), 0, new(1, Layer: "h"), new Run());
        got.Values.ShouldEqual(new float[,] { { 72 } });
        got.Checks.Single().Error.ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Sets_of_baselines_are_averaged_whatever_the_batch_size()
    {
        var (model, inputs) = (ReferenceNetworks.Load("mlp"), ReferenceNetworks.Inputs("mlp")["x"]);
        var set = randn(3, 20, generator: new Generator(1));
        Tensor[] Values(Tensor? baselines, int batchSize) =>
        [
            new IntegratedGradients().Attribute(model, inputs, 1, new(10, Baselines: baselines, Layer: "2", BatchSize: batchSize), new Run()).Values,
            new Conductance().Attribute(model, inputs, 1, new("2", 10, Baselines: baselines, BatchSize: batchSize), new Run()).Values,
            new InternalInfluence().Attribute(model, inputs, 1, new("2", 10, Baselines: baselines, BatchSize: batchSize), new Run()).Values,
        ];
        var together = Values(set, 7);
        var apart = Enumerable.Range(0, 3).Select(i => Values(set.narrow(0, i, 1), 64)).ToArray();
        for (var method = 0; method < 3; method++)
            together[method].ShouldEqual((apart[0][method] + apart[1][method] + apart[2][method]) / 3, 1e-4);
    }

    [Fact]
    public void The_layer_must_be_named()
    {
        Should.Throw<GlassboxException>(() => new Conductance().Attribute(Product, x, 0, new(), new Run()))
            .Message.ShouldStartWith("Conductance explains the neurons of a layer: name the layer. product has h, ");
        var network = ReferenceNetworks.Load("tinycnn");
        Should.Throw<GlassboxException>(() => new InternalInfluence().Attribute(network, ReferenceNetworks.Inputs("tinycnn")["x"], 0, new(), new Run()))
            .Message.ShouldStartWith("Internal influence explains the neurons of a layer: name the layer. tinycnn has features, ");
    }
}
