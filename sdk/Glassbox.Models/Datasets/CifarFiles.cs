namespace Glassbox;

/// <summary>CIFAR's binary files: records of one label (CIFAR-100: a coarse and a fine one) and 3 x 32 x 32 bytes, channels first.</summary>
internal static class CifarFiles
{
    private const int Pixels = 3 * 32 * 32;

    public static readonly string[] Classes10 = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <param name="path">One file, or a folder: its <c>*_batch*.bin</c> (CIFAR-10) or <c>train.bin</c>, <c>test.bin</c> (CIFAR-100).</param>
    /// <param name="test">Of a folder, the test files instead of those to train on.</param>
    /// <param name="preprocessing">How the pictures become inputs.</param>
    /// <exception cref="GlassboxException">There are no such files, or their length is that of no CIFAR file.</exception>
    public static PackedImages Read(string path, bool test, Preprocessing preprocessing)
    {
        var files = Directory.Exists(path)
            ? Directory.GetFiles(path, "*.bin").Where(f => Path.GetFileName(f).StartsWith("test") == test && !Path.GetFileName(f).StartsWith("meta")).Order(StringComparer.Ordinal).ToArray()
            : File.Exists(path) ? [path] : throw new GlassboxException($"There is no file or folder {path}.");
        if (files.Length == 0) throw new GlassboxException($"{path} has no CIFAR file to {(test ? "test" : "train")} with (data_batch_1.bin, test_batch.bin; train.bin, test.bin).");
        var lengths = files.Select(f => new FileInfo(f).Length).ToArray();
        // No real file is a whole number of both kinds of record: 3,073 and 3,074 have no factor in common.
        var labelBytes = lengths.All(l => l > 0 && l % (Pixels + 1) == 0) ? 1 : lengths.All(l => l > 0 && l % (Pixels + 2) == 0) ? 2 : 0;
        if (labelBytes == 0) throw new GlassboxException($"{files[0]} has {lengths[0]} bytes, which is no whole number of CIFAR records of {Pixels + 1} or {Pixels + 2}: it is cut short or no CIFAR file.");
        var source = new PixelsInFiles(files, 0, labelBytes, Pixels);
        var labels = new long[source.Count];
        Span<byte> label = stackalloc byte[labelBytes];
        var classes = labelBytes == 1 ? 10 : 100;
        for (var i = 0L; i < labels.Length; i++)
        {
            source.ReadLabels(i, label);
            labels[i] = label[^1];
            if (labels[i] >= classes) throw new GlassboxException($"{files[0]} is damaged: record {i} has the label {labels[i]} of {classes} classes.");
        }
        return new PackedImages(source, [3, 32, 32], labels, labelBytes == 1 ? Classes10 : [], preprocessing);
    }
}
