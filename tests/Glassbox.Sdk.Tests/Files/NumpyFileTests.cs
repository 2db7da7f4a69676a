using System.IO.Compression;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests.Files;

public class NumpyFileTests
{
    [Fact]
    public void Every_type_and_shape_comes_back()
    {
        using var folder = new TemporaryFolder();
        var arrays = new Dictionary<string, Tensor>
        {
            ["bool"] = tensor(new[] { true, false, true }),
            ["byte"] = arange(6).to(ScalarType.Byte).view(2, 3),
            ["int8"] = tensor(new sbyte[] { -128, 127 }),
            ["int16"] = tensor(new short[] { -3, 4 }),
            ["int32"] = tensor(new[] { int.MinValue, 7 }),
            ["int64"] = tensor(new[] { long.MaxValue, -1 }),
            ["half"] = tensor(new[] { 1.5f, -2f }).to(ScalarType.Float16),
            ["float"] = randn(2, 3, 4),
            ["transposed"] = randn(4, 5).transpose(0, 1),
            ["double"] = tensor(Math.PI),
            ["empty"] = zeros(0, 3),
            ["complex"] = complex(tensor(new[] { 1f }), tensor(new[] { -2f })),
        };
        NumpyFile.WriteArchive(folder / "all.npz", arrays);
        var read = NumpyFile.ReadArchive(folder / "all.npz");
        read.Keys.Order().ShouldBe(arrays.Keys.Order());
        foreach (var (name, array) in arrays)
        {
            read[name].dtype.ShouldBe(array.dtype, name);
            read[name].shape.ShouldBe(array.shape, name);
            read[name].Equals(array).ShouldBeTrue(name);
        }
    }

    // What numpy.save writes for np.array([[1, 2, 3], [4, 5, 6]], dtype), by numpy.lib.format's description.
    [Theory]
    [InlineData("<i2", false, new byte[] { 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0 })]
    [InlineData(">i2", false, new byte[] { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6 })]
    [InlineData("<i2", true, new byte[] { 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6, 0 })]
    [InlineData("|u1", false, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData("|u1", true, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData("<u2", false, new byte[] { 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0 })]
    public void Numpys_own_layouts_are_read(string type, bool fortran, byte[] data)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder / "a.npy", Npy($"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': (2, 3), }}", data));
        using var array = NumpyFile.Read(folder / "a.npy");
        array.shape.ShouldBe([2, 3]);
        array.to(ScalarType.Int64).data<long>().ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void Numbers_without_a_sign_keep_their_value()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder / "a.npy", Npy("{'descr': '<u2', 'fortran_order': False, 'shape': (2,), }", [0xff, 0xff, 1, 0]));
        NumpyFile.Read(folder / "a.npy").data<int>().ToArray().ShouldBe([65535, 1]);
        File.WriteAllBytes(folder / "b.npy", Npy("{'descr': '<u4', 'fortran_order': False, 'shape': (), }", [0xff, 0xff, 0xff, 0xff]));
        NumpyFile.Read(folder / "b.npy").item<long>().ShouldBe(4294967295);
        File.WriteAllBytes(folder / "c.npy", Npy("{'descr': '<u8', 'fortran_order': False, 'shape': (), }", [255, 255, 255, 255, 255, 255, 255, 255]));
        Should.Throw<GlassboxException>(() => NumpyFile.Read(folder / "c.npy")).Message.ShouldContain("uint64");
    }

    [Fact]
    public void A_written_head_is_as_numpy_wants_it()
    {
        using var folder = new TemporaryFolder();
        NumpyFile.Write(folder / "a.npy", zeros(3, dtype: ScalarType.Float64));
        var bytes = File.ReadAllBytes(folder / "a.npy");
        bytes[..8].ShouldBe([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        var head = bytes[8] + 256 * bytes[9];
        ((10 + head) % 64).ShouldBe(0);
        Encoding.ASCII.GetString(bytes, 10, head).TrimEnd().ShouldBe("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }");
        bytes[9 + head].ShouldBe((byte)'\n');
        bytes.Length.ShouldBe(10 + head + 24);
    }

    [Fact]
    public void The_same_arrays_give_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var arrays = new Dictionary<string, Tensor> { ["b"] = ones(2), ["a"] = zeros(3) };
        NumpyFile.WriteArchive(folder / "1.npz", arrays);
        NumpyFile.WriteArchive(folder / "2.npz", arrays.Reverse().ToDictionary());
        File.ReadAllBytes(folder / "1.npz").ShouldBe(File.ReadAllBytes(folder / "2.npz"));
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "Python objects")]
    [InlineData("{'descr': '<U5', 'fortran_order': False, 'shape': (1,), }", "no tensor type")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }", "takes")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807, 9223372036854775807), }", "damaged")]
    [InlineData("{'shape': (1,)}", "head")]
    public void What_cannot_be_a_tensor_is_one_sentence(string head, string told)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder / "a.npy", Npy(head, new byte[16]));
        Should.Throw<GlassboxException>(() => NumpyFile.Read(folder / "a.npy")).Message.ShouldContain(told);
    }

    [Fact]
    public void Damaged_files_end_in_arrays_or_in_one_sentence()
    {
        using var folder = new TemporaryFolder();
        NumpyFile.WriteArchive(folder / "good.npz", new Dictionary<string, Tensor> { ["x"] = arange(40), ["y"] = randn(3, 3) });
        var good = File.ReadAllBytes(folder / "good.npz");
        var random = new Random(3);
        for (var trial = 0; trial < 400; trial++)
        {
            var damaged = trial % 4 == 0 ? good[..random.Next(good.Length)] : good.ToArray();
            for (var k = random.Next(1, 5); k > 0 && damaged.Length > 0; k--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder / "bad.npz", damaged);
            try
            {
                foreach (var array in NumpyFile.ReadArchive(folder / "bad.npz").Values) array.Dispose();
            }
            catch (GlassboxException e)
            {
                e.Message.ShouldContain("bad.npz");
            }
        }
    }

    [Fact]
    public void A_zip_that_promises_more_than_it_holds_is_refused()
    {
        using var folder = new TemporaryFolder();
        using (var zip = new ZipArchive(File.Create(folder / "bomb.npz"), ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("x.npy").Open())
            entry.Write(Npy("{'descr': '|u1', 'fortran_order': False, 'shape': (99,), }", new byte[99]));
        var bytes = File.ReadAllBytes(folder / "bomb.npz");
        // The promised length stands in the central directory, 24 bytes after its mark.
        var directory = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 24), 0x7fff0000);
        File.WriteAllBytes(folder / "bomb.npz", bytes);
        Should.Throw<GlassboxException>(() => NumpyFile.ReadArchive(folder / "bomb.npz"));
    }

    private static byte[] Npy(string head, byte[] data)
    {
        var padded = head.PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)padded.Length, (byte)(padded.Length >> 8), .. Encoding.ASCII.GetBytes(padded), .. data];
    }
}
