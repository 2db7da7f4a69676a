using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Sdk.Tests.Contract;

public class ClassInWordsTests
{
    private static string TitleOf(long scores, string[]? names, Target target)
    {
        var model = new Model("net", x => x.narrow(1, 0, scores), classNames: names);
        var x = arange(5, dtype: ScalarType.Float32).view(1, 5);
        var settled = target.For(model, x);
        model.Score(x, settled);
        return new Attribution(model, x, settled, x).Figure().Title;
    }

    [Fact]
    public void A_class_without_a_name_is_called_a_class()
    {
        TitleOf(5, null, Target.Predicted).ShouldBe("net: class 4");
        TitleOf(5, null, 3).ShouldBe("net: class 3");
        TitleOf(5, null, Target.Class(3).Probability()).ShouldBe("net: probability of class 3");
    }

    [Fact]
    public void A_class_with_a_name_is_called_by_it() => TitleOf(2, ["cat", "dog"], 1).ShouldBe("net: dog");

    [Fact]
    public void A_score_that_is_the_only_one_is_the_output()
    {
        TitleOf(1, null, Target.Predicted).ShouldBe("net: the output");
        TitleOf(1, null, 0).ShouldBe("net: the output");
    }
}
