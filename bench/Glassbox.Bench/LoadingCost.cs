using System.Diagnostics;
using System.Runtime.InteropServices;
using Glassbox.ModelTests.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Bench;

/// <summary>How fast weights and pictures are read, beside Python's torch and PIL on the same files. <c>PYTHON</c> names the Python to compare with, <c>python3</c> unless set.</summary>
internal static class LoadingCost
{
    private const int Repetitions = 5, Pictures = 256, BatchSize = 32;

    public static void Measure()
    {
        var folder = Directory.CreateTempSubdirectory("glassbox-bench-").FullName;
        try
        {
            Weights(folder);
            Folder(Path.Combine(folder, "pictures"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>ResNet-50 (98 MiB) from each kind of file, into a network that is ready to run.</summary>
    private static void Weights(string folder)
    {
        using var network = Models.New("resnet50");
        var state = network.state_dict();
        var files = new[] { "resnet50.safetensors", "resnet50.pth", "resnet50-legacy.pth" }.Select(f => Path.Combine(folder, f)).ToArray();
        Safetensors.Save(files[0], state);
        File.WriteAllBytes(files[1], TorchPickle.Zip(Pickle(state, legacy: false), [.. state.Select((t, i) => (i.ToString(), Bytes(t.Value)))]));
        File.WriteAllBytes(files[2], TorchPickle.Legacy(Pickle(state, legacy: true), [.. state.Select((t, i) => (i.ToString(), (int)t.Value.numel(), Bytes(t.Value)))]));
        foreach (var file in files)
        {
            Print($"load {Path.GetFileName(file)}", Fastest(() => Models.Load("resnet50", file).Module!.Dispose()), "ms", 1000);
            if (!file.EndsWith("safetensors")) Python($"  torch.load {Path.GetFileName(file)}", $"import torch; torch.load('{file}')", "ms", 1000);
        }
    }

    /// <summary>JPEG files of 500 x 375 pixels as ImageNet's networks take them.</summary>
    private static void Folder(string root)
    {
        manual_seed(1);
        foreach (var kind in new[] { "a", "b" })
        {
            Directory.CreateDirectory(Path.Combine(root, kind));
            for (var i = 0; i < Pictures / 2; i++)
            {
                using var scope = NewDisposeScope();
                // Large and small spots, as photos have.
                var picture = (nn.functional.interpolate(rand(1, 3, 12, 16), [375, 500], mode: InterpolationMode.Bicubic) * 0.7 + nn.functional.interpolate(rand(1, 3, 94, 125), [375, 500], mode: InterpolationMode.Bilinear) * 0.3).clamp(0, 1);
                Picture.Write(Path.Combine(root, kind, $"{i}.jpg"), picture, 90);
            }
        }
        var data = Data.ImageFolder(root, Preprocessing.ImageNet);
        Print("image folder, ahead on other threads", Pictures / Fastest(() =>
        {
            foreach (var batch in data.Batches(BatchSize))
            {
                batch.Inputs.Dispose();
                batch.Labels.Dispose();
            }
        }), "pictures a second");
        Print("image folder, one by one", Pictures / Fastest(() =>
        {
            for (var i = 0L; i < data.Count; i++) data[i].Input.Dispose();
        }), "pictures a second");
        const string Prepared = "import torch; from PIL import Image; import glob; mean = torch.tensor([.485, .456, .406]).view(3, 1, 1); std = torch.tensor([.229, .224, .225]).view(3, 1, 1)\n" +
            "def one(f):\n" +
            " i = Image.open(f).convert('RGB'); w, h = i.size; s = 256 / min(w, h); i = i.resize((int(w * s), int(h * s)), Image.BILINEAR); w, h = i.size; l, t = round((w - 224) / 2), round((h - 224) / 2)\n" +
            " i = i.crop((l, t, l + 224, t + 224)); x = torch.frombuffer(bytearray(i.tobytes()), dtype=torch.uint8).view(224, 224, 3).permute(2, 0, 1).float().div(255)\n" +
            " return (x - mean) / std\n";
        Python("  PIL and torch, one by one", $"{Prepared}\nfor f in glob.glob('{root}/*/*.jpg'): one(f)", "pictures a second", Pictures, perSecond: true);
        Python("  PIL and torch, as many workers as cores", $"{Prepared}\nimport os\nclass D(torch.utils.data.Dataset):\n def __init__(self): self.f = glob.glob('{root}/*/*.jpg')\n def __len__(self): return len(self.f)\n" +
            $" def __getitem__(self, i): return one(self.f[i])\nfor b in torch.utils.data.DataLoader(D(), batch_size={BatchSize}, num_workers=os.cpu_count()): pass", "pictures a second", Pictures, perSecond: true);
    }

    private static byte[] Pickle(Dictionary<string, Tensor> state, bool legacy) => new TorchPickle().OrderedDict([.. state.Select((t, i) => (t.Key, (Action<TorchPickle>)(p =>
        p.Tensor(t.Value.dtype == ScalarType.Int64 ? "LongStorage" : "FloatStorage", i.ToString(), t.Value.numel(), t.Value.shape, t.Value.stride(), legacy: legacy))))]).Stop();

    private static byte[] Bytes(Tensor tensor) => tensor.dtype == ScalarType.Int64 ? MemoryMarshal.AsBytes(tensor.data<long>().ToArray().AsSpan()).ToArray() : MemoryMarshal.AsBytes(tensor.detach().flatten().data<float>().ToArray().AsSpan()).ToArray();

    /// <summary>Seconds, the fastest of several times.</summary>
    private static double Fastest(Action run)
    {
        var fastest = double.MaxValue;
        for (var i = 0; i < Repetitions; i++)
        {
            var clock = Stopwatch.StartNew();
            run();
            fastest = Math.Min(fastest, clock.Elapsed.TotalSeconds);
        }
        return fastest;
    }

    private static void Print(string what, double value, string unit, double scale = 1) => Console.WriteLine(FormattableString.Invariant($"{what,-44} {value * scale,8:0} {unit}"));

    /// <summary>The same in Python, timed within it after a first time.</summary>
    private static void Python(string what, string program, string unit, double scale, bool perSecond = false)
    {
        var indented = string.Join('\n', program.Split('\n').Select(l => "  " + l));
        var timed = $"import time\nbest = 1e9\nfor _ in range({Repetitions}):\n  start = time.time()\n{indented}\n  best = min(best, time.time() - start)\nprint(best)";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "python3", ["-c", timed]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEnd().Trim().Split('\n')[^1];
            if (double.TryParse(output, System.Globalization.CultureInfo.InvariantCulture, out var seconds)) Print(what, perSecond ? scale / seconds : seconds * scale, unit);
            else Console.WriteLine($"{what,-44}  not measured: {process.StandardError.ReadToEnd().Trim().Split('\n')[^1]}");
        }
        catch (System.ComponentModel.Win32Exception) { Console.WriteLine($"{what,-44}  not measured: there is no Python"); }
    }
}
