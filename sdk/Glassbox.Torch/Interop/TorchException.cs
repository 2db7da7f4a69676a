using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>An error of libtorch: the line that says what is wrong, the operator, and the types, shapes and devices of the arguments.</summary>
/// <param name="message">The sentence.</param>
public sealed class TorchException(string message) : ExternalException(message)
{
    private const string InterpreterError = "RuntimeError: ";

    /// <summary>The exception for what the calling thread's last native call reported.</summary>
    internal static Exception Last(string context)
    {
        if (Interop.Callbacks.TakeError() is { } managed) return managed;
        var text = Marshal.PtrToStringUTF8(Interop.NativeMethods.gb_error()) ?? "";
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // TorchScript's interpreter begins by saying that something failed, and says what after its own trace.
        var line = lines.LastOrDefault(l => l.StartsWith(InterpreterError, StringComparison.Ordinal))?[InterpreterError.Length..] ?? lines.FirstOrDefault() ?? "unknown error";
        return new TorchException($"{line} [{context}]");
    }
}
