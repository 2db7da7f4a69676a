using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Which transform carries the factor 1/n: the inverse, the forward one, or 1/sqrt(n) each.</summary>
public enum FFTNormType
{
    Backward = 0,
    Forward = 1,
    Ortho = 2,
}

// Discrete Fourier transforms. "r" takes real input and gives half the spectrum; "h" gives real output.
public static partial class torch
{
    public static class fft
    {
        public static Tensor fft_(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Transform("aten::fft_fft", input, n, dim, norm);
        public static Tensor ifft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Transform("aten::fft_ifft", input, n, dim, norm);
        public static Tensor rfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Transform("aten::fft_rfft", input, n, dim, norm);
        public static Tensor irfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Transform("aten::fft_irfft", input, n, dim, norm);
        public static Tensor hfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Transform("aten::fft_hfft", input, n, dim, norm);
        public static Tensor ihfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Transform("aten::fft_ihfft", input, n, dim, norm);

        public static Tensor fft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_fft2", input, s, dim ?? [-2, -1], Name(norm));
        public static Tensor ifft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_ifft2", input, s, dim ?? [-2, -1], Name(norm));
        public static Tensor rfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_rfft2", input, s, dim ?? [-2, -1], Name(norm));
        public static Tensor irfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_irfft2", input, s, dim ?? [-2, -1], Name(norm));
        public static Tensor hfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_hfft2", input, s, dim ?? [-2, -1], Name(norm));
        public static Tensor ihfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_ihfft2", input, s, dim ?? [-2, -1], Name(norm));

        public static Tensor fftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_fftn", input, s, dim, Name(norm));
        public static Tensor ifftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_ifftn", input, s, dim, Name(norm));
        public static Tensor rfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_rfftn", input, s, dim, Name(norm));
        public static Tensor irfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_irfftn", input, s, dim, Name(norm));
        public static Tensor hfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_hfftn", input, s, dim, Name(norm));
        public static Tensor ihfftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Dispatcher.Call("aten::fft_ihfftn", input, s, dim, Name(norm));

        public static Tensor fftshift(Tensor input, long[]? dim = null) => Dispatcher.Call("aten::fft_fftshift", input, dim);
        public static Tensor ifftshift(Tensor input, long[]? dim = null) => Dispatcher.Call("aten::fft_ifftshift", input, dim);
        /// <summary>The frequencies, in cycles a unit of <paramref name="d"/>, of the n outputs of <see cref="fft_"/>.</summary>
        public static Tensor fftfreq(long n, double d = 1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Dispatcher.Call("aten::fft_fftfreq", n, d, dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
        public static Tensor rfftfreq(long n, double d = 1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Dispatcher.Call("aten::fft_rfftfreq", n, d, dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);

        private static Tensor Transform(string op, Tensor input, long n, long dim, FFTNormType norm) =>
            Dispatcher.Call(op, input, n < 0 ? Argument.None : n, dim, Name(norm));

        private static string Name(FFTNormType norm) => norm switch { FFTNormType.Forward => "forward", FFTNormType.Ortho => "ortho", _ => "backward" };
    }

    /// <summary>The short-time Fourier transform: complex [.., frequencies, frames].</summary>
    public static Tensor stft(Tensor input, long n_fft, long hop_length = -1, long win_length = -1, Tensor? window = null, bool center = true, PaddingModes pad_mode = PaddingModes.Reflect, bool normalized = false, bool? onesided = null, bool? return_complex = null) =>
        Dispatcher.Call("aten::stft.center", input, n_fft, hop_length < 0 ? Argument.None : hop_length, win_length < 0 ? Argument.None : win_length, window, center, pad_mode.ToSchema(), normalized, onesided, return_complex ?? true);
    public static Tensor istft(Tensor input, long n_fft, long hop_length = -1, long win_length = -1, Tensor? window = null, bool center = true, bool normalized = false, bool? onesided = null, long length = -1, bool return_complex = false) =>
        Dispatcher.Call("aten::istft", input, n_fft, hop_length < 0 ? Argument.None : hop_length, win_length < 0 ? Argument.None : win_length, window, center, normalized, onesided, length < 0 ? Argument.None : length, return_complex);
}
