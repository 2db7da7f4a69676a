using System.Text.Json;
using Glassbox.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A folder with one folder of pictures (PNG, JPEG) a class, as torchvision's ImageFolder; or a folder of pictures without classes. Pictures are decoded when their batch comes up.</summary>
internal sealed class ImageFolder : Dataset
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    /// <summary>Pictures that other tools would read.</summary>
    private static readonly string[] OtherExtensions = [".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm", ".heic", ".avif"];

    private readonly string root;
    private readonly string[] files;
    private readonly Preprocessing preprocessing;

    /// <exception cref="GlassboxException">There is no such folder, or no picture in it, or a folder is no class, or a picture is neither PNG nor JPEG.</exception>
    public ImageFolder(string path, Preprocessing preprocessing, IReadOnlyList<string>? classes = null)
    {
        if (!Directory.Exists(path)) throw new GlassboxException(File.Exists(path) ? $"{path} is a file, not a folder of pictures: use Data.Image." : $"There is no folder {path}.");
        (root, this.preprocessing) = (path, preprocessing);
        var folders = Directory.GetDirectories(path).Select(d => Path.GetFileName(d)!).Where(d => !d.StartsWith('.')).Order(StringComparer.Ordinal).ToArray();
        if (classes is not null)
            foreach (var folder in folders)
                if (!classes.Contains(folder)) throw new GlassboxException($"{path} has the folder \"{folder}\", which is no class of the model.{Nearest.Hint(folder, [.. classes])}");
        ClassNames = classes ?? folders;
        var found = new List<(string File, long Label)>();
        foreach (var folder in folders)
        {
            var label = ClassNames.Index().First(c => c.Item == folder).Index;
            found.AddRange(Pictures(Path.Combine(path, folder), SearchOption.AllDirectories).Select(f => (f, (long)label)));
        }
        if (folders.Length == 0) found.AddRange(Pictures(path, SearchOption.TopDirectoryOnly).Select(f => (f, -1L)));
        if (found.Count == 0) throw new GlassboxException($"There is no picture ({string.Join(", ", Extensions)}) in {path} or its class folders.");
        files = [.. found.Select(f => f.File)];
        Labels = folders.Length == 0 ? [] : [.. found.Select(f => f.Label)];
    }

    public override long Count => files.Length;

    public override long[] Labels { get; }

    public override IReadOnlyList<string> ClassNames { get; }

    public override Sample this[long index] => new(Picture.Read(files[Existing(index)], preprocessing), Labels.Length > 0 ? Labels[index] : null, Path.GetRelativePath(root, files[index]));

    public override IEnumerable<Batch> Batches(int size, IReadOnlyList<long> order) => ReadAhead.Batches(order.Chunk(size), Read);

    /// <summary>The files' own bytes, which need no decoding, and how they become inputs.</summary>
    internal override void WriteIdentity(Stream stream, Run run)
    {
        FeatureKey.Write(stream, JsonSerializer.Serialize(preprocessing));
        foreach (var file in files)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            using var bytes = File.OpenRead(file);
            FeatureKey.Write(stream, bytes.Length.ToString());
            bytes.CopyTo(stream);
        }
    }

    protected override Batch Read(long[] indices)
    {
        var pictures = new Tensor[indices.Length];
        try
        {
            ReadAhead.Parallel(indices.Length, i => pictures[i] = Picture.Read(files[indices[i]], preprocessing).DetachFromDisposeScope());
            for (var i = 1; i < pictures.Length; i++)
                if (!pictures[i].shape.AsSpan().SequenceEqual(pictures[0].shape))
                    throw new GlassboxException($"{files[indices[i]]} becomes [{string.Join(", ", pictures[i].shape)}] and {files[indices[0]]} [{string.Join(", ", pictures[0].shape)}]: give the preprocessing a size to resize and crop to.");
            return new Batch(cat(pictures, 0), tensor(Labels.Length > 0 ? [.. indices.Select(i => Labels[i])] : Enumerable.Repeat(-1L, indices.Length).ToArray()), indices);
        }
        finally
        {
            foreach (var picture in pictures) picture?.Dispose();
        }
    }

    private static IEnumerable<string> Pictures(string folder, SearchOption option)
    {
        var files = Directory.EnumerateFiles(folder, "*", option).ToLookup(f => Path.GetExtension(f).ToLowerInvariant());
        if (OtherExtensions.SelectMany(e => files[e]).FirstOrDefault() is { } other) throw new GlassboxException($"{other} is neither PNG nor JPEG: convert it, or take it out of the folder.");
        return Extensions.SelectMany(e => files[e]).Order(StringComparer.Ordinal);
    }
}
