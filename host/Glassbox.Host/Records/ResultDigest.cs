using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace Glassbox.Host.Records;

/// <summary>A short hash of what a result holds: its tensors with their names, types and shapes, and its table.</summary>
internal static class ResultDigest
{
    /// <summary>The digest, 16 hexadecimal digits; empty where the result cannot be read, as when a method disposed what it gave.</summary>
    public static string Of(Result result)
    {
        try { return Read(result); }
        catch (Exception) { return ""; }
    }

    private static string Read(Result result)
    {
        using var sha = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write))
        {
            foreach (var (name, tensor) in result.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
            {
                stream.Write(Encoding.UTF8.GetBytes($"{name} {tensor.dtype} {string.Join(',', tensor.shape)}\n"));
                TensorBytes.Write(stream, tensor);
            }
            // A comparison's table shows times; what it compares stands on record itself.
            if (result is not Comparison && result.Table() is { } table) stream.Write(Encoding.UTF8.GetBytes(table.ToCsv()));
        }
        return Convert.ToHexStringLower(sha.Hash.AsSpan(0, 8));
    }
}
