using System.Buffers.Binary;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private string File_ => Path.Combine(folder, "x.safetensors");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<ScalarType> Types => [
        ScalarType.Bool, ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64,
        ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64, ScalarType.ComplexFloat32];

    [Theory, MemberData(nameof(Types))]
    public void Every_element_type_round_trips(ScalarType type)
    {
        var x = tensor(new[,] { { 0.0, 1, 2 }, { 3, 4, 100 } }).to(type);
        Safetensors.Save(File_, new Dictionary<string, Tensor> { ["x"] = x });
        var read = Safetensors.Load(File_)["x"];
        read.dtype.ShouldBe(type);
        read.Equals(x).ShouldBeTrue();
    }

    [Theory]
    [InlineData("F8_E4M3", new byte[] { 0x38, 0xb8, 0x7e, 0x01, 0x80 }, new[] { 1, -1, 448, 1.0 / 512, -0.0 })]
    [InlineData("F8_E5M2", new byte[] { 0x3c, 0xbc, 0x7b, 0x01, 0x00 }, new[] { 1, -1, 57344, 1.0 / 65536, 0 })]
    [InlineData("U16", new byte[] { 0xff, 0xff, 1, 0 }, new[] { 65535.0, 1 })]
    [InlineData("U32", new byte[] { 0xff, 0xff, 0xff, 0xff }, new[] { 4294967295.0 })]
    [InlineData("U64", new byte[] { 1, 0, 0, 0, 1, 0, 0, 0 }, new[] { 4294967297.0 })]
    public void Types_without_tensors_are_widened(string type, byte[] bytes, double[] values)
    {
        WriteRaw(type, values.Length, bytes);
        Safetensors.Load(File_)["x"].to(ScalarType.Float64).data<double>().ToArray().ShouldBe(values);
    }

    [Fact]
    public void What_no_tensor_can_hold_is_refused()
    {
        WriteRaw("U64", 1, [0, 0, 0, 0, 0, 0, 0, 0x80]);
        Should.Throw<NotSupportedException>(() => Safetensors.Load(File_)).Message.ShouldContain("9223372036854775808");
        WriteRaw("F4", 2, [0]);
        Should.Throw<NotSupportedException>(() => Safetensors.Load(File_)).Message.ShouldContain("F4");
    }

    private void WriteRaw(string type, int count, byte[] bytes)
    {
        var header = Encoding.UTF8.GetBytes($$"""{"x":{"dtype":"{{type}}","shape":[{{count}}],"data_offsets":[0,{{bytes.Length}}]} }""");
        File.WriteAllBytes(File_, [.. BitConverter.GetBytes((long)header.Length), .. header, .. bytes]);
    }

    [Fact]
    public void Views_scalars_and_empty_tensors_are_written_as_what_they_show()
    {
        var x = arange(6).reshape(2, 3);
        Safetensors.Save(File_, new Dictionary<string, Tensor> { ["t"] = x.t(), ["one"] = tensor(7f), ["none"] = zeros(0, 3), ["grad"] = ones(2, requires_grad: true) * 2 });
        var read = Safetensors.Load(File_);
        read["t"].ShouldBe(x.t());
        read["one"].shape.ShouldBeEmpty();
        read["none"].shape.ShouldBe([0, 3]);
        read["grad"].ShouldHold(2, 2);
    }

    [Fact]
    public void Bytes_are_those_of_the_format()
    {
        Safetensors.Save(File_, new Dictionary<string, Tensor> { ["b"] = tensor(new byte[] { 9 }), ["a"] = tensor(new[] { 1f }) }, new Dictionary<string, string> { ["format"] = "pt" });
        var bytes = File.ReadAllBytes(File_);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        (length % 8).ShouldBe(0);
        Encoding.UTF8.GetString(bytes, 8, length).TrimEnd().ShouldBe(
            """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}}""");
        bytes[(8 + length)..].ShouldBe([0, 0, 0x80, 0x3F, 9]);
    }

    [Fact]
    public void Opening_reads_the_header_alone_and_tensors_one_by_one()
    {
        Safetensors.Save(File_, new Dictionary<string, Tensor> { ["a"] = ones(2), ["b"] = zeros(3) }, new Dictionary<string, string> { ["note"] = "é" });
        using var file = new SafetensorsFile(File_);
        file.Metadata["note"].ShouldBe("é");
        file.Entries["b"].Shape.ShouldBe([3L]);
        file.Read("b").ShouldBe(zeros(3));
        Should.Throw<KeyNotFoundException>(() => file.Read("c")).Message.ShouldContain("\"c\"");
    }

    [Theory]
    [InlineData("", "shorter than a header")]
    [InlineData("short", "shorter than a header")]
    [InlineData("\xff\xff\xff\xff\xff\xff\xff\x7f{}", "does not fit")]
    public void Files_that_are_no_safetensors_are_refused(string content, string why)
    {
        File.WriteAllBytes(File_, Encoding.Latin1.GetBytes(content));
        Should.Throw<InvalidDataException>(() => Safetensors.Load(File_)).Message.ShouldContain(why);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "cut short: 1 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "1 bytes follow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "8 bytes for F32 [3]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "does not begin where")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}""", 0, "negative size")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "0 bytes for F32")]
    [InlineData("""{"a":{"dtype":"F32"}}""", 0, "no list of tensors")]
    [InlineData("""{"a":3}""", 0, "no list of tensors")]
    [InlineData("""[1,2]""", 0, "no list of tensors")]
    [InlineData("""{"a":""", 0, "no list of tensors")]
    public void Damaged_headers_are_refused_in_one_sentence(string header, int dataBytes, string why)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        File.WriteAllBytes(File_, bytes);
        var message = Should.Throw<InvalidDataException>(() => Safetensors.Load(File_)).Message;
        message.ShouldStartWith($"{File_} cannot be read as safetensors: ");
        message.ShouldContain(why);
    }

    [Fact]
    public void Writing_that_fails_leaves_the_old_file_and_no_draft()
    {
        Safetensors.Save(File_, new Dictionary<string, Tensor> { ["a"] = ones(1) });
        Should.Throw<IOException>(() => WholeFile.Write(File_, stream => { stream.WriteByte(1); throw new IOException(); }));
        Should.Throw<NotSupportedException>(() => Safetensors.Save(File_, new Dictionary<string, Tensor> { ["a"] = ones(1).cdouble() }));
        Safetensors.Load(File_)["a"].ShouldHold(1);
        Directory.GetFiles(folder).Length.ShouldBe(1);
    }
}
