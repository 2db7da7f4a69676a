using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class CreationTests
{
    [Fact]
    public void Filled_tensors_have_the_size_and_type_asked_for()
    {
        zeros(2, 3).ShouldBe(tensor(new float[2, 3]));
        ones([2, 1, 1, 1, 2]).numel().ShouldBe(4);
        ones(2, dtype: int64).dtype.ShouldBe(ScalarType.Int64);
        zeros([]).dim().ShouldBe(0);
        full(2, 3, 7).dtype.ShouldBe(ScalarType.Int64);
        full([2], 1.5).dtype.ShouldBe(ScalarType.Float32);
        full([2], true).dtype.ShouldBe(ScalarType.Bool);
        empty(3, 0).numel().ShouldBe(0);
        zeros(2, requires_grad: true).requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void Ranges_and_grids()
    {
        arange(4).dtype.ShouldBe(ScalarType.Int64);
        arange(1, 2, 0.25).ShouldHold(1, 1.25, 1.5, 1.75);
        arange(1, 2, 0.25).dtype.ShouldBe(ScalarType.Float32);
        linspace(0, 1, 5).ShouldHold(0, 0.25, 0.5, 0.75, 1);
        logspace(0, 2, 3).ShouldHold(1, 10, 100);
        eye(2, 3).ShouldBe(tensor(new[,] { { 1.0, 0, 0 }, { 0, 1, 0 } }));
        hann_window(4).ShouldHold(0, 0.5, 1, 0.5);
        vander(tensor(new[] { 1, 2, 3 })).ShouldBe(tensor(new[,] { { 1, 1, 1 }, { 4, 2, 1 }, { 9, 3, 1 } }));
        sparse_coo_tensor(tensor(new[,] { { 0L, 1 }, { 1, 0 } }), tensor(new[] { 5f, 6 }), [2, 2]).to_dense().ShouldBe(tensor(new[,] { { 0.0, 5 }, { 6, 0 } }));
    }

    [Fact]
    public void Default_type_is_what_was_set()
    {
        try
        {
            set_default_dtype(float64);
            zeros(2).dtype.ShouldBe(ScalarType.Float64);
            full([2], 1.5).dtype.ShouldBe(ScalarType.Float64);
            zeros(2, dtype: float32).dtype.ShouldBe(ScalarType.Float32);
        }
        finally
        {
            set_default_dtype(float32);
        }
    }

    [Fact]
    public void Likenesses_take_shape_type_and_device_of_another()
    {
        var x = ones(2, 3, dtype: float64);
        x.zeros_like().dtype.ShouldBe(ScalarType.Float64);
        full_like(x, 3).ShouldBe(x * 3);
        ones_like(x, dtype: int32).dtype.ShouldBe(ScalarType.Int32);
        x.new_zeros(4).dtype.ShouldBe(ScalarType.Float64);
        x.new_full(1, 2, 7).ShouldBe(tensor(new[,] { { 7.0, 7 } }));
        randint_like(x, 3, 4).ShouldBe(x * 3);
    }

    [Fact]
    public void Same_seed_same_numbers_and_a_generator_is_independent_of_the_default()
    {
        manual_seed(7);
        var first = randn(4);
        manual_seed(7);
        randn(4).ShouldBe(first, 0);

        using var generator = new Generator(7);
        rand(4, generator: generator);
        manual_seed(7);
        randn(4).ShouldBe(first, 0);

        using var again = new Generator(7);
        randperm(10, generator: again).sort().Values.ShouldBe(arange(10));
    }

    [Fact]
    public void Draws_follow_their_distributions()
    {
        using var generator = new Generator(1);
        var n = 20_000L;
        // The standard error of each mean is its deviation over the root of n; five of them are allowed.
        void Check(Tensor draws, double mean, double deviation) => draws.@double().mean().ToDouble().ShouldBe(mean, 5 * deviation / Math.Sqrt(n));
        Check(rand(n, generator: generator), 0.5, Math.Sqrt(1 / 12.0));
        Check(randn(n, generator: generator), 0, 1);
        Check(randn(n, generator: generator).square(), 1, Math.Sqrt(2));
        Check(randint(2, 5, [n], generator: generator), 3, Math.Sqrt(2 / 3.0));
        Check(empty(n).normal_(3, 2, generator), 3, 2);
        Check(empty(n).uniform_(-1, 3, generator), 1, 4 / Math.Sqrt(12));
        Check(empty(n).exponential_(2, generator), 0.5, 0.5);
        Check(empty(n).bernoulli_(0.25, generator), 0.25, Math.Sqrt(0.1875));
        Check(full([n], 0.25).bernoulli(generator), 0.25, Math.Sqrt(0.1875));
        Check(empty(n).geometric_(0.5, generator), 2, Math.Sqrt(2));
        Check(full([n], 3.0).poisson(generator), 3, Math.Sqrt(3));
        Check(full([n], 10.0).binomial(full([n], 0.3), generator), 3, Math.Sqrt(2.1));
        Check(empty(n).random_(0, 3, generator), 1, Math.Sqrt(2 / 3.0));
        Check(normal(ones(n), full([n], 2.0), generator), 1, 2);
        Check(tensor(new[] { 1f, 3f }).multinomial(n, replacement: true, generator), 0.75, Math.Sqrt(0.1875));
    }
}
