using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod.Tests;

public sealed class MyMethodTests
{
    /// <summary>The score is the first element: 5 on average for the concept, 2 for the input.</summary>
    [Fact]
    public void A_concept_scores_what_its_examples_have_more_than_the_inputs()
    {
        using var scope = NewDisposeScope();
        var model = new Model("itself", x => x);
        var concept = new Concept("large", tensor(new float[,] { { 4, 0 }, { 6, 0 } }));

        var tested = new MyMethod().Test(model, tensor(new float[,] { { 2, 0 } }), [concept], 0, new MyMethod.Options(), new Run());

        Assert.Equal(3, tested.Values["scores"][0].ToDouble(), 6);
    }
}
