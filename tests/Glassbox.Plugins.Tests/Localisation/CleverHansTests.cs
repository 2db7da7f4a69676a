using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Localisation;

/// <summary>A network that has learnt to tell circles by a printed mark: what its answer rests on is known.</summary>
public class CleverHansTests
{
    [Fact]
    public void Explanations_find_the_mark_that_a_network_cheats_by_and_the_random_control_is_last()
    {
        var learnt = Data.CleverHans(600, rate: 1, seed: 1);
        manual_seed(0);
        var network = nn.Sequential(
            ("conv1", nn.Conv2d(3, 8, 3, padding: 1)), ("relu1", nn.ReLU()), ("pool1", nn.MaxPool2d(2)),
            ("conv2", nn.Conv2d(8, 16, 3, padding: 1)), ("relu2", nn.ReLU()), ("pool2", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(16, 2)));
        Training.Train(network, learnt, epochs: 5, batchSize: 32, learningRate: 1e-2, run: new Run());
        var model = new Model("cheat", network, learnt.Preprocessing, learnt.ClassNames);

        var unseen = Data.CleverHans(60, rate: 1, seed: 2);
        var circles = tensor([.. Enumerable.Range(0, 60).Where(i => unseen.Labels[i] == 0).Take(20).Select(i => (long)i)]);
        var (x, mark) = (unseen.Inputs.index_select(0, circles), unseen.Truth["tag"].index_select(0, circles));
        using (no_grad())
        {
            model.Logits(x).argmax(1).eq(0).to(float32).mean().item<float>().ShouldBe(1);
            model.Logits(where(mark, x.median(), x)).argmax(1).eq(0).to(float32).mean().item<float>().ShouldBeLessThan(0.3f);
        }

        var (run, circle) = (new Run(), (Target)0);
        (string Name, Attribution Explanation)[] all =
        [
            ("random", new RandomControl().Attribute(model, x, circle, new(), run)),
            ("saliency", new Saliency().Attribute(model, x, circle, new(), run)),
            ("gradient x input", new GradientXInput().Attribute(model, x, circle, new(), run)),
            ("integrated gradients", new IntegratedGradients().Attribute(model, x, circle, new(), run)),
            ("lrp", new Plugins.Lrp().Attribute(model, x, circle, new(), run)),
            ("grad-cam", new Plugins.GradCam().Attribute(model, x, circle, new(), run)),
            ("occlusion", new Plugins.Occlusion().Attribute(model, x, circle, new(), run)),
        ];
        Attribution[] explanations = [.. all.Select(e => e.Explanation)];
        var measures = new RelevanceAccuracy().Measure(model, explanations, new(mark), run).Measures.Append(new PointingGame().Measure(model, explanations, new(mark), run).Measures[0]);
        foreach (var measure in measures)
        {
            var means = measure.Means();
            for (var i = 1; i < all.Length; i++) means[i].ShouldBeGreaterThan(means[0] * 1.5, $"{measure.Name} of {all[i].Name} and of the random control");
        }
        // A random map has the mark's share of the picture, 7 x 13 of 32 x 32 pixels.
        measures.First().Means()[0].ShouldBe(7 * 13 / 1024.0, 0.01);
    }
}
