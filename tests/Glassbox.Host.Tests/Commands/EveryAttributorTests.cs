using Glassbox.Host.Commands;
using Glassbox.Host.Plugins;
using Glassbox.Host.Terminal;
using TorchSharp;

namespace Glassbox.Host.Tests.Commands;

/// <summary>The attributors of this repository, each through what <c>glassbox explain</c> does, on a digit.</summary>
public sealed class EveryAttributorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("glassbox-explain-").FullName;
    private readonly PluginCatalogue catalogue = new([Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "plugins"))]);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>What a method must be told for this network, as the shell would.</summary>
    private static Dictionary<string, object?> Told(MethodDescription method) =>
        method.Id switch
        {
            "conductance" or "internal-influence" => new() { ["layer"] = "conv2" },
            "extremal-perturbation" => new() { ["steps"] = 60 },
            _ => [],
        };

    [Fact]
    public void Each_writes_its_three_files_or_says_in_one_sentence_why_it_cannot()
    {
        var model = Models.Load("digits-cnn");
        var digit = Path.Combine(folder, "digit.png");
        Picture.Write(digit, model.Preprocessing!.ToPixels(Data.Digits().Test[7].Input));
        using var interrupt = new Interrupt();
        var runs = new Runs(catalogue, new Settings(Quiet: true, Seed: 0, null, null, null), torch.CPU, interrupt);
        var refused = new List<string>();
        foreach (var method in catalogue.Methods.Where(m => m.Kind.Id == "attributor"))
        {
            var output = new StringWriter();
            var place = Path.Combine(folder, method.Id);
            try
            {
                new Explanation(runs, new InputSource(digit, 0, []), new ModelSource("digits-cnn", null, null, null), "8").Write(method, Told(method), place, output);
            }
            catch (GlassboxException e)
            {
                refused.Add($"{method.Id}: {e.Message}");
                Directory.Exists(place).ShouldBeFalse(method.Id);
                continue;
            }
            output.ToString().ShouldStartWith("predicted  8 (class 8", customMessage: method.Id);
            string.Join(' ', Directory.GetFiles(place).Select(Path.GetFileName).Order()).ShouldBe("attribution.npz heatmap.png report.html", method.Id);
            using var scope = torch.NewDisposeScope();
            var values = NumpyFile.ReadArchive(Path.Combine(place, "attribution.npz"))["values"];
            values.isfinite().all().ToBoolean().ShouldBeTrue($"{method.Id} gives values that are no numbers.");
            (method.Id == "constant-control" || values.max().ToDouble() > values.min().ToDouble()).ShouldBeTrue($"{method.Id} gives the same everywhere.");
        }
        refused.ShouldHaveSingleItem().ShouldStartWith("cam: digits-cnn does not end in global average pooling");
    }
}
