using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Glassbox.Checkpoints;

/// <summary>What a file of weights, of arrays or of a whole network is, by its first bytes.</summary>
internal static class FileKind
{
    public enum Kind { Unknown, Safetensors, TorchZip, TorchLegacy, TorchScript, Onnx, Numpy, NumpyZip }

    /// <summary>The kind of the file; the stream is left at its start.</summary>
    public static Kind Of(Stream stream)
    {
        Span<byte> head = stackalloc byte[16];
        stream.Position = 0;
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        head = head[..read];
        stream.Position = 0;
        return head switch
        {
            // First: a header's length may begin with the bytes of any other kind.
            [_, _, _, _, _, _, _, _, (byte)'{', ..] when BinaryPrimitives.ReadUInt64LittleEndian(head) <= (ulong)stream.Length => Kind.Safetensors,
            [(byte)'P', (byte)'K', 3, 4, ..] => Zip(stream),
            [0x80, >= 2 and <= 5, ..] => Kind.TorchLegacy,
            [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => Kind.Numpy,
            // A ModelProto begins with its ir_version: field 1, a small number.
            [0x08, > 0 and < 0x40, ..] => Kind.Onnx,
            // A header longer than the file: it was cut short.
            [_, _, _, _, _, _, _, 0, (byte)'{', ..] => Kind.Safetensors,
            _ => Kind.Unknown,
        };
    }

    /// <summary>The end of a sentence that says what a file of no known kind seems to be; the stream is left at its start.</summary>
    public static string Said(Stream stream)
    {
        var head = new byte[512];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (head.Length == 0) return "is empty";
        if (head.AsSpan().StartsWith("version https://git-lfs"u8)) return "is a Git LFS pointer that stands for the file: fetch the file itself with git lfs pull";
        if (head is [0x1f, 0x8b, ..] || head.Length > 262 && head.AsSpan(257).StartsWith("ustar"u8)) return "is a packed archive (tar, gzip): unpack it first";
        if (Of(stream) is Kind.Numpy or Kind.NumpyZip) return "holds NumPy's arrays, no network: Data.Tensors reads them, and Data.Numpy as samples";
        if (head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F'])) return "is an HDF5 file, as Keras writes them: convert the network to ONNX";
        if (Line(head) is { Length: > 0 } line) return $"is a text file (it begins \"{line}\"), no network and no weights";
        return "is neither safetensors nor a PyTorch state dict, nor TorchScript or ONNX";
    }

    /// <summary>The beginning of a text's first line; null where it is no text.</summary>
    private static string? Line(ReadOnlySpan<byte> head)
    {
        const int shown = 40;
        var text = Encoding.UTF8.GetString(head);
        if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || text.AsSpan(0, text.Length - 1).Contains('\uFFFD')) return null;
        var line = text.Split('\n')[0].Trim();
        return line.Length > shown ? line[..shown] + "..." : line;
    }

    private static Kind Zip(Stream stream)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count > 0 && archive.Entries.All(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal))) return Kind.NumpyZip;
            // TorchScript keeps its code in the archive.
            return archive.Entries.Any(e => e.FullName.EndsWith("constants.pkl") || e.FullName.Contains("/code/")) ? Kind.TorchScript : Kind.TorchZip;
        }
        finally { stream.Position = 0; }
    }
}
