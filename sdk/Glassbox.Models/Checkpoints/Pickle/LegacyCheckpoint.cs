using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace Glassbox.Checkpoints;

/// <summary>
/// What torch.save wrote before PyTorch 1.6: five pickles in a row (a magic number, a version, the machine, the value, the storages' keys),
/// then for each key the number of elements as Int64 and the elements.
/// </summary>
internal static class LegacyCheckpoint
{
    private static readonly BigInteger Magic = BigInteger.Parse("1950a86a20f9469cfc6c", System.Globalization.NumberStyles.HexNumber);
    private const long Version = 1001;

    /// <summary>The pickled value. The storages are read when they are asked for.</summary>
    /// <param name="stream">The file, seekable, at its start.</param>
    /// <param name="path">Where the file is, to open it anew.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="GlassboxException">The file is damaged, is no checkpoint, or wants to run code.</exception>
    public static object? Read(Stream stream, string path, string file)
    {
        var nothing = new StateDictGlobals(file, (key, _) => throw new GlassboxException($"{file} is damaged: storage {key} is used before the state dict begins."));
        if (Next(nothing) is not BigInteger magic || magic != Magic)
            throw new GlassboxException($"{file} is a pickle but no PyTorch checkpoint: save the network's state_dict() with torch.save.");
        if (Next(nothing) is not Version) throw new GlassboxException($"{file} is damaged: it has another version of the format than {Version}.");
        if (Next(nothing) is not PickledDict machine) throw new GlassboxException($"{file} is damaged: it does not say what machine it was saved on.");
        if (machine["little_endian"] is false) throw new GlassboxException($"{file} was saved on a big-endian machine: save it again on a little-endian one.");

        var wanted = new Dictionary<string, (long Length, StrongBox<long> Start)>();
        var globals = new StateDictGlobals(file, (key, length) =>
        {
            var start = new StrongBox<long>(-1);
            wanted.Add(key, (length, start));
            return new StoredBytes(length, () =>
            {
                var at = File.OpenRead(FileTraffic.Reads(path, "checkpoint"));
                at.Position = start.Value;
                return at;
            });
        });
        var value = Next(globals);
        if (Next(nothing) is not List<object?> keys) throw new GlassboxException($"{file} is damaged: it has no list of storages.");

        var count = new byte[8];
        foreach (var key in keys)
        {
            if (key is not string name || !wanted.Remove(name, out var storage)) throw new GlassboxException($"{file} is damaged: storage {key} has no description.");
            if (stream.Length - stream.Position < 8 || stream.Length - stream.Position - 8 < storage.Length)
                throw new GlassboxException($"{file} is cut short: storage {name} needs {storage.Length} bytes and {Math.Max(0, stream.Length - stream.Position - 8)} are left.");
            stream.ReadExactly(count);
            var elements = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (elements < 0 || elements > storage.Length || elements == 0 != (storage.Length == 0) || elements > 0 && storage.Length % elements != 0)
                throw new GlassboxException($"{file} is damaged: storage {name} is said to have {elements} elements in {storage.Length} bytes.");
            storage.Start.Value = stream.Position;
            stream.Position += storage.Length;
        }
        if (wanted.Count > 0) throw new GlassboxException($"{file} is cut short: it lacks the storage {wanted.Keys.First()}.");
        return value;

        object? Next(StateDictGlobals known) => new PickleReader(new PickleStream(stream, file), known).Read();
    }
}
