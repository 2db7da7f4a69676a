using System.Buffers.Binary;
using System.IO.Compression;

namespace Glassbox.Checkpoints;

/// <summary>What a file of weights or a whole network is, by its first bytes.</summary>
internal static class FileKind
{
    public enum Kind { Unknown, Safetensors, TorchZip, TorchLegacy, TorchScript, Onnx }

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
            // A ModelProto begins with its ir_version: field 1, a small number.
            [0x08, > 0 and < 0x40, ..] => Kind.Onnx,
            _ => Kind.Unknown,
        };
    }

    private static Kind Zip(Stream stream)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            // TorchScript keeps its code in the archive.
            return archive.Entries.Any(e => e.FullName.EndsWith("constants.pkl") || e.FullName.Contains("/code/")) ? Kind.TorchScript : Kind.TorchZip;
        }
        finally { stream.Position = 0; }
    }
}
