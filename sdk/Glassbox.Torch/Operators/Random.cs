using TorchSharp.Interop;

namespace TorchSharp;

// Draws from distributions. Each takes a generator; without one the device's default generator is used.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Zeros and ones, drawn with this tensor's elements as probabilities of one.</summary>
        public Tensor bernoulli(Generator? generator = null) => Dispatcher.Call("aten::bernoulli", this, generator);
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => Dispatcher.CallInPlace(this, "aten::bernoulli_.float", this, p, generator);
        public Tensor bernoulli_(Tensor p, Generator? generator = null) => Dispatcher.CallInPlace(this, "aten::bernoulli_.Tensor", this, p, generator);
        /// <summary>Row indices drawn with each row's elements as weights: [m] or [n, m] to [num_samples] or [n, num_samples].</summary>
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) => Dispatcher.Call("aten::multinomial", this, num_samples, replacement, generator);
        public Tensor poisson(Generator? generator = null) => Dispatcher.Call("aten::poisson", this, generator);
        /// <summary>Counts of successes: this tensor holds the numbers of trials.</summary>
        public Tensor binomial(Tensor prob, Generator? generator = null) => Dispatcher.Call("aten::binomial", this, prob, generator);
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => Dispatcher.CallInPlace(this, "aten::normal_", this, mean, std, generator);
        public Tensor uniform_(double from = 0, double to = 1, Generator? generator = null) => Dispatcher.CallInPlace(this, "aten::uniform_", this, from, to, generator);
        /// <summary>Whole numbers from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive).</summary>
        public Tensor random_(double from, double to, Generator? generator = null) => Dispatcher.CallInPlace(this, "aten::random_.from", this, (long)from, (long)to, generator);
        public Tensor exponential_(double lambda = 1, Generator? generator = null) => Dispatcher.CallInPlace(this, "aten::exponential_", this, lambda, generator);
        public Tensor cauchy_(double median = 0, double sigma = 1, Generator? generator = null) => Dispatcher.CallInPlace(this, "aten::cauchy_", this, median, sigma, generator);
        public Tensor geometric_(double p, Generator? generator = null) => Dispatcher.CallInPlace(this, "aten::geometric_", this, p, generator);
        public Tensor log_normal_(double mean = 0, double std = 1, Generator? generator = null) => Dispatcher.CallInPlace(this, "aten::log_normal_", this, mean, std, generator);
    }

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);
    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) => input.multinomial(num_samples, replacement, generator);
    public static Tensor poisson(Tensor input, Generator? generator = null) => input.poisson(generator);
    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) => Dispatcher.Call("aten::normal.Tensor_Tensor", mean, std, generator);
    /// <summary>Normal draws of one mean and one standard deviation.</summary>
    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        empty(size, dtype, device).normal_(mean, std, generator).requires_grad_(requires_grad);
}
