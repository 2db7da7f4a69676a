using System.Buffers.Binary;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests.Pictures;

public class ReadTests
{
    private static readonly Func<int, int, int> Red = (x, _) => 40 * x, Green = (_, y) => 60 * y, Blue = (x, y) => 10 * (x + y);
    private static readonly Func<int, int, int> Grey = (x, y) => 40 * x + 3 * y, Alpha = (x, y) => 255 - 30 * x - 5 * y;

    public static TheoryData<string, Func<int, int, int>[]> Pngs => new()
    {
        { "rgb.png", [Red, Green, Blue] },
        { "rgb-interlaced.png", [Red, Green, Blue] },
        { "rgb-linear-gamma.png", [Red, Green, Blue] },
        { "palette.png", [Red, Green, Blue] },
        { "grey.png", [Grey] },
        { "grey-1-bit.png", [(x, y) => (x + y) % 2 == 0 ? 255 : 0] },
        { "rgb-alpha.png", [Red, Green, Blue, Alpha] },
        { "grey-alpha.png", [Grey, Alpha] },
        // (257 v + 100) / 257 rounds to v, as does 60 / 257.
        { "rgb-16-bit.png", [Red, Green, Blue] },
    };

    [Theory, MemberData(nameof(Pngs))]
    public void A_png_has_the_values_that_were_put_in(string name, Func<int, int, int>[] channels)
    {
        using var picture = Picture.Read(PictureFiles.Of(name));
        picture.shape.ShouldBe([channels.Length, 4, 6]);
        PictureFiles.Interleaved(picture).ShouldBe(PictureFiles.Formula(6, 4, channels));
    }

    [Theory, InlineData("444.jpg", "444.rgb", 3), InlineData("420.jpg", "420.rgb", 3), InlineData("progressive.jpg", "progressive.rgb", 3), InlineData("grey.jpg", "grey.gray", 1)]
    public void A_jpeg_has_the_values_that_another_reader_finds(string name, string reference, int channels)
    {
        using var picture = Picture.Read(PictureFiles.Of(name));
        picture.shape.ShouldBe([channels, 21, 37]);
        PictureFiles.Interleaved(picture).ShouldBe(File.ReadAllBytes(PictureFiles.Of(reference)));
    }

    [Fact]
    public void Cmyk_becomes_the_light_that_its_inks_leave()
    {
        var ink = File.ReadAllBytes(PictureFiles.Of("cmyk.raw"));
        using var picture = Picture.Read(PictureFiles.Of("cmyk.jpg"));
        var rgb = PictureFiles.Interleaved(picture);
        rgb.Length.ShouldBe(37 * 21 * 3);
        for (var i = 0; i < rgb.Length; i++)
        {
            var (pixel, channel) = (i / 3, i % 3);
            var light = (255.0 - ink[4 * pixel + channel]) * (255 - ink[4 * pixel + 3]) / 255;
            ((double)rgb[i]).ShouldBe(light, 0.5001);
        }
    }

    [Fact]
    public void Alpha_is_dropped_for_networks_and_grey_becomes_three_channels()
    {
        using var opaque = Picture.ReadRgb(PictureFiles.Of("rgb-alpha.png"));
        using var plain = Picture.ReadRgb(PictureFiles.Of("rgb.png"));
        opaque.shape.ShouldBe([1, 3, 4, 6]);
        opaque.data<float>().ToArray().ShouldBe(plain.data<float>().ToArray());
        plain.data<float>().ToArray()[..6].ShouldBe([0, 40 / 255f, 80 / 255f, 120 / 255f, 160 / 255f, 200 / 255f]);

        using var grey = Picture.ReadRgb(PictureFiles.Of("grey-alpha.png"));
        grey.shape.ShouldBe([1, 3, 4, 6]);
        grey[0, 0].data<float>().ToArray().ShouldBe(grey[0, 2].data<float>().ToArray());
    }

