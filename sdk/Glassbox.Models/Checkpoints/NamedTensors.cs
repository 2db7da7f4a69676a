using Glassbox.Files;
using static TorchSharp.torch;

namespace Glassbox.Checkpoints;

/// <summary>Reads any file of tensors, by content.</summary>
internal static class NamedTensors
{
    public static IReadOnlyDictionary<string, Tensor> Read(string path) => KindOf(path) switch
    {
        FileKind.Kind.Numpy => new Dictionary<string, Tensor> { [Path.GetFileNameWithoutExtension(path)] = NumpyFile.Read(path) },
        FileKind.Kind.NumpyZip => NumpyFile.ReadArchive(path),
        FileKind.Kind.TorchScript or FileKind.Kind.Onnx => throw new GlassboxException($"{path} holds a network: its tensors are Models.Load(\"{path}\").Parameters."),
        _ => Checkpoint.Read(path),
    };

    private static FileKind.Kind KindOf(string path)
    {
        try
        {
            using var stream = InputFile.Open(path, "file of tensors");
            return FileKind.Of(stream);
        }
        catch (InvalidDataException e) { throw new GlassboxException($"{path} is damaged: {e.Message}", e); }
    }
}
