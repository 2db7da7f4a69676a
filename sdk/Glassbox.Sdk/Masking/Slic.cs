using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// Simple linear iterative clustering (Achanta et al. 2012): k-means of colour and place, each cluster seeking only near its centre;
/// afterwards every superpixel is made one connected piece.
/// </summary>
internal static class Slic
{
    private const int Iterations = 10;

    /// <summary>What distances of colour are measured in: CIELAB for three channels, lightness 0..100 for others: <c>[F, H, W]</c> of Float64 on the CPU.</summary>
    /// <param name="model">Its preprocessing leads back to the picture; without one, the input's smallest value is black and its largest white.</param>
    /// <param name="input">One picture: <c>[1, C, H, W]</c>.</param>
    public static Tensor Features(Model model, Tensor input)
    {
        using var scope = NewDisposeScope();
        var values = input.detach().cpu().to(ScalarType.Float64);
        Tensor pixels;
        if (model.Preprocessing is { } preprocessing && preprocessing.Channels == input.size(1))
        {
            pixels = preprocessing.ToPixels(values);
        }
        else
        {
            var (low, high) = (values.min(), values.max());
            pixels = (values - low) / (high - low).clamp_min(1e-12);
        }
        var picture = pixels.squeeze(0);
        return (picture.size(0) == 3 ? Lab(picture) : picture * 100).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Cuts a picture into superpixels.</summary>
    /// <param name="features">The picture: <c>[F, H, W]</c> of Float64.</param>
    /// <param name="count">About how many superpixels.</param>
    /// <param name="compactness">The paper's m: what a distance of one grid step weighs, in units of colour.</param>
    /// <returns>The superpixel of each pixel, a row after the other, numbered from 0 in the order they are met; and how many there are.</returns>
    public static (long[] Labels, int Count) Segment(Tensor features, int count, double compactness)
    {
        var (channels, height, width) = ((int)features.size(0), (int)features.size(1), (int)features.size(2));
        var colours = features.permute(1, 2, 0).contiguous().flatten().data<double>().ToArray();
        var picture = new Picture(colours, channels, height, width);
        return Connect(picture, Cluster(picture, count, compactness), count);
    }

    private static int[] Cluster(Picture picture, int count, double compactness)
    {
        var (height, width, channels) = (picture.Height, picture.Width, picture.Channels);
        var step = Math.Sqrt(height * (double)width / count);
        var centres = Seeds(picture, step);
        var labels = new int[height * width];
        var nearest = new double[height * width];
        // The paper's D^2 = d_colour^2 + (d_place / S)^2 m^2.
        var placeWeight = compactness * compactness / (step * step);
        var reach = (int)Math.Ceiling(step);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            Array.Fill(nearest, double.PositiveInfinity);
            var changed = false;
            var previous = (int[])labels.Clone();
            for (var k = 0; k < centres.Length; k++)
            {
                var (y, x, colour) = centres[k];
                for (var i = Math.Max(0, (int)y - reach); i <= Math.Min(height - 1, (int)y + reach); i++)
                    for (var j = Math.Max(0, (int)x - reach); j <= Math.Min(width - 1, (int)x + reach); j++)
                    {
                        var pixel = i * width + j;
                        var distance = ((i - y) * (i - y) + (j - x) * (j - x)) * placeWeight + picture.ColourDistance(pixel, colour);
                        if (distance >= nearest[pixel]) continue;
                        nearest[pixel] = distance;
                        labels[pixel] = k;
                    }
            }
            for (var pixel = 0; pixel < labels.Length && !changed; pixel++) changed = labels[pixel] != previous[pixel];
            if (!changed && iteration > 0) break;

            var sums = new double[centres.Length, channels + 3];
            for (var pixel = 0; pixel < labels.Length; pixel++)
            {
                var k = labels[pixel];
                sums[k, 0] += pixel / width;
                sums[k, 1] += pixel % width;
                sums[k, 2]++;
                for (var c = 0; c < channels; c++) sums[k, 3 + c] += picture.Colours[pixel * channels + c];
            }
            for (var k = 0; k < centres.Length; k++)
            {
                if (sums[k, 2] == 0) continue;
                var colour = new double[channels];
                for (var c = 0; c < channels; c++) colour[c] = sums[k, 3 + c] / sums[k, 2];
                centres[k] = (sums[k, 0] / sums[k, 2], sums[k, 1] / sums[k, 2], colour);
            }
        }
        return labels;
    }

