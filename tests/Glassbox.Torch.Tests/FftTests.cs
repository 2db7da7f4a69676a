using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class FftTests
{
    [Fact]
    public void Constant_has_only_the_zero_frequency_and_a_cosine_two()
    {
        fft.fft_(ones(4)).real.ShouldHold(4, 0, 0, 0);
        var wave = (2 * Math.PI * arange(4, dtype: float64) / 4).cos();
        fft.fft_(wave).real.ShouldBe(tensor(new[] { 0.0, 2, 0, 2 }), 1e-12);
    }

    [Fact]
    public void Inverses_undo_and_norms_share_the_factor()
    {
        var x = tensor(new[] { 1.0, -2, 3, 0.5, 7 });
        fft.ifft(fft.fft_(x)).real.ShouldBe(x, 1e-12);
        fft.irfft(fft.rfft(x), n: 5).ShouldBe(x, 1e-12);
        fft.rfft(x).shape.ShouldBe([3]);
        fft.fft_(x, norm: FFTNormType.Ortho).abs().square().sum().ShouldBe(x.square().sum(), 1e-12);
        fft.fft_(x, norm: FFTNormType.Forward).real[0].ShouldBe(x.mean(), 1e-12);
        var image = x.outer(x);
        fft.ifft2(fft.fft2(image)).real.ShouldBe(image, 1e-12);
        fft.irfft2(fft.rfft2(image), s: [5, 5]).ShouldBe(image, 1e-12);
        fft.ifftn(fft.fftn(image)).real.ShouldBe(image, 1e-12);
    }

    [Fact]
    public void Frequencies_and_shifts()
    {
        fft.fftfreq(4).ShouldHold(0, 0.25, -0.5, -0.25);
        fft.rfftfreq(4, 0.5).ShouldHold(0, 0.5, 1);
        fft.fftshift(fft.fftfreq(4)).ShouldHold(-0.5, -0.25, 0, 0.25);
        fft.ifftshift(fft.fftshift(arange(5))).ShouldBe(arange(5));
    }

    [Fact]
    public void Short_time_transform_is_undone_by_its_inverse()
    {
        var x = linspace(0, 10, 64, dtype: float64).sin();
        var window = hann_window(16, dtype: float64);
        var frames = stft(x, 16, 4, 16, window);
        frames.is_complex().ShouldBeTrue();
        istft(frames, 16, 4, 16, window, length: 64).ShouldBe(x, 1e-10);
    }

    [Fact]
    public void Special_functions_have_their_known_values()
    {
        special.expit(tensor(0.0)).ShouldHold(0.5);
        special.ndtr(tensor(0.0)).ShouldHold(0.5);
        special.ndtri(tensor(0.975)).ShouldHold(1.959963984540054);
        special.entr(tensor(1 / Math.E)).ShouldHold(1 / Math.E);
        special.zeta(tensor(2.0), tensor(1.0)).ShouldHold(Math.PI * Math.PI / 6);
        special.gammainc(tensor(1.0), tensor(2.0)).ShouldHold(1 - Math.Exp(-2));
        special.bessel_j0(tensor(0.0)).ShouldHold(1);
        special.legendre_polynomial_p(tensor(0.5), tensor(2.0)).ShouldHold(-0.125);
        special.chebyshev_polynomial_t(tensor(0.5), tensor(3.0)).ShouldHold(-1);
    }
}
