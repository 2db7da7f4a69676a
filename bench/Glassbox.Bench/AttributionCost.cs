using Glassbox.Host.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Bench;

/// <summary>
/// What each attributor costs on ResNet-18 at 224 x 224, batch 8, as a multiple of the model's own eager forward pass (F) or forward and input-backward pass (FB). Both are measured in turn and
/// the ratio's median is told, in processor time: what else the machine does takes no part in that. Set OMP_NUM_THREADS=1, for threads that wait for each other spin.
/// </summary>
internal static class AttributionCost
{
    private const int Batch = 8;
    private const int Repetitions = 5;

    /// <summary>A method, its options, what its cost is counted in, how many of those the mathematics asks for, and whether it is given one input instead of the batch.</summary>
    private sealed record Case(string Method, Dictionary<string, object?> Options, string Unit, double Units, string Note, bool Single = false);

    public static void Measure()
    {
        var network = Models.New("resnet18");
        var model = new Model("resnet18", network);
        manual_seed(0);
        using var x = randn(Batch, 3, 224, 224);
        var target = Target.Classes(Rows.From(0, Batch));
        var catalogue = new PluginCatalogue(PluginFolders.Default());

        Case[] cases =
        [
            new("saliency", [], "FB", 1, ""),
            new("gradient-x-input", [], "FB", 1, ""),
            new("integrated-gradients", new() { ["steps"] = 8 }, "FB", 8, "8 steps"),
            new("guided-backprop", [], "FB", 1, ""),
            new("deconvnet", [], "FB", 1, ""),
            new("deeplift", [], "FB", 2, "two batches: inputs and baselines"),
            new("lrp", new() { ["composite"] = "Epsilon" }, "FB", 1, "epsilon"),
            new("lrp", new() { ["composite"] = "EpsilonPlus" }, "FB", 1, "epsilon-plus"),
            new("lrp", new() { ["composite"] = "EpsilonAlpha2Beta1" }, "FB", 1, "alpha 2, beta 1"),
            new("grad-cam", new() { ["layer"] = "layer4" }, "F", 1, "layer4"),
            new("occlusion", [], "F", 170, "a perturbation: patches of 32 x 32, every 16 pixels", Single: true),
            new("feature-ablation", new() { ["superpixels"] = "Grid", ["superpixelCount"] = 49 }, "F", 50, "a perturbation: 49 squares", Single: true),
            new("lime", new() { ["samples"] = 200, ["superpixels"] = "Grid", ["superpixelCount"] = 49 }, "F", 200, "a perturbation: any number of 49 squares off", Single: true),
            new("kernel-shap", new() { ["samples"] = 200, ["superpixels"] = "Grid", ["superpixelCount"] = 49 }, "F", 202, "a perturbation: coalitions of 49 squares", Single: true),
            new("shapley", new() { ["permutations"] = 4, ["superpixels"] = "Grid", ["superpixelCount"] = 49 }, "F", 200, "a perturbation: 49 squares join in 4 orders", Single: true),
            new("rise", new() { ["maskCount"] = 200 }, "F", 200, "a perturbation: soft masks over the whole picture", Single: true),
        ];
        Console.WriteLine(FormattableString.Invariant($"{"model: FB in F",-24} {Median([.. Rounds(() => Backward(model, x)).Select(r => r.Cost / r.Forward)]),8:0.00} F"));
        foreach (var c in cases)
        {
            var samples = c.Single ? Batch : 1.0;
            var rounds = Rounds(() => catalogue.Invoke(c.Method, c.Single ? [model, x.narrow(0, 0, 1), Target.Class(0)] : [model, x.alias(), target], c.Options, new Run()));
            var multiple = Median([.. rounds.Select(r => r.Cost / (c.Unit == "F" ? r.Forward : r.Both) * samples / c.Units)]);
            Console.WriteLine(FormattableString.Invariant($"{c.Method,-24} {multiple,8:0.00} {c.Unit,-2} {(c.Units > 1 ? "each" : "    ")} {c.Note}"));
        }

        (double Forward, double Both, double Cost)[] Rounds(Action method)
        {
            Time(method);
            return [.. Enumerable.Range(0, Repetitions).Select(_ => (Time(() => Forward(model, x)), Time(() => Backward(model, x)), Time(method)))];
        }
    }

    private static void Forward(Model model, Tensor x)
    {
        using var off = no_grad();
        model.Logits(x);
    }

    private static void Backward(Model model, Tensor x)
    {
        var leaf = x.detach().requires_grad_();
        autograd.grad([model.Logits(leaf).gather(1, arange(Batch).unsqueeze(1)).sum()], [leaf]);
    }

    private static double Time(Action run)
    {
        using var scope = NewDisposeScope();
        var before = Environment.CpuUsage.TotalTime;
        run();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    private static double Median(double[] times)
    {
        var sorted = times.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
