using Glassbox.Host.Prompt;

namespace Glassbox.Host.Tests.Prompt;

public class HighlighterTests
{
    [Fact]
    public void Words_are_told_apart_as_the_compiler_does()
    {
        const string text = "var a = Lrp(\"x\", 1.5); // done";
        var styles = Highlighter.Styles(text, name => name == "Lrp");
        Of("var").ShouldBe(Style.Keyword);
        Of("a ").ShouldBe(Style.Plain);
        Of("Lrp").ShouldBe(Style.Verb);
        Of("\"x\"").ShouldBe(Style.String);
        Of("1.5").ShouldBe(Style.Number);
        Of("// done").ShouldBe(Style.Comment);

        Style Of(string part)
        {
            var styled = styles.AsSpan(text.IndexOf(part, StringComparison.Ordinal), part.TrimEnd().Length).ToArray().Distinct().ToArray();
            return styled.ShouldHaveSingleItem();
        }
    }

    [Theory]
    [InlineData("\"unfinished")]
    [InlineData("$\"a {b")]
    [InlineData("#r \"x.dll\"\nvar")]
    [InlineData("'")]
    public void Unfinished_text_is_no_trouble(string text) => Highlighter.Styles(text, _ => false).Length.ShouldBe(text.Length);
}
