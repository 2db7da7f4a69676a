using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Glassbox.Checkpoints;
using Glassbox.ModelTests;
using Glassbox.ModelTests.Checkpoints;
using Glassbox.ModelTests.Onnx;
using Glassbox.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Bench;

/// <summary>Ten thousand damaged copies of each kind of file that Glassbox reads: each must end in a value or in the reader's own error, in little time and memory.</summary>
internal static class HostileFiles
{
    private const int Copies = 10_000;

    public static void Measure()
    {
        var folder = Directory.CreateTempSubdirectory("glassbox-bench-").FullName;
        try
        {
            foreach (var (kind, name, bytes, read) in Kinds(folder)) Measure(kind, Path.Combine(folder, name), bytes, read);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string kind, string path, byte[] file, Action<string> read)
    {
        var (values, errors, slowest) = (0, 0, TimeSpan.Zero);
        using var process = Process.GetCurrentProcess();
        foreach (var damaged in Mutation.Of(file, Copies, seed: 1))
        {
            File.WriteAllBytes(path, damaged);
            using var scope = NewDisposeScope();
            var clock = Stopwatch.StartNew();
            try
            {
                read(path);
                values++;
            }
            catch (GlassboxException) { errors++; }
            catch (Exception e) { throw new InvalidOperationException($"{kind}, copy {values + errors}: {e.Message}", e); }
            if (clock.Elapsed > slowest) slowest = clock.Elapsed;
        }
        process.Refresh();
        Console.WriteLine(FormattableString.Invariant($"{kind,-20} {values,6} read {errors,6} refused   slowest {slowest.TotalMilliseconds,6:0.0} ms   largest working set {process.PeakWorkingSet64 >> 20,5} MiB"));
    }

    private static IEnumerable<(string Kind, string Name, byte[] Bytes, Action<string> Read)> Kinds(string folder)
    {
        var floats = MemoryMarshal.AsBytes(Enumerable.Range(0, 12).Select(i => (float)i).ToArray().AsSpan()).ToArray();
        void Checkpoint(string path) => Checkpoints.Checkpoint.Read(path);

        var old = new TorchPickle().Dict(("state_dict", p => p.OrderedDict(
            ("a", t => t.OldTensor("FloatStorage", "0", 12, [3, 4], [4, 1])), ("b", t => t.Tensor("LongStorage", "1", 2, [2], [1])), ("c", t => t.Tensor("FloatStorage", "0", 12, [4], [1], 8)))));
        yield return ("legacy pickle", "net.th", TorchPickle.Legacy(old.Stop(), ("0", 12, floats), ("1", 2, new byte[16])), Checkpoint);

        var state = new TorchPickle().OrderedDict(("a", t => t.Tensor("FloatStorage", "0", 12, [3, 4], [4, 1])), ("b", t => t.Tensor("HalfStorage", "1", 8, [2, 4], [1, 2])));
        yield return ("zipped pickle", "net.pth", TorchPickle.Zip(state.Stop(), ("0", floats), ("1", new byte[16])), Checkpoint);

        var path = Path.Combine(folder, "sample");
        Safetensors.Save(path, new Dictionary<string, Tensor> { ["a"] = arange(12, dtype: ScalarType.Float32).reshape(3, 4), ["b"] = ones(5, dtype: ScalarType.BFloat16) });
        yield return ("safetensors", "net.safetensors", File.ReadAllBytes(path), Checkpoint);

        yield return ("ONNX", "net.onnx", OnnxBuilder.SmallNetwork(), file =>
        {
            using var off = no_grad();
            new OnnxNetwork(File.ReadAllBytes(file), "net.onnx", null, CPU).Forward(ones(1, 1, 6, 6));
        });

        NumpyFile.WriteArchive(path, new Dictionary<string, Tensor> { ["images"] = ones([4, 3, 5, 5], dtype: ScalarType.Byte), ["labels"] = arange(4) });
        yield return ("npz", "data.npz", File.ReadAllBytes(path), file => ReadAll(Data.Numpy(file)));

        byte[] idx = [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 5, .. Enumerable.Range(0, 100).Select(i => (byte)i)];
        yield return ("idx", "images", idx, file => ReadAll(Data.Idx(file)));
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(idx);
        yield return ("idx.gz", "images.gz", zipped.ToArray(), file => ReadAll(Data.Idx(file)));

        yield return ("CSV", "table.csv", "age,city,\"says \"\"hi\"\"\",target\n31.5,Rome,1,yes\n22,\"Paris, F\",-2e3,no\n40,Rome,7,yes\n"u8.ToArray(), file => ReadAll(Data.Csv(file, target: "target")));

        manual_seed(1);
        foreach (var extension in new[] { ".png", ".jpg" })
        {
            Picture.Write(path + extension, rand(3, 24, 32));
            yield return (extension, "picture" + extension, File.ReadAllBytes(path + extension), file => Picture.Read(file));
        }
    }

    private static void ReadAll(Dataset data)
    {
        foreach (var batch in data.Batches(16))
        {
            batch.Inputs.Dispose();
            batch.Labels.Dispose();
        }
    }
}
