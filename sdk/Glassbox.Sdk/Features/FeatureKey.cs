using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Features;

/// <summary>
/// What features follow from, as one hash: the operators up to the layer with their constants and weights, bit by bit, the samples, and the libtorch that computes. A network trained one step further, another
/// preprocessing or another picture has another key, so what is kept under a key is never out of date.
/// </summary>
internal static class FeatureKey
{
    /// <summary>The key, in hexadecimal digits.</summary>
    /// <param name="probe">The model's capture on the first sample.</param>
    /// <param name="wanted">The layer's value in it.</param>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">How many samples run at a time, which moves the last bits.</param>
    /// <param name="run">Is told of progress.</param>
    public static string Of(Graph probe, Value wanted, Dataset data, int batchSize, Run run)
    {
        using var sha = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write))
        {
            Write(stream, $"{__version__} {probe.Input.Tensor.device} {batchSize} {wanted} {wanted.OutputIndex}");
            var seen = new HashSet<Value>();
            foreach (var node in probe.Nodes.TakeWhile(n => n.Index <= (wanted.Producer?.Index ?? -1)))
            {
                Write(stream, node.ToString());
                foreach (var value in node.Inputs)
                    if (value.Kind is ValueKind.Parameter or ValueKind.Constant && seen.Add(value)) Write(stream, value.Tensor);
            }
            data.WriteIdentity(stream, run);
        }
        return Convert.ToHexStringLower(sha.Hash!);
    }

    /// <summary>A text, with its length before it so that two texts cannot be taken for two others.</summary>
    public static void Write(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        stream.Write(BitConverter.GetBytes(bytes.Length));
        stream.Write(bytes);
    }

    /// <summary>A tensor's type, shape and elements.</summary>
    public static void Write(Stream stream, Tensor tensor)
    {
        Write(stream, $"{tensor.dtype} {string.Join(' ', tensor.shape)}");
        TensorBytes.Write(stream, tensor);
    }
}
