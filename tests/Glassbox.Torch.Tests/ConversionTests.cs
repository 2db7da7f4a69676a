using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class ConversionTests
{
    [Fact]
    public void Conversions_give_a_handle_of_their_own()
    {
        var x = tensor(new[] { 1.7, -1.7 });
        x.@long().ShouldHold(1, -1);
        x.half().dtype.ShouldBe(ScalarType.Float16);
        x.bfloat16().dtype.ShouldBe(ScalarType.BFloat16);
        x.@bool().ShouldHold(1, 1);
        x.cfloat().dtype.ShouldBe(ScalarType.ComplexFloat32);
        using (var same = x.to(float64)) same.ShouldNotBeSameAs(x);
        x.ShouldHold(1.7, -1.7);
        x.to(float64, copy: true).StorageIdentity.ShouldNotBe(x.StorageIdentity);
        x.to(tensor(1f)).dtype.ShouldBe(ScalarType.Float32);
        var moved = x.to(float32, disposeAfter: true);
        x.IsInvalid.ShouldBeTrue();
        moved.device.ShouldBe(CPU);
    }

    [Fact]
    public void Copies_fills_and_clones()
    {
        var x = zeros(2, 2);
        x.copy_(tensor(new[] { 1, 2 })).ShouldBe(tensor(new[,] { { 1.0, 2 }, { 1, 2 } }));
        var y = x.clone();
        x.fill_(3).zero_().ShouldBe(zeros(2, 2));
        y.ShouldBe(tensor(new[,] { { 1.0, 2 }, { 1, 2 } }));
        y.t().is_contiguous().ShouldBeFalse();
        y.t().contiguous().is_contiguous().ShouldBeTrue();
    }

    [Fact]
    public void Elements_are_copied_to_arrays_from_anywhere_to_anywhere()
    {
        var elements = arange(6, dtype: float32).reshape(2, 3).t().data<float>();
        var whole = new float[6];
        elements.CopyTo(whole);
        whole.ShouldBe([0, 3, 1, 4, 2, 5]);
        var shorter = new float[3];
        elements.CopyTo(shorter, arrayIndex: 1, tensorIndex: 3);
        shorter.ShouldBe([0, 4, 2]);
        var longer = new float[4];
        elements.CopyTo(longer, tensorIndex: 4);
        longer.ShouldBe([2, 5, 0, 0]);
        elements.CopyTo(longer, tensorIndex: 6);
        longer.ShouldBe([2, 5, 0, 0]);
        Should.Throw<ArgumentOutOfRangeException>(() => elements.CopyTo(longer, tensorIndex: 7));
    }

    [Fact]
    public void Numbers_become_tensors_where_one_is_wanted()
    {
        Tensor x = (Scalar)2.5;
        x.dtype.ShouldBe(ScalarType.Float64);
        where(tensor(new[] { true, false }), 1, 2).ShouldHold(1, 2);
    }

    [Fact]
    public void Nothing_stays_alive_after_a_scope()
    {
        using var census = new TensorCensus();
        using (NewDisposeScope())
        {
            var x = randn(4, 4, requires_grad: true);
            var y = (2 / x[.., 0] + x[x > 0].sum()).softmax(0).clone();
            y[0] = 1f;
            y.sum().backward();
            x.grad!.unique(return_counts: true);
            x.ToString(TensorStringStyle.Numpy);
            linalg.svd(x[1..3]);
        }
        census.Left.ShouldBe(0);
    }
}
