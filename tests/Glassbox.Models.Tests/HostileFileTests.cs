using System.IO.Compression;
using System.Runtime.InteropServices;
using Glassbox.Checkpoints;
using Glassbox.ModelTests.Checkpoints;
using Glassbox.ModelTests.Onnx;
using Glassbox.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests;

/// <summary>Damaged files end in a value or in the loader's own error. Bench does the same with ten thousand copies of each kind.</summary>
public class HostileFileTests : IDisposable
{
    private const int Copies = 300;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static byte[] Floats(int count) => MemoryMarshal.AsBytes(Enumerable.Range(0, count).Select(i => (float)i).ToArray().AsSpan()).ToArray();

    private void Survives(byte[] file, string name, Action<string> load)
    {
        load(folder.Write(name, file));
        var errors = 0;
        foreach (var damaged in Mutation.Of(file, Copies, seed: 1))
        {
            using var scope = NewDisposeScope();
            var path = folder.Write(name, damaged);
            try { load(path); }
            catch (GlassboxException e)
            {
                errors++;
                e.Message.Split('\n').Length.ShouldBe(1, e.Message);
            }
        }
        errors.ShouldBeGreaterThan(Copies / 10, "most damage should be seen");
    }

    [Fact]
    public void LegacyPickles()
    {
        var state = new TorchPickle().Dict(("state_dict", p => p.OrderedDict(
            ("a", t => t.OldTensor("FloatStorage", "0", 12, [3, 4], [4, 1])), ("b", t => t.Tensor("LongStorage", "1", 2, [2], [1])), ("c", t => t.Tensor("FloatStorage", "0", 12, [4], [1], 8)))));

        Survives(TorchPickle.Legacy(state.Stop(), ("0", 12, Floats(12)), ("1", 2, new byte[16])), "net.th", path => Checkpoint.Read(path));
    }

    [Fact]
    public void ZippedPickles()
    {
        var state = new TorchPickle().OrderedDict(("a", t => t.Tensor("FloatStorage", "0", 12, [3, 4], [4, 1])), ("b", t => t.Tensor("HalfStorage", "1", 8, [2, 4], [1, 2])));

        Survives(TorchPickle.Zip(state.Stop(), ("0", Floats(12)), ("1", new byte[16])), "net.pth", path => Data.Tensors(path));
    }

    [Fact]
    public void SafetensorsFiles()
    {
        var path = folder["net.safetensors"];
        Safetensors.Save(path, new Dictionary<string, Tensor> { ["a"] = arange(12, dtype: ScalarType.Float32).reshape(3, 4), ["b"] = ones(5, dtype: ScalarType.BFloat16) });

        Survives(File.ReadAllBytes(path), "net.safetensors", p => Checkpoint.Read(p));
    }

    [Fact]
    public void OnnxFiles() => Survives(OnnxBuilder.SmallNetwork(), "net.onnx", path =>
    {
        var network = new OnnxNetwork(File.ReadAllBytes(path), "net.onnx", null, CPU);
        using var off = no_grad();
        network.Forward(ones(1, 1, 6, 6));
    });

    [Fact]
    public void NumpyArchives()
    {
        var path = folder["data.npz"];
        NumpyFile.WriteArchive(path, new Dictionary<string, Tensor> { ["images"] = ones([4, 3, 5, 5], dtype: ScalarType.Byte), ["labels"] = arange(4) });

        var file = File.ReadAllBytes(path);
        Survives(file, "data.npz", p => ReadAll(Data.Numpy(p)));
        Survives(file, "data.npz", p => Data.Tensors(p));
    }

    [Fact]
    public void IdxFiles()
    {
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 5, .. Enumerable.Range(0, 100).Select(i => (byte)i)];
        Survives(images, "images-idx3-ubyte", path => ReadAll(Data.Idx(path)));

        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(images);
        Survives(zipped.ToArray(), "images-idx3-ubyte.gz", path => ReadAll(Data.Idx(path)));
    }

    [Fact]
    public void CsvFiles() => Survives("age,city,\"says \"\"hi\"\"\",target\n31.5,Rome,1,yes\n22,\"Paris, F\",-2e3,no\n40,Rome,7,yes\n"u8.ToArray(), "table.csv", path => ReadAll(Data.Csv(path, target: "target")));

    private static void ReadAll(Dataset data)
    {
        foreach (var batch in data.Batches(16))
        {
            batch.Inputs.Dispose();
            batch.Labels.Dispose();
        }
    }
}
