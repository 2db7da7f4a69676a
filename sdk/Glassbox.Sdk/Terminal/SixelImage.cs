using System.Text;

namespace Glassbox.Terminal;

/// <summary>
/// A picture in Sixel (DEC STD 070, chapter 9): bands six pixels high; in each, one line a colour, whose characters are columns of six pixels. At most 256 colours,
/// found by median cut (Heckbert 1982) at five bits a channel.
/// </summary>
internal static class SixelImage
{
    private const int MostColours = 256;

    public static string Encode(Raster picture)
    {
        var (width, height) = (picture.Width, picture.Height);
        var (palette, indices) = Palette(picture);
        // Pixels that no colour is given keep the background; the aspect ratio is 1:1.
        var text = new StringBuilder($"\eP0;1;0q\"1;1;{width};{height}");
        for (var i = 0; i < palette.Length; i++)
            text.Append($"#{i};2;{Percent(palette[i].R)};{Percent(palette[i].G)};{Percent(palette[i].B)}");
        var used = new bool[palette.Length];
        for (var top = 0; top < height; top += 6)
        {
            Array.Clear(used);
            var bottom = Math.Min(top + 6, height);
            for (var i = top * width; i < bottom * width; i++) used[indices[i]] = true;
            var first = true;
            for (var colour = 0; colour < palette.Length; colour++)
            {
                if (!used[colour]) continue;
                if (!first) text.Append('$');
                first = false;
                text.Append('#').Append(colour);
                Line(text, indices, colour, top, bottom, width);
            }
            if (bottom < height) text.Append('-');
        }
        return text.Append("\e\\").ToString();
    }

    private static void Line(StringBuilder text, byte[] indices, int colour, int top, int bottom, int width)
    {
        var (run, last) = (0, '\0');
        for (var x = 0; x < width; x++)
        {
            var bits = 0;
            for (var y = top; y < bottom; y++)
                if (indices[y * width + x] == colour) bits |= 1 << (y - top);
            var sixel = (char)('?' + bits);
            if (sixel != last)
            {
                Repeat(text, last, run);
                (run, last) = (0, sixel);
            }
            run++;
        }
        // What stays empty to the right need not be said.
        if (last != '?') Repeat(text, last, run);
    }

    private static void Repeat(StringBuilder text, char sixel, int times)
    {
        if (times > 3) text.Append('!').Append(times).Append(sixel);
        else text.Append(sixel, times);
    }

    private static (Colour[] Palette, byte[] Indices) Palette(Raster picture)
    {
        var (rgb, pixels) = (picture.Rgb, picture.Width * picture.Height);
        var sums = new (int Count, long R, long G, long B)[1 << 15];
        for (var i = 0; i < pixels; i++)
        {
            ref var sum = ref sums[Key(rgb, i)];
            sum = (sum.Count + 1, sum.R + rgb[3 * i], sum.G + rgb[3 * i + 1], sum.B + rgb[3 * i + 2]);
        }
        var palette = MedianCut([.. sums.Where(s => s.Count > 0)]);
        var nearest = new int[1 << 15];
        Array.Fill(nearest, -1);
        var indices = new byte[pixels];
        for (var i = 0; i < pixels; i++)
        {
            ref var index = ref nearest[Key(rgb, i)];
            if (index < 0) index = Nearest(palette, rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]);
            indices[i] = (byte)index;
        }
        return (palette, indices);
    }

    /// <summary>Boxes of colours, of which the one with the widest channel is cut at the median of its pixels until there are enough; each gives its mean.</summary>
    private static Colour[] MedianCut((int Count, long R, long G, long B)[] bins)
    {
        static double Channel((int Count, long R, long G, long B) bin, int channel) => (double)(channel switch { 0 => bin.R, 1 => bin.G, _ => bin.B }) / bin.Count;
        static (double Range, int Channel) Widest((int Count, long R, long G, long B)[] box) =>
            Enumerable.Range(0, 3).Select(c => (box.Max(b => Channel(b, c)) - box.Min(b => Channel(b, c)), c)).Max();

        var boxes = new PriorityQueue<(int Count, long R, long G, long B)[], double>();
        boxes.Enqueue(bins, -Widest(bins).Range);
        while (boxes.Count < MostColours && boxes.TryPeek(out var box, out var range) && range < 0)
        {
            boxes.Dequeue();
            var channel = Widest(box).Channel;
            var ordered = box.OrderBy(b => Channel(b, channel)).ToArray();
            var half = ordered.Sum(b => (long)b.Count) / 2;
            var (cut, seen) = (0, 0L);
            while (cut < ordered.Length - 1 && (seen += ordered[cut].Count) <= half) cut++;
            cut = Math.Max(1, cut);
            foreach (var part in new[] { ordered[..cut], ordered[cut..] }) boxes.Enqueue(part, -Widest(part).Range);
        }
        return [.. boxes.UnorderedItems.Select(item => item.Element).Select(box => box.Sum(b => (long)b.Count) is var count
            ? new Colour((byte)(box.Sum(b => b.R) / count), (byte)(box.Sum(b => b.G) / count), (byte)(box.Sum(b => b.B) / count)) : default)];
    }

    private static int Key(byte[] rgb, int pixel) => rgb[3 * pixel] >> 3 << 10 | rgb[3 * pixel + 1] >> 3 << 5 | rgb[3 * pixel + 2] >> 3;

    private static int Nearest(Colour[] palette, byte r, byte g, byte b)
    {
        var (best, least) = (0, int.MaxValue);
        for (var i = 0; i < palette.Length; i++)
        {
            var (dr, dg, db) = (palette[i].R - r, palette[i].G - g, palette[i].B - b);
            var distance = dr * dr + dg * dg + db * db;
            if (distance < least) (best, least) = (i, distance);
        }
        return best;
    }

    private static int Percent(byte value) => (int)Math.Round(value * 100 / 255.0);
}
