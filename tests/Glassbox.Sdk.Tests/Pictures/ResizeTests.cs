using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests.Pictures;

public class ResizeTests
{
    private static readonly Dictionary<string, Tensor> Pillow = Safetensors.Load(PictureFiles.Golden("cases/preprocess_pil.safetensors"));

    private static Tensor Stored => Pillow["in.image_u8_hwc"].permute(2, 0, 1);

    [Fact]
    public void A_bilinear_resize_is_Pillows_bit_for_bit()
    {
        using var resized = Picture.ResizeShorter(Stored, 36);
        resized.shape.ShouldBe([3, 36, 46]);
        PictureFiles.Interleaved(resized).ShouldBe(Pillow["resized_u8"].data<byte>().ToArray());
    }

    [Fact]
    public void A_bicubic_resize_is_Pillows_bit_for_bit()
    {
        using var resized = Picture.Resize(Stored, 20, 27, Resampling.Bicubic);
        PictureFiles.Interleaved(resized).ShouldBe(Pillow["bicubic_u8"].data<byte>().ToArray());
    }

    [Fact]
    public void The_middle_and_the_input_are_torchvisions()
    {
        using var resized = Picture.ResizeShorter(Stored, 36);
        PictureFiles.Interleaved(Picture.CentreCrop(resized, 32, 32)).ShouldBe(Pillow["cropped_u8"].data<byte>().ToArray());

        using var input = Picture.Prepare(Stored, Preprocessing.ImageNet with { Resize = 36, Crop = 32 });
        input.shape.ShouldBe([1, 3, 32, 32]);
        var (got, expected) = (input.data<float>().ToArray(), Pillow["x"].data<float>().ToArray());
        for (var i = 0; i < got.Length; i++) ((double)got[i]).ShouldBe(expected[i], 4.51e-6 + 1e-4 * Math.Abs(expected[i]));
    }

    // One row of four pixels to two: the triangle of width 2 around 1 weighs pixels 0, 1, 2 by 3/8, 3/8, 1/8 (of 7/8): (3a + 3b + c) / 7.
    [Fact]
    public void A_halved_row_is_the_weighted_mean_worked_by_hand()
    {
        using var row = tensor(new byte[] { 10, 200, 90, 30 }, [1, 1, 4]);
        using var half = Picture.Resize(row, 1, 2);
        half.data<byte>().ToArray().ShouldBe([(byte)Math.Round((30 + 600 + 90) / 7.0), (byte)Math.Round((200 + 270 + 90) / 7.0)]);
    }

    [Fact]
    public void Wide_rows_and_their_remainders_are_alike()
    {
        // 37 columns: two vectors of 16 and 5 columns on their own. Each column of a flat picture must come out flat.
        using var rows = arange(0, 60, dtype: ScalarType.Float32).mul(4).to(ScalarType.Byte).view(1, 60, 1).expand(1, 60, 37).contiguous();
        using var resized = Picture.Resize(rows, 23, 37);
        for (var x = 1; x < 37; x++)
            resized[0, TensorIndex.Colon, TensorIndex.Single(x)].data<byte>().ToArray().ShouldBe(resized[0, TensorIndex.Colon, TensorIndex.Single(0)].data<byte>().ToArray());
    }

    [Fact]
    public void A_batch_is_its_pictures_one_by_one()
    {
        using var batch = stack([Stored, Stored.flip(2), Stored.flip(1)]);
        using var together = Picture.Resize(batch, 17, 90);
        for (var n = 0; n < 3; n++)
        {
            using var alone = Picture.Resize(batch[n], 17, 90);
            together[n].data<byte>().ToArray().ShouldBe(alone.data<byte>().ToArray());
        }
    }

    [Fact]
    public void Grey_is_Pillows_luma()
    {
        // 0.299 R + 0.587 G + 0.114 B.
        using var colours = tensor(new byte[] { 255, 0, 0, 200, 0, 255, 0, 100, 0, 0, 255, 50 }, [3, 1, 4]);
        Picture.ToChannels(colours, 1).data<byte>().ToArray().ShouldBe([76, 150, 29, 124]);
    }

    [Theory, InlineData(5, 4, 0), InlineData(7, 4, 2), InlineData(6, 4, 1)]
    public void An_odd_margin_is_cut_as_torchvision_does(int width, int crop, int first)
    {
        // Half a pixel rounds to the even side: (5-4)/2 = 0.5 to 0, (7-4)/2 = 1.5 to 2.
        using var row = arange(width).to(ScalarType.Byte).view(1, 1, width);
        Picture.CentreCrop(row, 1, crop).data<byte>().ToArray()[0].ShouldBe((byte)first);
    }

    [Fact]
    public void A_crop_larger_than_the_picture_is_one_sentence() =>
        Should.Throw<GlassboxException>(() => Picture.CentreCrop(Stored, 48, 32)).Message.ShouldBe("48 x 32 pixels cannot be cut from the middle of 47 x 61.");
}
