namespace Glassbox.Pictures;

/// <summary>A decoded picture: rows of interleaved channels, one byte each.</summary>
internal readonly record struct Pixels(int Width, int Height, int Channels, byte[] Bytes)
{
    /// <summary>Refuses dimensions that no honest file of this size has, before memory is taken for them.</summary>
    /// <param name="width">The width that the file's head promises.</param>
    /// <param name="height">The height that it promises.</param>
    /// <param name="fileSize">The file's size in bytes.</param>
    /// <param name="densest">The most pixels that a byte of the format can stand for.</param>
    public static void Plausible(long width, long height, long fileSize, int densest)
    {
        const long most = 1L << 27;
        if (width < 1 || height < 1) throw new PictureException("no picture begins in it: the file is cut off or damaged");
        if (width * height > most) throw new PictureException($"its {width} x {height} pixels are more than the {most >> 20} million that are read");
        if (width * height > fileSize * densest) throw new PictureException($"{fileSize} bytes are too few for {width} x {height} pixels: the file is cut off or damaged");
    }
}

/// <summary>Why a picture cannot be read, as the end of a sentence that names the file.</summary>
internal sealed class PictureException(string reason) : Exception(reason);
