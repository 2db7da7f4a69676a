using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests.Pictures;

public class WriteTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void A_png_comes_back_as_it_was_written(int channels)
    {
        using var folder = new TemporaryFolder();
        using var picture = (arange(channels * 5 * 7) * 31 % 256).to(ScalarType.Byte).view(channels, 5, 7);
        Picture.Write(folder / "new/picture.png", picture);
        using var read = Picture.Read(folder / "new/picture.png");
        read.data<byte>().ToArray().ShouldBe(picture.data<byte>().ToArray());
        folder.Files.ShouldBe(["new/picture.png"]);
    }

    [Fact]
    public void Floating_point_is_rounded_to_the_nearest_byte_and_clamped()
    {
        using var folder = new TemporaryFolder();
        using var picture = tensor(new[] { -1f, 0f, 0.5f, 1f, 2f, 100.6f / 255 }, [2, 3]);
        Picture.Write(folder / "grey.png", picture);
        Picture.Read(folder / "grey.png").data<byte>().ToArray().ShouldBe([0, 0, 128, 255, 255, 101]);
    }

    [Theory, InlineData(1), InlineData(3)]
    public void A_jpeg_comes_back_almost(int channels)
    {
        using var folder = new TemporaryFolder();
        using var picture = linspace(20, 235, 64).view(1, 1, 64).expand(channels, 32, 64).to(ScalarType.Byte);
        Picture.Write(folder / "picture.jpeg", picture, quality: 98);
        using var read = Picture.Read(folder / "picture.jpeg");
        (read.to(ScalarType.Int32) - picture.to(ScalarType.Int32)).abs().max().ToInt32().ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void Mistakes_are_one_sentence_and_leave_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        using var picture = zeros([4, 2, 2], ScalarType.Byte);
        Should.Throw<GlassboxException>(() => Picture.Write(folder / "a.bmp", picture)).Message.ShouldEndWith("pictures are written as .png, .jpg or .jpeg.");
        Should.Throw<GlassboxException>(() => Picture.Write(folder / "a.jpg", picture)).Message.ShouldContain("not 4");
        Should.Throw<GlassboxException>(() => Picture.Write(folder / "a.png", zeros([5, 2, 2], ScalarType.Byte))).Message.ShouldContain("[5, 2, 2]");
        Should.Throw<GlassboxException>(() => Picture.Write(folder / "a.png", zeros([1, 2, 2], ScalarType.Int64))).Message.ShouldContain("Int64");
        folder.Files.ShouldBeEmpty();
    }
}
