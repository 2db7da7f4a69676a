using System.Text.Json;
using Glassbox.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Bench;

/// <summary>
/// What real networks score on real data, beside what their files' provenance says. The folder is <c>GLASSBOX_DATA</c>, or <c>../shared/data</c>; without it nothing is measured.
/// </summary>
internal static class ReferenceAccuracy
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("GLASSBOX_DATA") ?? Path.Combine("..", "shared", "data");

    public static void Measure()
    {
        if (!Directory.Exists(Folder))
        {
            Console.WriteLine($"reference data: not measured, there is no folder {Folder} (GLASSBOX_DATA names another)");
            return;
        }
        var expected = Safetensors.Load(At("models/expected_logits.safetensors"));
        foreach (var file in new[] { "models/resnet20-12fca82f.th", "models/resnet20-cifar10.safetensors", "models/resnet20-cifar10-zip.pth", "onnx/resnet20-cifar10-opset13/model.onnx" })
        {
            var model = Models.Load(At(file), preprocessing: new Preprocessing([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]));
            Score(file, model, Data.Numpy(At("data/cifar10_test_2000.npz"), preprocessing: model.Preprocessing), 1825, expected["resnet20-cifar10.logits"]);
        }
        var captum = Models.Load("captum-cifar", At("models/captum_cifar.pt"));
        Score("models/captum_cifar.pt", captum, Data.Numpy(At("data/cifar10_test_2000.npz"), preprocessing: captum.Preprocessing).Take(1000), 590, expected["captum_cifar.logits"]);
        var mnist = Models.Load("mnist-cntk", At("models/mnist-cntk.safetensors"));
        var digits = Data.Idx(At("data/t10k-images-idx3-ubyte.gz"), At("data/t10k-labels-idx1-ubyte.gz"), mnist.Preprocessing);
        Score("models/mnist-cntk.safetensors", mnist, digits, 9891, expected["mnist-cntk.logits"]);
        Score("onnx/mnist-8/model.onnx", Models.Load(At("onnx/mnist-8/model.onnx")), digits, 9891, expected["mnist-cntk.logits"]);
        foreach (var folder in new[] { "onnx/mnist-8", "onnx/resnet20-cifar10-opset13" }) StoredOutputs(folder);
        Photos(expected["squeezenet1_1-imagenet.logits"]);
        var titanic = Data.Csv(At("tabular/titanic3_captum.csv"), target: "survived", ignore: ["split"], where: row => row["split"] == "test");
        Console.WriteLine($"{"models/captum_titanic_model.pt",-45} {Training.Accuracy(Models.Load(At("models/captum_titanic_model.pt")), titanic):0.000%} of the test rows right (expected 81.679%)");
    }

    /// <summary>The inputs and outputs that lie beside an ONNX file, each a TensorProto.</summary>
    private static void StoredOutputs(string folder)
    {
        using var off = no_grad();
        var model = Models.Load(At($"{folder}/model.onnx"));
        Tensor Stored(string file) => OnnxTensor.Parse(File.ReadAllBytes(file), file).Read(null);
        var differences = Directory.GetDirectories(At(folder)).Order().Select(d => Difference(model.Logits(Stored(Path.Combine(d, "input_0.pb"))), Stored(Path.Combine(d, "output_0.pb"))));
        Console.WriteLine($"{folder,-45} differs from its stored outputs by {string.Join(", ", differences.Select(d => d.ToString("0.0e0")))}");
    }

    private static void Score(string what, Model model, Dataset data, long expectedRight, Tensor expectedLogits)
    {
        using var off = no_grad();
        var right = (long)Math.Round(Training.Accuracy(model, data) * data.Count);
        using var first = data.Batches((int)expectedLogits.shape[0]).First().Inputs;
        Console.WriteLine($"{what,-45} {right} of {data.Count} right (expected {expectedRight}), logits differ by {Difference(model.Logits(first), expectedLogits):0.0e0}");
    }

    /// <summary>Photos from their own files, decoded and resized here.</summary>
    private static void Photos(Tensor expectedLogits)
    {
        using var off = no_grad();
        var model = Models.Load("squeezenet1_1", At("models/squeezenet1_1-imagenet.safetensors"));
        var squashed = model.Preprocessing!.Normalize(NumpyFile.Read(At("photos/photos_224.npy")).to(ScalarType.Float32) / 255);
        using var json = JsonDocument.Parse(File.ReadAllText(At("photos/photos.json")));
        var photos = json.RootElement.GetProperty("photos").EnumerateArray().ToArray();
        var accepted = photos.Count(p => p.GetProperty("accepted_ids").EnumerateArray().Select(i => i.GetInt64())
            .Contains(model.Logits(Data.Image(At("photos/" + p.GetProperty("file").GetString()), model)).argmax(1).ToInt64()));
        Console.WriteLine($"{"squeezenet1_1 on photo files",-45} {accepted} of {photos.Length} have an accepted class on top, logits differ by {Difference(model.Logits(squashed), expectedLogits):0.0e0}");
    }

    /// <summary>The norm of the difference relative to that of what is expected.</summary>
    private static double Difference(Tensor got, Tensor expected) => ((got - expected).norm() / expected.norm()).ToDouble();

    private static string At(string file) => Path.Combine(Folder, file);
}
