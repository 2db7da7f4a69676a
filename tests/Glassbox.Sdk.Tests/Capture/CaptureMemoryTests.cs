using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Sdk.Tests;

public class CaptureMemoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Capturing_a_thousand_times_leaves_no_tensor_behind(bool gradients)
    {
        var model = new Model("network", Sequential(Conv2d(1, 2, 3), BatchNorm2d(2), ReLU(inplace: true), Flatten(), Linear(8, 2)));
        using var x = randn(1, 1, 4, 4);
        Once();
        using var census = new TensorCensus();
        for (var i = 0; i < 1000; i++) Once();
        census.Left.ShouldBe(0);

        void Once()
        {
            using var scope = NewDisposeScope();
            model.Capture(x, gradients).FoldBatchNorm();
        }
    }
}