    // What a camera stored for each orientation of the upright picture 1 2 3 / 4 5 6 (EXIF 2.3, table of tag 274).
    [Theory]
    [InlineData(1, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(2, 3, new byte[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(3, 3, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData(4, 3, new byte[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData(5, 2, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData(6, 2, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [InlineData(7, 2, new byte[] { 6, 3, 5, 2, 4, 1 })]
    [InlineData(8, 2, new byte[] { 4, 1, 5, 2, 6, 3 })]
    public void A_picture_is_upright_however_the_camera_was_held(int orientation, int storedWidth, byte[] stored)
    {
        using var grey = tensor(stored, [1, 6 / storedWidth, storedWidth]).mul(40).to(ScalarType.Byte);
        var upright = new byte[] { 40, 80, 120, 160, 200, 240 };
        foreach (var bigEndian in new[] { false, true })
        {
            using var png = Picture.Decode(InPng(Encoded(".png", grey), Exif(orientation, bigEndian)), "held.png");
            png.shape.ShouldBe([1, 2, 3]);
            PictureFiles.Interleaved(png).ShouldBe(upright);
        }
    }

    [Fact]
    public void A_jpeg_from_a_camera_is_turned_too()
    {
        var file = File.ReadAllBytes(PictureFiles.Of("444.jpg"));
        using var stored = Picture.Decode(file, "stored.jpg");
        using var turned = Picture.Decode(InJpeg(file, Exif(6, bigEndian: false)), "turned.jpg");
        turned.shape.ShouldBe([3, 37, 21]);
        // Orientation 6: the stored left edge is the upper one, its bottom at the left.
        PictureFiles.Interleaved(turned).ShouldBe(PictureFiles.Interleaved(stored.flip(1).transpose(1, 2)));
    }

    [Theory, InlineData("444.jpg"), InlineData("progressive.jpg"), InlineData("rgb.png"), InlineData("palette.png")]
    public void A_file_cut_off_anywhere_is_one_sentence(string name)
    {
        var file = File.ReadAllBytes(PictureFiles.Of(name));
        // The last bytes of a PNG (its checksum and empty end chunk) and of a JPEG (its end marker) hold no pixels.
        for (var length = 0; length < file.Length - 20; length++)
        {
            var error = Should.Throw<GlassboxException>(() => Picture.Decode(file[..length], name));
            error.Message.ShouldStartWith(name);
            error.Message.ShouldNotContain("\n");
        }
    }

    [Fact]
    public void Stray_bytes_in_a_whole_jpeg_are_forgiven_and_in_one_that_is_cut_off_they_are_not()
    {
        var file = File.ReadAllBytes(PictureFiles.Of("444.jpg"));
        // Before the Huffman tables' first marker.
        var tables = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xc4]);
        byte[] strayed = [.. file[..tables], 1, 2, 3, .. file[tables..]];
        using var clean = Picture.Decode(file, "clean.jpg");
        using var forgiven = Picture.Decode(strayed, "strayed.jpg");
        PictureFiles.Interleaved(forgiven).ShouldBe(PictureFiles.Interleaved(clean));
        Should.Throw<GlassboxException>(() => Picture.Decode(strayed[..^60], "cut.jpg"));
    }

    [Theory, InlineData("420.jpg"), InlineData("progressive.jpg"), InlineData("cmyk.jpg"), InlineData("palette.png"), InlineData("rgb-16-bit.png"), InlineData("rgb-interlaced.png")]
    public void A_damaged_file_ends_in_a_picture_or_in_one_sentence(string name)
    {
        var random = new Random(7);
        var file = File.ReadAllBytes(PictureFiles.Of(name));
        for (var trial = 0; trial < 300; trial++)
        {
            var damaged = file.ToArray();
            for (var k = random.Next(1, 6); k > 0; k--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (name.EndsWith(".png") && trial % 2 == 0) MendChecksums(damaged);
            try
            {
                using var picture = Picture.Decode(damaged, name);
                picture.dtype.ShouldBe(ScalarType.Byte);
                picture.numel().ShouldBeInRange(1, 4L << 27);
            }
            catch (GlassboxException e)
            {
                e.Message.ShouldStartWith(name);
            }
        }
    }

    [Fact]
    public void Dimensions_that_no_such_file_has_are_refused_before_memory_is_taken()
    {
        var file = File.ReadAllBytes(PictureFiles.Of("rgb.png"));
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 11_000);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 11_000);
        MendChecksums(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<GlassboxException>(() => Picture.Decode(file, "bomb.png")).Message.ShouldContain("11000 x 11000");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);

        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 900_000);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 900_000);
        MendChecksums(file);
        Should.Throw<GlassboxException>(() => Picture.Decode(file, "bomb.png")).Message.ShouldContain("more than");
    }

    [Fact]
    public void What_is_no_picture_is_one_sentence()
    {
        Should.Throw<GlassboxException>(() => Picture.Decode([], "empty.png")).Message.ShouldBe("empty.png is neither a PNG nor a JPEG picture.");
        Should.Throw<GlassboxException>(() => Picture.Decode("GIF89a"u8.ToArray(), "a.gif")).Message.ShouldBe("a.gif is neither a PNG nor a JPEG picture.");
        Should.Throw<GlassboxException>(() => Picture.Read(Path.GetDirectoryName(PictureFiles.Of("rgb.png"))!)).Message.ShouldContain("is a folder");
        Should.Throw<GlassboxException>(() => Picture.Read(PictureFiles.Of("rbg.png"))).Message.ShouldEndWith("Did you mean \"rgb.png\"?");
    }

    private static byte[] Encoded(string extension, Tensor picture)
    {
        using var folder = new TemporaryFolder();
        Picture.Write(folder / ("picture" + extension), picture);
        return File.ReadAllBytes(folder / ("picture" + extension));
    }

    /// <summary>A TIFF head with two entries, the second of them the orientation.</summary>
    private static byte[] Exif(int orientation, bool bigEndian)
    {
        var exif = new byte[8 + 2 + 24 + 4];
        void Put16(int at, int value) { if (bigEndian) BinaryPrimitives.WriteUInt16BigEndian(exif.AsSpan(at), (ushort)value); else BinaryPrimitives.WriteUInt16LittleEndian(exif.AsSpan(at), (ushort)value); }
        void Put32(int at, int value) { if (bigEndian) BinaryPrimitives.WriteInt32BigEndian(exif.AsSpan(at), value); else BinaryPrimitives.WriteInt32LittleEndian(exif.AsSpan(at), value); }
        (bigEndian ? "MM"u8 : "II"u8).CopyTo(exif);
        Put16(2, 42);
        Put32(4, 8);
        Put16(8, 2);
        Put16(10, 0x0100); Put16(12, 3); Put32(14, 1); Put16(18, 640);
        Put16(22, 0x0112); Put16(24, 3); Put32(26, 1); Put16(30, orientation);
        return exif;
    }

    private static byte[] InPng(byte[] png, byte[] exif)
    {
        var chunk = new byte[12 + exif.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, exif.Length);
        "eXIf"u8.CopyTo(chunk.AsSpan(4));
        exif.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + exif.Length), Crc32(chunk.AsSpan(4, 4 + exif.Length)));
        // After the signature and the head of 25 bytes.
        return [.. png[..33], .. chunk, .. png[33..]];
    }

    private static byte[] InJpeg(byte[] jpeg, byte[] exif)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(2 + 6 + exif.Length));
        return [.. jpeg[..2], 0xff, 0xe1, .. length, .. "Exif\0\0"u8, .. exif, .. jpeg[2..]];
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1) * 0xedb88320;
        }
        return ~crc;
    }

    private static void MendChecksums(byte[] png)
    {
        for (var at = 8; at + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (length > png.Length - at - 12) return;
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(at + 8 + (int)length), Crc32(png.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }
    }
}
