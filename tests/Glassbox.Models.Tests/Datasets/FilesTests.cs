using System.IO.Compression;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests.Datasets;

public class FilesTests : IDisposable
{
    private static readonly Preprocessing Bytes = new([0], [1 / 255.0]);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string Refused(Action open) => Should.Throw<GlassboxException>(open).Message;

    private static Tensor All(Dataset data) => cat(data.Batches(3).Select(b => b.Inputs).ToArray(), 0);

    private static readonly byte[] IdxImages = [0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0, 3, .. Enumerable.Range(0, 30).Select(i => (byte)i)];

    private static byte[] Zipped(byte[] plain)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(plain);
        return zipped.ToArray();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IdxFilesPlainAndZipped(bool zip)
    {
        var images = folder.Write("images", zip ? Zipped(IdxImages) : IdxImages);
        var labels = folder.Write("labels", [0, 0, 8, 1, 0, 0, 0, 5, 3, 1, 4, 1, 2]);

        var data = Data.Idx(images, labels, Bytes);

        data.Count.ShouldBe(5);
        data.Labels.ShouldBe([3, 1, 4, 1, 2]);
        data.ClassNames.Count.ShouldBe(5);
        All(data).shape.ShouldBe([5, 1, 2, 3]);
        All(data).round().Equals(arange(30, dtype: ScalarType.Float32).reshape(5, 1, 2, 3)).ShouldBeTrue();
        data[4].Input.round().flatten().data<float>().ToArray().ShouldBe([24, 25, 26, 27, 28, 29]);
        data[4].Label.ShouldBe(2);
    }

