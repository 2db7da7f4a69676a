using Glassbox.Host.Prompt;

namespace Glassbox.Host.Tests.Prompt;

public class LineEditorTests
{
    private readonly FakeTerminal terminal = new(24, 40);
    private readonly History history = new(null);

    private LineEditor Editor(params string[] words) => new(terminal, history, new FakeAssistance(words), colours: false);

    [Fact]
    public void Enter_takes_what_is_whole_and_goes_on_with_what_is_not()
    {
        terminal.Type("1 + 1\r", "Sum(1,\r", "2)\r");
        var editor = Editor();
        editor.Read().ShouldBe("1 + 1");
        editor.Indent.ShouldBe(2);
        editor.Read().ShouldBe("Sum(1,\n2)");
        editor.Indent.ShouldBeNull();
        history.Entries.ShouldBe(["1 + 1", "Sum(1,\n2)"]);
    }

    [Fact]
    public void A_block_is_indented_and_its_closing_brace_is_not()
    {
        terminal.Type("if (a) {\r", "b();\r", "}\r");
        Editor().Read().ShouldBe("if (a) {\n    b();\n}");
    }

    [Fact]
    public void An_empty_line_asks_for_the_errors_of_what_never_becomes_whole()
    {
        terminal.Type("F(\r", "\r");
        Editor().Read()!.Trim().ShouldBe("F(");
    }

    [Fact]
    public void Pasted_lines_are_one_text_and_tabs_in_it_complete_nothing()
    {
        terminal.Type("\e[200~var a = 1;\n\tvar b = 2;\n\e[201~", "\r");
        Editor("word").Read().ShouldBe("var a = 1;\n    var b = 2;");
    }

    [Fact]
    public void The_screen_shows_the_text_the_prompt_and_the_caret()
    {
        terminal.Type("ab", "\e[D").Look(() =>
        {
            terminal.Screen[0].ShouldBe("> ab");
            terminal.Cursor.ShouldBe((0, 3));
        });
        Editor().Read().ShouldBeNull();
    }

    [Fact]
    public void A_long_line_is_broken_and_the_caret_follows()
    {
        var text = new string('x', 38);
        terminal.Type(text).Look(() =>
        {
            terminal.Screen.ShouldBe(["> " + text, ""]);
            terminal.Cursor.ShouldBe((1, 0));
        }).Type("yz", "\e[D").Look(() =>
        {
            terminal.Screen.ShouldBe(["> " + text, "yz"]);
            terminal.Cursor.ShouldBe((1, 1));
        });
        Editor().Read();
        terminal.Looks.ShouldBeEmpty();
    }

    [Fact]
    public void A_text_higher_than_the_screen_is_shown_around_the_caret()
    {
        terminal.Type("\e[200~" + string.Join('\n', Enumerable.Range(0, 100).Select(i => $"// {i}")) + "\e[201~").Look(() =>
        {
            terminal.Screen.Length.ShouldBe(24);
            terminal.Screen[^1].ShouldBe(". // 99");
        });
        Editor().Read();
        terminal.Looks.ShouldBeEmpty();
    }

    [Fact]
    public void Tab_completes_what_is_certain_and_lists_the_rest_with_its_documentation()
    {
        terminal.Type("mo", "\t").Look(() => terminal.Screen.ShouldBe(["> model", "   model1   what model1 is", "   model2   what model2 is"]))
            .Type("\t", "\r").Look(() => terminal.Screen[0].ShouldBe("> model2")).Type("\r");
        Editor("model1", "model2", "other").Read().ShouldBe("model2");
        terminal.Looks.ShouldBeEmpty();
    }

    [Fact]
    public void Typing_narrows_the_list_and_escape_leaves_it()
    {
        terminal.Type("m", "\t", "o").Look(() => terminal.Screen.Length.ShouldBe(3)).Type("d").Look(() => terminal.Screen[1].ShouldStartWith("   model"))
            .Type("\e").Look(() => { }).Look(() => terminal.Screen.ShouldBe(["> mod"])).Type("\r");
        Editor("model", "mouse", "map").Read().ShouldBe("mod");
        terminal.Looks.ShouldBeEmpty();
    }

    [Fact]
    public void The_only_candidate_is_taken()
    {
        terminal.Type("ot", "\t", "\r");
        Editor("model", "other").Read().ShouldBe("other");
    }

    [Fact]
    public void A_call_shows_its_parameters_when_nobody_types()
    {
        terminal.Type("F(1, ").Look(() => { }).Look(() => terminal.Screen.ShouldBe(["> F(1,", "  F(int a, int b) -> int", "  the second"]));
        Editor().Read();
        terminal.Looks.ShouldBeEmpty();
    }

    [Fact]
    public void Up_recalls_and_down_comes_back_to_what_was_being_typed()
    {
        history.Add("first");
        history.Add("second");
        terminal.Type("draft", "\e[A", "\e[A", "\e[B", "\e[B", "\r");
        Editor().Read().ShouldBe("draft");
        terminal.Type("\e[A", "\e[A", "\e[A", "\r");
        Editor().Read().ShouldBe("first");
    }

    [Fact]
    public void Ctrl_R_finds_earlier_and_earlier_entries()
    {
        foreach (var entry in new[] { "Lrp(model, one)", "Lrp(model, two)", "other" }) history.Add(entry);
        terminal.Type("\x12", "l", "r", "p").Look(() => terminal.Screen[0].ShouldBe("> Lrp(model, two)")).Type("\x12", "\r", "\r");
        Editor().Read().ShouldBe("Lrp(model, one)");
        terminal.Type("typed", "\x12", "zzz").Look(() => terminal.Screen[^1].ShouldContain("nothing like it")).Type("\x03", "\r");
        Editor().Read().ShouldBe("typed");
        terminal.Looks.ShouldBeEmpty();
    }

    [Fact]
    public void Ctrl_C_drops_the_line_and_Ctrl_D_leaves_only_where_it_is_empty()
    {
        terminal.Type("abc", "\x03", "mo", "\t", "\x03", "x", "\x01", "\x04", "1\r", "\x04");
        var editor = Editor();
        editor.Read().ShouldBe("");
        editor.Read().ShouldBe("");
        editor.Read().ShouldBe("1");
        editor.Read().ShouldBeNull();
        history.Entries.ShouldBe(["1"]);
    }

    [Fact]
    public void Brackets_at_the_caret_show_their_partner_but_not_those_in_strings()
    {
        Style[] styles = [.. "f(\")\")".Select(c => Style.Plain)];
        styles.AsSpan(2, 3).Fill(Style.String);
        Brackets.Pair("f(\")\")", 6, styles).ShouldBe((5, 1));
        Brackets.Pair("f(\")\")", 1, styles).ShouldBe((1, 5));
        Brackets.Pair("(]", 1, new Style[2]).ShouldBeNull();
        Brackets.Pair("((a)", 1, new Style[4]).ShouldBe((1, 3));
    }

    [Fact]
    public void Nothing_is_coloured_without_colours()
    {
        terminal.Type("var a = \"b\"", "\r");
        Editor().Read();
        terminal.Sent.ToString().ShouldNotContain("38;5");
    }
}
