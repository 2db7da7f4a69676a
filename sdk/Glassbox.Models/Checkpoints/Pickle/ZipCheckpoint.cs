using System.IO.Compression;

namespace Glassbox.Checkpoints;

/// <summary>The zip archives that torch.save has written since PyTorch 1.6: <c>NAME/data.pkl</c> and one uncompressed entry a storage, <c>NAME/data/KEY</c>.</summary>
internal static class ZipCheckpoint
{
    /// <summary>The pickled value. The storages are read from the archive when they are asked for, so it must stay open until then.</summary>
    /// <exception cref="GlassboxException">The archive is damaged, is no checkpoint, or wants to run code.</exception>
    public static object? Read(ZipArchive archive, long fileLength, string file)
    {
        var pickle = archive.Entries.FirstOrDefault(e => e.FullName == "data.pkl" || e.FullName.EndsWith("/data.pkl") && e.FullName.IndexOf('/') == e.FullName.Length - 9)
            ?? throw new GlassboxException($"{file} is a zip archive without a data.pkl: it is no PyTorch checkpoint.");
        var folder = pickle.FullName[..^"data.pkl".Length];
        var entries = new Dictionary<string, ZipArchiveEntry>();
        foreach (var entry in archive.Entries) entries.TryAdd(entry.FullName, entry);

        if (entries.TryGetValue(folder + "byteorder", out var order))
        {
            using var text = new StreamReader(Open(order));
            var first = new char[6];
            if (text.ReadBlock(first) is var read && new string(first, 0, read) != "little")
                throw new GlassboxException($"{file} was saved on a big-endian machine: save it again on a little-endian one.");
        }

        // Entries may overlap in a hostile archive: all storages together must still fit into the file.
        long total = 0;
        var globals = new StateDictGlobals(file, (key, length) =>
        {
            if (!entries.TryGetValue($"{folder}data/{key}", out var entry)) throw new GlassboxException($"{file} is damaged: it lacks the storage {key}.");
            if (entry.Length < length) throw new GlassboxException($"{file} is damaged: storage {key} holds {entry.Length} bytes where {length} are needed.");
            total += length;
            if (total > fileLength) throw new GlassboxException($"{file} is damaged: its storages are larger than the file.");
            return new StoredBytes(length, () => Open(entry));
        });

        if (pickle.Length > PickleStream.LargestPickle) throw new GlassboxException($"{file} has a pickle of {pickle.Length:N0} bytes, which no state dict needs.");
        using var stream = Open(pickle);
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        bytes.Position = 0;
        return new PickleReader(new PickleStream(bytes, file), globals).Read();

        Stream Open(ZipArchiveEntry entry) => entry.CompressedLength == entry.Length && entry.Length <= fileLength
            ? entry.Open()
            : throw new GlassboxException($"{file} is compressed inside, which PyTorch's checkpoints are not: unpack and save it again with torch.save.");
    }
}