    [Fact]
    public void IdxFilesThatAreNotWholeAreRefused()
    {
        Refused(() => Data.Idx(folder.Write("i", IdxImages[..^1]))).ShouldContain("cut short");
        Refused(() => Data.Idx(folder.Write("i", Zipped(IdxImages[..^1])))).ShouldContain("cut short");
        Refused(() => Data.Idx(folder.Write("i", Zipped([.. IdxImages, 7])))).ShouldContain("more");
        Refused(() => Data.Idx(folder.Write("i", [0, 0, 8, 1, 0, 0, 0, 1, 3]))).ShouldContain("labels");
        Refused(() => Data.Idx(folder.Write("i", [0, 0, 13, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))).ShouldContain("0x0d");
        Refused(() => Data.Idx(folder.Write("i", IdxImages), folder.Write("l", [0, 0, 8, 1, 0, 0, 0, 1, 3]))).ShouldContain("1 labels for the 5 pictures");
    }

    private static byte[] Cifar(int labelBytes, params byte[] labels) => [.. labels.SelectMany(l => Enumerable.Repeat(l, labelBytes).Concat(Enumerable.Range(0, 3072).Select(i => (byte)(i + l))))];

    [Fact]
    public void CifarFiles()
    {
        folder.Write("data_batch_1.bin", Cifar(1, 3, 1));
        folder.Write("data_batch_2.bin", Cifar(1, 9));
        var test = folder.Write("test_batch.bin", Cifar(1, 5));

        var train = Data.Cifar(Path.GetDirectoryName(test)!, preprocessing: new Preprocessing([0, 0, 0], [1 / 255.0, 1 / 255.0, 1 / 255.0]));

        train.Labels.ShouldBe([3, 1, 9]);
        train.ClassNames[9].ShouldBe("truck");
        train[2].Input.shape.ShouldBe([1, 3, 32, 32]);
        train[2].Input[0, 0, 0, 1].ToSingle().ShouldBe(10, 1e-4);
        Data.Cifar(Path.GetDirectoryName(test)!, test: true).Labels.ShouldBe([5]);
        Data.Cifar(folder.Write("train.bin", Cifar(2, 99))).Labels.ShouldBe([99], "of a coarse and a fine label, the fine one");
        Refused(() => Data.Cifar(folder.Write("cut.bin", Cifar(1, 3)[..3000]))).ShouldContain("cut short");
        Refused(() => Data.Cifar(folder.Write("bad.bin", Cifar(1, 10)))).ShouldContain("label 10");
    }

    [Fact]
    public void NumpyArrays()
    {
        var pictures = arange(24, dtype: ScalarType.Float32).to(ScalarType.Byte).reshape(2, 3, 2, 2);
        NumpyFile.WriteArchive(folder["d.npz"], new Dictionary<string, Tensor> { ["images"] = pictures, ["labels"] = tensor([1L, 0L]) });
        NumpyFile.Write(folder["x.npy"], arange(6, dtype: ScalarType.Float64).reshape(3, 2));

        var data = Data.Numpy(folder["d.npz"]);

        data.Labels.ShouldBe([1, 0]);
        All(data).allclose(pictures.to(ScalarType.Float32) / 255).ShouldBeTrue();
        All(Data.Numpy(folder["x.npy"]))[2].data<float>().ToArray().ShouldBe([4, 5]);
        NumpyFile.Write(folder["texts.npy"], tensor(new[,] { { 7, 300 } }));
        All(Data.Numpy(folder["texts.npy"], tokens: true)).data<long>().ToArray().ShouldBe([7, 300]);
        Refused(() => Data.Numpy(folder["x.npy"], tokens: true)).ShouldContain("tokens are whole numbers");
        Refused(() => Data.Numpy(folder["d.npz"], inputs: "image")).ShouldContain("\"images\"");
        NumpyFile.WriteArchive(folder["two.npz"], new Dictionary<string, Tensor> { ["a"] = ones(2, 2), ["b"] = ones(2, 2) });
        Refused(() => Data.Numpy(folder["two.npz"])).ShouldContain("several arrays");
    }

    [Fact]
    public void NumpyPicturesMayHaveTheirChannelsLast()
    {
        var first = arange(2 * 3 * 4 * 5, dtype: ScalarType.Float32).to(ScalarType.Byte).reshape(2, 3, 4, 5);
        var last = first.permute(0, 2, 3, 1).contiguous();
        NumpyFile.Write(folder["first.npy"], first);
        NumpyFile.Write(folder["last.npy"], last);
        NumpyFile.WriteArchive(folder["last.npz"], new Dictionary<string, Tensor> { ["x"] = last });
        NumpyFile.Write(folder["grey.npy"], first[0]);
        NumpyFile.Write(folder["five.npy"], first.reshape(2, 5, 4, 3)[.., .., .., ..2]);

        foreach (var file in new[] { "first.npy", "last.npy", "last.npz" }) All(Data.Numpy(folder[file])).allclose(first.to(ScalarType.Float32) / 255).ShouldBeTrue(file);
        Data.Numpy(folder["last.npy"])[1].Input.shape.ShouldBe([1, 3, 4, 5]);
        All(Data.Numpy(folder["grey.npy"])).shape.ShouldBe([3, 1, 4, 5]);
        Refused(() => Data.Numpy(folder["five.npy"])).ShouldContain("1 or 3 channels");
    }

    private string Picture(string name, byte grey, int width = 4, int height = 4)
    {
        Glassbox.Picture.Write(folder[name], full([3, height, width], grey, dtype: ScalarType.Byte));
        return folder[name];
    }

    [Fact]
    public void FoldersOfPicturesByClass()
    {
        var root = Path.GetDirectoryName(Path.GetDirectoryName(Picture("set/dog/a.png", 10)))!;
        Picture("set/cat/2.png", 30);
        Picture("set/cat/1.png", 20);
        folder.Write("set/cat/notes.txt", "no picture");

        var data = Data.ImageFolder(root, new Preprocessing([0, 0, 0], [1 / 255.0, 1 / 255.0, 1 / 255.0]));

        data.ClassNames.ShouldBe(["cat", "dog"]);
        data.Labels.ShouldBe([0, 0, 1]);
        data[1].Name.ShouldBe(Path.Combine("cat", "2.png"));
        All(data).mean([1, 2, 3]).data<float>().ToArray().Select(v => MathF.Round(v)).ShouldBe([20, 30, 10]);
        data.Batches(2).Select(b => b.Labels.data<long>().ToArray()).ToArray().ShouldBe([[0, 0], [1]]);
    }

    [Fact]
    public void AFolderIsReadByTheModelsClasses()
    {
        var root = Path.GetDirectoryName(Path.GetDirectoryName(Picture("set/b/1.png", 10)))!;
        var model = new Model("m", x => x, preprocessing: Preprocessing.ImageNet, classNames: ["a", "b", "c"]);

        Data.ImageFolder(root, model).Labels.ShouldBe([1]);
        Picture("set/bb/1.png", 10);
        Refused(() => Data.ImageFolder(root, model)).ShouldContain("\"bb\"");
        Refused(() => Data.ImageFolder(root, new Model("tables", x => x))).ShouldContain("preprocessing");
    }

    [Fact]
    public void DamagedPicturesAreNamedWhenTheirBatchComesUp()
    {
        var root = Path.GetDirectoryName(Path.GetDirectoryName(Picture("set/a/1.png", 10)))!;
        folder.Write("set/a/2.png", File.ReadAllBytes(folder["set/a/1.png"])[..40]);
        var data = Data.ImageFolder(root, Preprocessing.ImageNet with { Resize = null, Crop = null });

        using var batches = data.Batches(1).GetEnumerator();

        batches.MoveNext().ShouldBeTrue();
        Refused(() => batches.MoveNext()).ShouldContain("2.png");
        Picture("set/a/2.png", 10, width: 5);
        Refused(() => data.Batches(2).First()).ShouldContain("resize and crop");
        Refused(() => Data.ImageFolder(folder["none"], Preprocessing.ImageNet)).ShouldContain("no folder");
        folder.Write("set/a/3.webp", "RIFF");
        Refused(() => Data.ImageFolder(root, Preprocessing.ImageNet)).ShouldContain("3.webp is neither PNG nor JPEG");
    }

    [Fact]
    public void BatchesReadAheadBelongToTheReadersScope()
    {
        Picture("set/a/1.png", 10);
        var data = Data.ImageFolder(folder["set"], Preprocessing.ImageNet with { Resize = null, Crop = null });
        Batch batch;
        using (NewDisposeScope()) batch = data.Batches(1).Single();

        batch.Inputs.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void AnyFileOfTensorsIsReadByItsContent()
    {
        var tensors = new Dictionary<string, Tensor> { ["a"] = tensor(new[] { 1f, 2f }), ["b"] = tensor(new[] { 3L }) };
        void IsRead(string name) => Data.Tensors(folder[name]).OrderBy(t => t.Key).Select(t => (t.Key, t.Value.Equals(tensors[t.Key]))).ShouldBe([("a", true), ("b", true)], name);
        NumpyFile.WriteArchive(folder["arrays.npz"], tensors);
        Safetensors.Save(folder["tensors.safetensors"], tensors);
        File.Copy(folder["arrays.npz"], folder["arrays"]);
        File.Copy(folder["tensors.safetensors"], folder["tensors.bin"]);
        foreach (var name in new[] { "arrays.npz", "arrays", "tensors.safetensors", "tensors.bin" }) IsRead(name);

        NumpyFile.Write(folder["one.npy"], tensors["a"]);
        Data.Tensors(folder["one.npy"]).Single().ShouldSatisfyAllConditions(t => t.Key.ShouldBe("one"), t => t.Value.Equals(tensors["a"]).ShouldBeTrue());

        Refused(() => Data.Tensors(folder.Write("net.onnx", Onnx.OnnxBuilder.SmallNetwork()))).ShouldEndWith($"holds a network: its tensors are Models.Load(\"{folder["net.onnx"]}\").Parameters.");
        Refused(() => Data.Tensors(folder.Write("notes.txt", "hello"))).ShouldContain("is a text file");
        Refused(() => Data.Tensors(folder["none.npz"])).ShouldContain("no file");
        Refused(() => Models.Load("lenet", folder["arrays.npz"])).ShouldContain("holds NumPy's arrays, no network: Data.Tensors reads them");
    }
}
