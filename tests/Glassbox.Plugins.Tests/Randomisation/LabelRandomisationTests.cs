extern alias RandomisationPlugin;
using RandomisationPlugin::Glassbox.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Randomisation;

public class LabelRandomisationTests
{
    private static readonly Several host = new();

    /// <summary>The class is the sign of the first of eight features.</summary>
    private static TensorDataset Samples
    {
        get
        {
            var x = randn(60, 8, generator: new Generator(1));
            return new TensorDataset(x, [.. x.select(1, 0).gt(0).to(ScalarType.Int64).data<long>().ToArray()]);
        }
    }

    private static Model Trained(Dataset data, int epochs)
    {
        manual_seed(0);
        var network = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 2));
        Training.Train(network, data, epochs: epochs, batchSize: 20, learningRate: 0.02, run: new Run());
        return new Model("small", network);
    }

    [Fact]
    public void The_gradient_changes_with_the_labels()
    {
        var model = Trained(Samples, 40);
        var x = Samples.Inputs.narrow(0, 0, 10);
        var saliency = host.Explain("saliency", model, x, Target.Predicted);
        Dataset? learntFrom = null;
        var score = new LabelRandomisation().Measure(data => Trained(learntFrom = data, 150), Samples, [saliency], new(), new Run(methods: host));

        learntFrom!.Labels.ShouldNotBe(Samples.Labels);
        learntFrom.Labels.Order().ShouldBe(Samples.Labels.Order());
        learntFrom.Batches(60).Single().Labels.data<long>().ToArray().ShouldBe(learntFrom.Labels);
        score.Notes.ShouldBeEmpty();
        score.Warnings.ShouldBeEmpty();
        // Of the feature that decides, the trained network says that it matters most; of shuffled labels none does.
        saliency.Values.argmax(1).eq(0).sum().ToInt64().ShouldBe(10);
        score.Measures[0].Means()[0].ShouldBeLessThan(0.5);
    }

    [Fact]
    public void A_network_that_has_not_learnt_the_labels_shows_nothing_and_the_note_says_so()
    {
        var model = Trained(Samples, 5);
        var saliency = host.Explain("saliency", model, Samples.Inputs.narrow(0, 0, 4), Target.Predicted);
        new LabelRandomisation().Measure(data => Trained(data, 1), Samples, [saliency], new(), new Run(methods: host)).Notes.ShouldHaveSingleItem().ShouldContain("of the shuffled labels");
    }

    [Fact]
    public void The_same_network_is_no_new_one_and_an_explanation_of_it_would_be_the_same()
    {
        var model = Trained(Samples, 5);
        var saliency = host.Explain("saliency", model, Samples.Inputs.narrow(0, 0, 4), Target.Predicted);
        Should.Throw<GlassboxException>(() => new LabelRandomisation().Measure(_ => model, Samples, [saliency], new(), new Run(methods: host))).Message.ShouldContain("a new one");
        var alike = new LabelRandomisation().Measure(_ => new Model("again", model.Module!), Samples, [saliency], new(), new Run(methods: host));
        alike.Measures[0].Means()[0].ShouldBe(1, 1e-9);
        alike.Warnings.Values.ShouldHaveSingleItem().ShouldStartWith("Fails the label randomisation check");
    }

    [Fact]
    public void Without_labels_there_is_nothing_to_shuffle()
    {
        var model = Trained(Samples, 5);
        var saliency = host.Explain("saliency", model, Samples.Inputs.narrow(0, 0, 4), Target.Predicted);
        Should.Throw<GlassboxException>(() => new LabelRandomisation().Measure(_ => model, new TensorDataset(ones(2, 8)), [saliency], new(), new Run(methods: host))).Message.ShouldContain("has none");
    }
}