    /// <summary>Centres on a regular grid, each moved to the flattest of its 3 x 3 pixels so that none starts on a border or a noisy pixel.</summary>
    private static (double Y, double X, double[] Colour)[] Seeds(Picture picture, double step)
    {
        var rows = Math.Max(1, (int)Math.Round(picture.Height / step));
        var columns = Math.Max(1, (int)Math.Round(picture.Width / step));
        var seeds = new List<(double, double, double[])>();
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
            {
                var (y, x) = ((int)((row + 0.5) * picture.Height / rows), (int)((column + 0.5) * picture.Width / columns));
                var (bestY, bestX, least) = (y, x, picture.Gradient(y, x));
                for (var i = Math.Max(0, y - 1); i <= Math.Min(picture.Height - 1, y + 1); i++)
                    for (var j = Math.Max(0, x - 1); j <= Math.Min(picture.Width - 1, x + 1); j++)
                        if (picture.Gradient(i, j) is var gradient && gradient < least) (bestY, bestX, least) = (i, j, gradient);
                seeds.Add((bestY, bestX, picture.Colour(bestY * picture.Width + bestX)));
            }
        return [.. seeds];
    }

    /// <summary>
    /// Each connected piece (of 4 neighbours) becomes a superpixel; pieces smaller than a quarter of the intended size join the neighbour of nearest colour.
    /// </summary>
    private static (long[] Labels, int Count) Connect(Picture picture, int[] labels, int count)
    {
        var (pieces, sizes) = Pieces(picture, labels);
        var number = sizes.Count;
        var colours = new double[number][];
        for (var piece = 0; piece < number; piece++) colours[piece] = new double[picture.Channels];
        for (var pixel = 0; pixel < pieces.Length; pixel++)
            for (var c = 0; c < picture.Channels; c++) colours[pieces[pixel]][c] += picture.Colours[pixel * picture.Channels + c];
        var neighbours = Neighbours(picture, pieces, number);

        var root = Enumerable.Range(0, number).ToArray();
        int Root(int piece)
        {
            while (root[piece] != piece) piece = root[piece] = root[root[piece]];
            return piece;
        }

        var smallest = picture.Height * (double)picture.Width / count / 4;
        foreach (var piece in Enumerable.Range(0, number).OrderBy(p => sizes[p]).ToArray())
        {
            var small = Root(piece);
            if (sizes[small] >= smallest) continue;
            var (into, least) = (-1, double.PositiveInfinity);
            foreach (var neighbour in neighbours[small].Select(Root).Distinct().Order())
            {
                if (neighbour == small) continue;
                var distance = 0.0;
                for (var c = 0; c < picture.Channels; c++)
                {
                    var difference = colours[small][c] / sizes[small] - colours[neighbour][c] / sizes[neighbour];
                    distance += difference * difference;
                }
                if (distance < least) (into, least) = (neighbour, distance);
            }
            if (into < 0) continue;
            root[small] = into;
            sizes[into] += sizes[small];
            for (var c = 0; c < picture.Channels; c++) colours[into][c] += colours[small][c];
            neighbours[into].UnionWith(neighbours[small]);
        }

        var numbers = new Dictionary<int, long>();
        var connected = new long[pieces.Length];
        for (var pixel = 0; pixel < pieces.Length; pixel++)
        {
            var piece = Root(pieces[pixel]);
            if (!numbers.TryGetValue(piece, out var label)) numbers[piece] = label = numbers.Count;
            connected[pixel] = label;
        }
        return (connected, numbers.Count);
    }

