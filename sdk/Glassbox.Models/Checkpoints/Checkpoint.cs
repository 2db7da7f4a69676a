using System.IO.Compression;
using Glassbox.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Checkpoints;

/// <summary>Reads the weights that people have: safetensors, and PyTorch's state dicts in the zip and the older format, by content, whatever the file's name ends in.</summary>
public static class Checkpoint
{
    /// <summary>The tensors of a file by name, on the CPU, whatever device they were saved from. Views and shared storages stay so. The caller owns the tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="GlassboxException">The file is not there, damaged, of another kind, or wants to run code; the message says which.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        var file = Path.GetFileName(path);
        using var stream = InputFile.Open(path, "checkpoint");
        try
        {
            switch (FileKind.Of(stream))
            {
                case FileKind.Kind.Safetensors:
                    return Safetensors.Load(path);
                case FileKind.Kind.TorchZip:
                    using (var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
                        return Tensors(StateDict.Find(ZipCheckpoint.Read(archive, stream.Length, file), file));
                case FileKind.Kind.TorchLegacy:
                    return Tensors(StateDict.Find(LegacyCheckpoint.Read(stream, path, file), file));
                case FileKind.Kind.TorchScript:
                    throw new GlassboxException($"{file} is a TorchScript file, which holds its own network: load it alone, without naming an architecture.");
                case FileKind.Kind.Onnx:
                    throw new GlassboxException($"{file} is an ONNX file, which holds its own network: load it alone, without naming an architecture.");
                default:
                    throw new GlassboxException($"{file} {FileKind.Said(stream)}.");
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or NotSupportedException or UnauthorizedAccessException or TorchException)
        {
            throw new GlassboxException($"{file} cannot be read: {e.Message}", e);
        }
    }

    private static Dictionary<string, Tensor> Tensors(IReadOnlyDictionary<string, StoredTensor> stored)
    {
        try { return stored.ToDictionary(t => t.Key, t => t.Value.Read()); }
        finally
        {
            foreach (var tensor in stored.Values) tensor.Storage.Release();
        }
    }
}
