using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A grad mode of this thread that ends when disposed.</summary>
    public sealed class AutoGradMode : IDisposable
    {
        private readonly int before = gb_grad_mode();
        internal AutoGradMode(bool on) => gb_set_grad_mode(on ? 1 : 0);
        public void Dispose() => gb_set_grad_mode(before);
    }

    private sealed class InferenceGuard(bool mode) : IDisposable
    {
        private nint guard = gb_inference_enter(mode ? 1 : 0);

        public void Dispose()
        {
            if (guard != 0) gb_inference_leave(guard);
            guard = 0;
        }
    }

    public static AutoGradMode no_grad() => new(false);
    public static AutoGradMode enable_grad(bool enabled = true) => new(enabled);
    public static AutoGradMode set_grad_enabled(bool mode = true) => new(mode);
    public static bool is_grad_enabled() => gb_grad_mode() != 0;
    public static IDisposable inference_mode(bool mode = true) => new InferenceGuard(mode);
    public static bool is_inference_mode_enabled() => gb_inference_mode() != 0;
}
