using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>An error of libtorch: its first line, the operator, and the types, shapes and devices of the arguments.</summary>
/// <param name="message">The sentence.</param>
public sealed class TorchException(string message) : ExternalException(message)
{
    /// <summary>The exception for what the calling thread's last native call reported.</summary>
    internal static Exception Last(string context)
    {
        if (Interop.Callbacks.TakeError() is { } managed) return managed;
        var text = Marshal.PtrToStringUTF8(Interop.NativeMethods.gb_error()) ?? "";
        var line = text.Split('\n').FirstOrDefault(l => l.Trim().Length > 0)?.Trim() ?? "unknown error";
        return new TorchException($"{line} [{context}]");
    }
}
