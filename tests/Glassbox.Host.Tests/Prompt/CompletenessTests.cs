using Glassbox.Host.Prompt;

namespace Glassbox.Host.Tests.Prompt;

public class CompletenessTests
{
    [Theory]
    [InlineData("1 + 1", "1 + 1")]
    [InlineData("var x = 1", "var x = 1;")]
    [InlineData("var x = 1;", "var x = 1;")]
    [InlineData("int F(int a) => a", "int F(int a) => a;")]
    [InlineData("using System.Text", "using System.Text;")]
    [InlineData("x = F(1,", null)]
    [InlineData("while (true)", null)]
    [InlineData("if (a)", null)]
    [InlineData("foreach (var i in x)\n{\n", null)]
    [InlineData("\"\"\"\ntext\n", null)]
    [InlineData("/* a", null)]
    [InlineData("class A\n{", null)]
    [InlineData("a +", null)]
    [InlineData("if (a)\n{\n}", "if (a)\n{\n}")]
    public void A_text_is_whole_with_or_without_its_last_semicolon(string text, string? whole) => Completeness.Finished(text).ShouldBe(whole);

    [Fact]
    public void Polls_add_no_lines_and_leave_code_without_loops_alone()
    {
        var plain = Session.Parse("var x = 1;\nx + 1", "");
        PollRewriter.Rewrite(plain).ShouldBeSameAs(plain);
        const string text = "while (true)\n    F();\nint F() =>\n    3;\nvoid G(int n)\n{\n    for (;;) n++;\n}\nFunc<int, int> f = a =>\n{\n    return a;\n};";
        var polled = PollRewriter.Rewrite(Session.Parse(text, "")).ToString();
        polled.Split('\n').Length.ShouldBe(text.Split('\n').Length);
        polled.Split("Poll.Loop").Length.ShouldBe(3);
        polled.Split("Poll.Function").Length.ShouldBe(4);
    }
}
