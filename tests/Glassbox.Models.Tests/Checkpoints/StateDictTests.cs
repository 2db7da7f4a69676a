using System.Runtime.InteropServices;
using Glassbox.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests.Checkpoints;

public class StateDictTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static byte[] Floats(params float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private IReadOnlyDictionary<string, Tensor> ReadZip(Action<TorchPickle> write, params (string Key, byte[] Bytes)[] storages)
    {
        var pickle = new TorchPickle();
        write(pickle);
        return Checkpoint.Read(folder.Write("net.pth", TorchPickle.Zip(pickle.Stop(), storages)));
    }

    private string Refused(Action<TorchPickle> write, params (string Key, byte[] Bytes)[] storages) =>
        Should.Throw<GlassboxException>(() => ReadZip(write, storages)).Message;

    [Fact]
    public void ReadsTensorsOfAZipArchive()
    {
        var state = ReadZip(p => p.OrderedDict(
            ("weight", t => t.Tensor("FloatStorage", "0", 6, [2, 3], [3, 1])),
            ("bias", t => t.Tensor("FloatStorage", "1", 2, [2], [1], device: "cuda:3"))), ("0", Floats(1, 2, 3, 4, 5, 6)), ("1", Floats(7, 8)));

        state.Keys.ShouldBe(["weight", "bias"]);
        state["weight"].shape.ShouldBe([2, 3]);
        state["weight"].flatten().data<float>().ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);
        state["bias"].device_type.ShouldBe(DeviceType.CPU);
        state["bias"].data<float>().ToArray().ShouldBe([7, 8]);
    }

    [Fact]
    public void ReadsTheFormatOfOldVersions()
    {
        var pickle = new TorchPickle().Dict(
            ("best_prec1", p => p.Raw('N')),
            ("state_dict", p => p.OrderedDict(
                ("module.weight", t => t.OldTensor("FloatStorage", "94020255495056", 4, [2, 2], [2, 1], device: "cuda:0")),
                ("module.steps", t => t.OldTensor("LongStorage", "94020255495057", 1, [], [])))));
        var file = folder.Write("net.th", TorchPickle.Legacy(pickle.Stop(), ("94020255495057", 1, BitConverter.GetBytes(42L)), ("94020255495056", 4, Floats(1, 2, 3, 4))));

        var state = Checkpoint.Read(file);

        state["module.weight"].flatten().data<float>().ToArray().ShouldBe([1, 2, 3, 4]);
        state["module.steps"].ToInt64().ShouldBe(42);
    }

    [Fact]
    public void KeepsViewsAndSharedStorages()
    {
        var state = ReadZip(p => p.OrderedDict(
            ("whole", t => t.Tensor("FloatStorage", "0", 6, [2, 3], [3, 1])),
            ("transposed", t => t.Tensor("FloatStorage", "0", 6, [3, 2], [1, 3])),
            ("column", t => t.Tensor("FloatStorage", "0", 6, [2], [3], offset: 2)),
            ("repeated", t => t.Tensor("FloatStorage", "0", 6, [1000, 3], [0, 1], offset: 3))), ("0", Floats(1, 2, 3, 4, 5, 6)));

        state["transposed"].contiguous().flatten().data<float>().ToArray().ShouldBe([1, 4, 2, 5, 3, 6]);
        state["column"].contiguous().data<float>().ToArray().ShouldBe([3, 6]);
        state["repeated"][999].contiguous().data<float>().ToArray().ShouldBe([4, 5, 6]);
        using (no_grad()) state["whole"].fill_(9);
        state["column"].contiguous().data<float>().ToArray().ShouldBe([9, 9], "they share a storage");
    }

    [Theory]
    [InlineData("DoubleStorage", ScalarType.Float64, new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0xbf }, -1.5)]
    [InlineData("FloatStorage", ScalarType.Float32, new byte[] { 0, 0, 0xc0, 0xbf }, -1.5)]
    [InlineData("HalfStorage", ScalarType.Float16, new byte[] { 0, 0xbe }, -1.5)]
    [InlineData("BFloat16Storage", ScalarType.BFloat16, new byte[] { 0xc0, 0xbf }, -1.5)]
    [InlineData("LongStorage", ScalarType.Int64, new byte[] { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, -2)]
    [InlineData("IntStorage", ScalarType.Int32, new byte[] { 0xfe, 0xff, 0xff, 0xff }, -2)]
    [InlineData("ShortStorage", ScalarType.Int16, new byte[] { 0xfe, 0xff }, -2)]
    [InlineData("CharStorage", ScalarType.Int8, new byte[] { 0xfe }, -2)]
    [InlineData("ByteStorage", ScalarType.Byte, new byte[] { 0xfe }, 254)]
    [InlineData("BoolStorage", ScalarType.Bool, new byte[] { 1 }, 1)]
    public void ReadsEveryType(string storage, ScalarType type, byte[] bytes, double value)
    {
        var state = ReadZip(p => p.OrderedDict(("x", t => t.Tensor(storage, "0", 1, [1], [1]))), ("0", bytes));

        state["x"].dtype.ShouldBe(type);
        state["x"].to(ScalarType.Float64).ToDouble().ShouldBe(value);
    }

    [Fact]
    public void ReadsParametersAndUntypedStorages()
    {
        var state = ReadZip(p => p.OrderedDict(
            ("parameter", t => t.Global("torch._utils", "_rebuild_parameter").Raw('(').Tensor("FloatStorage", "0", 2, [2], [1]).Raw(0x88).Global("collections", "OrderedDict").Raw(')', 'R', 't', 'R')),
            ("untyped", t => t.Global("torch._utils", "_rebuild_tensor_v3").Raw('(').Raw('(').Text("storage").Global("torch.storage", "UntypedStorage").Text("1").Text("cpu").Int(8).Raw('t', 'Q')
                .Int(0).Tuple(2).Tuple(1).Raw(0x89).Global("collections", "OrderedDict").Raw(')', 'R').Global("torch", "float32").Raw('t', 'R'))), ("0", Floats(1, 2)), ("1", Floats(3, 4)));

        state["parameter"].data<float>().ToArray().ShouldBe([1, 2]);
        state["untyped"].data<float>().ToArray().ShouldBe([3, 4]);
    }

    [Theory]
    [InlineData("model")]
    [InlineData("model_state_dict")]
    [InlineData("net")]
    [InlineData("anything")]
    public void FindsTheStateDictInWhatATrainingScriptSaved(string name)
    {
        var state = ReadZip(p => p.Dict(
            ("epoch", e => e.Int(3)),
            ("history", h => h.Raw(']')),
            (name, d => d.OrderedDict(("weight", t => t.Tensor("FloatStorage", "0", 1, [1], [1]))))), ("0", Floats(5)));

        state["weight"].ToSingle().ShouldBe(5);
    }

    [Fact]
    public void TheBestAccuracyIsNoStateDict()
    {
        var state = ReadZip(p => p.Dict(
            ("best_acc1", t => t.Tensor("FloatStorage", "1", 1, [], [])),
            ("scheduler", d => d.Dict(("milestones", c => c.Global("collections", "Counter").Raw('}', 0x85, 'R')))),
            ("state_dict", d => d.OrderedDict(("weight", t => t.Tensor("FloatStorage", "0", 1, [1], [1]))))), ("0", Floats(5)), ("1", Floats(76)));

        state.Keys.ShouldBe(["weight"]);
    }

    [Fact]
    public void RefusesCodeByName()
    {
        Refused(p => p.Global("os", "system").Raw('(').Text("echo gotcha").Raw('t', 'R')).ShouldContain("os.system");
        Refused(p => p.Raw('(').Global("builtins", "eval").Text("1+1").Raw('t', 'R')).ShouldContain("builtins.eval");
        Refused(p => p.Text("posix").Text("system").Raw(0x93)).ShouldContain("posix.system");
        Refused(p => p.Global("torch", "load").Raw(')', 'R')).ShouldContain("torch.load");
        Refused(p => p.Global("torch._utils", "_rebuild_qtensor").Raw(')', 'R')).ShouldContain("torch._utils._rebuild_qtensor");
        // By way of a known module, an attribute, or a name that is remembered and called later.
        Refused(p => p.Text("torch").Text("nn.os.system").Raw(0x93)).ShouldContain("torch.nn.os.system");
        Refused(p => p.Global("builtins", "getattr").Raw('(').Global("collections", "OrderedDict").Text("__init__").Raw('t', 'R')).ShouldContain("builtins.getattr");
        Refused(p => p.Global("collections", "OrderedDict").Raw('q', 1, '0').Global("subprocess", "Popen").Raw('q', 2, '0', 'h', 2, ')', 'R')).ShouldContain("subprocess.Popen");
        // Within the id of a storage, and as the type of one.
        Refused(p => p.Raw('(').Text("storage").Global("os", "system").Text("0").Text("cpu").Int(1).Raw('t', 'Q')).ShouldContain("os.system");
        Refused(p => p.Raw('(').Text("storage").Global("collections", "OrderedDict").Text("0").Text("cpu").Int(1).Raw('t', 'Q')).ShouldContain("no storage");
        // In protocol 4, with a frame and a short name.
        Refused(p => p.Raw(0x80, 4, 0x95, 10, 0, 0, 0, 0, 0, 0, 0, 0x8c, 2, 'n', 't', 0x94, 0x8c, 6, 's', 'y', 's', 't', 'e', 'm', 0x94, 0x93)).ShouldContain("nt.system");
    }

    [Fact]
    public void RefusesCodeInALegacyFileBeforeItsStateDict()
    {
        var file = folder.Write("net.th", [.. new TorchPickle().Global("os", "system").Raw('(').Text("echo gotcha").Raw('t', 'R').Stop()]);

        Should.Throw<GlassboxException>(() => Checkpoint.Read(file)).Message.ShouldContain("os.system");
    }

    [Fact]
    public void RefusesAWholePickledNetworkByItsClass() =>
        Refused(p => p.Global("__main__", "Net").Raw(')', 0x81)).ShouldContain("__main__.Net");

    [Fact]
    public void ObjectsCannotBeMadeOfKnownNamesEither()
    {
        // INST and OBJ, which build instances, are no operations of a state dict.
        Refused(p => p.Raw('(', 'i')).ShouldContain("0x69");
        // Codes of the registry of extensions, and ids as text.
        Refused(p => p.Raw(0x82, 1)).ShouldContain("0x82");
        Refused(p => p.Raw('P', '0', 10)).ShouldContain("0x50");
        Refused(p => p.Global("torch", "FloatStorage").Raw(')', 'R')).ShouldContain("arguments");
        Refused(p => p.Global("torch", "float32").Raw(')', 'R')).ShouldContain("not callable");
        Refused(p => p.Raw('(').Global("collections", "OrderedDict").Raw('o')).ShouldContain("0x6f");
        Refused(p => p.Global("collections", "OrderedDict").Raw(')', 'R').Int(3).Raw('b')).ShouldContain("state");
    }

    [Fact]
    public void ATensorMustLieWithinItsStorage()
    {
        Action<TorchPickle> With(long count, long[] shape, long[] strides, long offset = 0) => p => p.OrderedDict(("x", t => t.Tensor("FloatStorage", "0", count, shape, strides, offset)));
        var four = ("0", Floats(1, 2, 3, 4));

        ReadZip(With(4, [2, 2], [2, 1]), four)["x"].numel().ShouldBe(4);
        ReadZip(With(4, [0, 5], [5, 1], 4), four)["x"].numel().ShouldBe(0);
        Refused(With(4, [5], [1]), four).ShouldContain("beyond its storage");
        Refused(With(4, [2, 2], [3, 1]), four).ShouldContain("beyond its storage");
        Refused(With(4, [4], [1], 1), four).ShouldContain("beyond its storage");
        Refused(With(4, [4], [-1]), four).ShouldContain("strides");
        Refused(With(4, [1L << 62, 4], [1L << 62, 1]), four).ShouldContain("beyond its storage");
        Refused(With(4, [1L << 40, 1L << 40], [0, 0]), four).ShouldContain("repeats");
        Refused(With(4, [1L << 28], [0]), four).ShouldContain("repeats");
        Refused(With(4, [2, 2], [2]), four).ShouldContain("strides");
        Refused(With(5, [4], [1]), four).ShouldContain("16 bytes where 20 are needed");
        Refused(With(-1, [1], [1]), four).ShouldContain("-1 elements");
        Refused(With(long.MaxValue, [1], [1]), four).ShouldContain("elements");
        Refused(With(4, [4], [1])).ShouldContain("lacks the storage 0");
    }

    /// <summary>Each of these would fill the memory, the stack or an afternoon.</summary>
    [Fact]
    public void BombsAreDefused()
    {
        // A thousand tensors, each of which repeats one number a million times.
        Refused(p => p.OrderedDict([.. Enumerable.Range(0, 1000).Select(i => ($"{i}", (Action<TorchPickle>)(t => t.Tensor("FloatStorage", "0", 1, [1 << 20], [0]))))]), ("0", Floats(1))).ShouldContain("repeats");
        // A list of 10,000 pairs, made into a dict 10,000 times.
        Refused(p =>
        {
            p.Raw(']', 'q', 1, '(');
            for (var i = 0; i < 10_000; i++) p.Int(1).Int(2).Raw(0x86);
            p.Raw('e');
            for (var i = 0; i < 10_000; i++) p.Global("collections", "OrderedDict").Raw('h', 1, 0x85, 'R');
        }).ShouldContain("pairs");
        // Tuples within tuples, lists that hold themselves, dicts that hold themselves.
        Refused(p => { p.Raw(')'); for (var i = 0; i < 1_000_000; i++) p.Raw(0x85); }).ShouldContain("no state dict");
        Refused(p => p.Raw(']', 'q', 1, 'h', 1, 'a')).ShouldContain("no state dict");
        Refused(p => p.Raw('}', 'q', 1).Text("state_dict").Raw('h', 1, 's')).ShouldContain("no state dict");
        // Each tuple twice in the next: 2^60 empty tuples, if anybody counted them.
        Refused(p => { p.Raw(')'); for (var i = 0; i < 60; i++) p.Raw('2', 0x86); }).ShouldContain("no state dict");
        Refused(p => { for (var i = 0; i < 4_000_001; i++) p.Raw(')', '0'); }).ShouldContain("operations");
        // Lengths beyond the file.
        Refused(p => p.Raw('X', 0xff, 0xff, 0xff, 0x7f)).ShouldContain("cut short");
        Refused(p => p.Raw(0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)).ShouldContain("cut short");
        Refused(p => p.Raw('j', 0xff, 0xff, 0xff, 0xff)).ShouldContain("not there");
    }

    [Fact]
    public void AStorageHasOneDescription() =>
        Refused(p => p.OrderedDict(
            ("a", t => t.Tensor("FloatStorage", "0", 2, [2], [1])),
            ("b", t => t.Tensor("LongStorage", "0", 1, [1], [1]))), ("0", Floats(1, 2))).ShouldContain("two ways");

    [Fact]
    public void SaysWhatAFileWithoutAStateDictHolds()
    {
        Refused(p => p.Dict(("epoch", e => e.Int(3)), ("loss", e => e.Int(1)))).ShouldContain("epoch, loss");
        Refused(p => p.Int(3)).ShouldContain("no state dict");
        Refused(p => p.Tensor("FloatStorage", "0", 1, [1], [1]), ("0", Floats(1))).ShouldContain("single tensor");
        Refused(p => p.Dict(
            ("generator", d => d.OrderedDict(("w", t => t.Tensor("FloatStorage", "0", 1, [1], [1])))),
            ("critic", d => d.OrderedDict(("w", t => t.Tensor("FloatStorage", "0", 1, [1], [1]))))), ("0", Floats(1))).ShouldContain("generator, critic");
    }

    [Fact]
    public void SaysWhatAFileIsThatIsNoCheckpoint()
    {
        string Said(byte[] bytes) => Should.Throw<GlassboxException>(() => Checkpoint.Read(folder.Write("net.pth", bytes))).Message;

        Said("<!DOCTYPE html>\n<html>Sign in</html>"u8.ToArray()).ShouldBe("net.pth is a text file (it begins \"<!DOCTYPE html>\"), no network and no weights.");
        Said("version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 9\n"u8.ToArray()).ShouldContain("git lfs pull");
        Said([]).ShouldBe("net.pth is empty.");
        Said([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]).ShouldContain("unpack it first");
        Said([0x89, .. "HDF"u8, 13, 10, 26, 10]).ShouldContain("Keras");
        Said([1, 2, 3, 4, 0, 0, 0, 0, 0, 0]).ShouldContain("neither safetensors nor");
        Said([0, 1, 0, 0, 0, 0, 0, 0, .. "{\"a\":"u8]).ShouldContain("safetensors");
        Said(new TorchPickle().Dict().Stop()).ShouldContain("no PyTorch checkpoint");
        Should.Throw<GlassboxException>(() => Checkpoint.Read(folder["missing.pth"])).Message.ShouldContain("no file");
        Should.Throw<GlassboxException>(() => Checkpoint.Read(Path.GetDirectoryName(folder["net.pth"])!)).Message.ShouldContain("is a folder");
    }

    [Fact]
    public void SafetensorsAreKnownWhateverTheirHeadersLength()
    {
        for (var length = 0; length < 1400; length += 8)
        {
            Safetensors.Save(folder["net.safetensors"], new Dictionary<string, Tensor> { ["x"] = ones(1) }, new Dictionary<string, string> { ["note"] = new('n', length) });

            Checkpoint.Read(folder["net.safetensors"])["x"].ToSingle().ShouldBe(1);
        }
    }

    [Fact]
    public void ACompressedArchiveIsRefused()
    {
        var pickle = new TorchPickle().OrderedDict(("x", t => t.Tensor("FloatStorage", "0", 10_000, [10_000], [1]))).Stop();
        var file = folder.Write("net.pth", TorchPickle.Zip(pickle, System.IO.Compression.CompressionLevel.Optimal, ("0", new byte[40_000])));

        Should.Throw<GlassboxException>(() => Checkpoint.Read(file)).Message.ShouldContain("compressed");
    }

    [Fact]
    public void EveryTruncationIsOneSentence()
    {
        var state = new TorchPickle().OrderedDict(("weight", t => t.OldTensor("FloatStorage", "0", 4, [2, 2], [2, 1])));
        var legacy = TorchPickle.Legacy(state.Stop(), ("0", 4, Floats(1, 2, 3, 4)));
        var zip = TorchPickle.Zip(new TorchPickle().OrderedDict(("weight", t => t.Tensor("FloatStorage", "0", 4, [2, 2], [2, 1]))).Stop(), ("0", Floats(1, 2, 3, 4)));

        foreach (var whole in new[] { legacy, zip })
            for (var length = 0; length < whole.Length; length++)
                Should.Throw<GlassboxException>(() => Checkpoint.Read(folder.Write("cut.pth", whole[..length])));
    }
}