    /// <summary>The connected piece of equal labels that each pixel lies in, and the pieces' sizes in pixels.</summary>
    private static (int[] Pieces, List<int> Sizes) Pieces(Picture picture, int[] labels)
    {
        var (height, width) = (picture.Height, picture.Width);
        var pieces = new int[labels.Length];
        Array.Fill(pieces, -1);
        var sizes = new List<int>();
        var open = new Stack<int>();
        for (var start = 0; start < labels.Length; start++)
        {
            if (pieces[start] >= 0) continue;
            var size = 0;
            pieces[start] = sizes.Count;
            open.Push(start);
            while (open.TryPop(out var pixel))
            {
                size++;
                var (y, x) = (pixel / width, pixel % width);
                if (x > 0) Visit(pixel - 1);
                if (x < width - 1) Visit(pixel + 1);
                if (y > 0) Visit(pixel - width);
                if (y < height - 1) Visit(pixel + width);
            }
            sizes.Add(size);

            void Visit(int pixel)
            {
                if (pieces[pixel] >= 0 || labels[pixel] != labels[start]) return;
                pieces[pixel] = sizes.Count;
                open.Push(pixel);
            }
        }
        return (pieces, sizes);
    }

    private static HashSet<int>[] Neighbours(Picture picture, int[] pieces, int number)
    {
        var neighbours = new HashSet<int>[number];
        for (var piece = 0; piece < number; piece++) neighbours[piece] = [];
        for (var pixel = 0; pixel < pieces.Length; pixel++)
        {
            if (pixel % picture.Width < picture.Width - 1) Touch(pixel + 1);
            if (pixel / picture.Width < picture.Height - 1) Touch(pixel + picture.Width);

            void Touch(int other)
            {
                if (pieces[pixel] == pieces[other]) return;
                neighbours[pieces[pixel]].Add(pieces[other]);
                neighbours[pieces[other]].Add(pieces[pixel]);
            }
        }
        return neighbours;
    }

    /// <summary>sRGB in 0..1 to CIELAB under the white of D65: <c>[3, H, W]</c>.</summary>
    private static Tensor Lab(Tensor srgb)
    {
        var linear = where(srgb.le(0.04045), srgb / 12.92, ((srgb + 0.055) / 1.055).clamp_min(0).pow(2.4));
        double[,] toXyz = { { 0.4124564, 0.3575761, 0.1804375 }, { 0.2126729, 0.7151522, 0.0721750 }, { 0.0193339, 0.1191920, 0.9503041 } };
        var white = tensor(new[] { 0.95047, 1.0, 1.08883 }).reshape(3, 1);
        var xyz = tensor(toXyz).matmul(linear.flatten(1)) / white;
        const double Knee = 216.0 / 24389, Slope = 24389.0 / 27;
        var f = where(xyz.gt(Knee), xyz.clamp_min(Knee).pow(1.0 / 3), (xyz * Slope + 16) / 116);
        var lab = stack([f[1] * 116 - 16, (f[0] - f[1]) * 500, (f[1] - f[2]) * 200], 0);
        return lab.reshape(srgb.shape);
    }

    /// <summary>Colours pixel by pixel: <c>[H * W * Channels]</c>.</summary>
    private sealed record Picture(double[] Colours, int Channels, int Height, int Width)
    {
        public double[] Colour(int pixel) => Colours[(pixel * Channels)..((pixel + 1) * Channels)];

        public double ColourDistance(int pixel, double[] colour)
        {
            var sum = 0.0;
            for (var c = 0; c < colour.Length; c++)
            {
                var difference = Colours[pixel * Channels + c] - colour[c];
                sum += difference * difference;
            }
            return sum;
        }

        /// <summary>The squared change of colour across a pixel, down and to the right, the border repeated.</summary>
        public double Gradient(int y, int x)
        {
            var (up, down) = (Math.Max(0, y - 1) * Width + x, Math.Min(Height - 1, y + 1) * Width + x);
            var (left, right) = (y * Width + Math.Max(0, x - 1), y * Width + Math.Min(Width - 1, x + 1));
            return ColourDistance(up, Colour(down)) + ColourDistance(left, Colour(right));
        }
    }
}
