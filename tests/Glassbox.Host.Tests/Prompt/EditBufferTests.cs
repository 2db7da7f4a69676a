using Glassbox.Host.Prompt;

namespace Glassbox.Host.Tests.Prompt;

public class EditBufferTests
{
    private static EditBuffer With(string text, int? caret = null)
    {
        var buffer = new EditBuffer();
        buffer.Set(text, caret);
        return buffer;
    }

    [Fact]
    public void The_caret_moves_by_what_a_reader_sees_as_one_character()
    {
        // A family of three joined by zero width joiners, then an e with its accent apart.
        var buffer = With("👨‍👩‍👧e\u0301x");
        buffer.Left();
        buffer.Left();
        buffer.Caret.ShouldBe("👨‍👩‍👧".Length);
        buffer.Backspace();
        buffer.Text.ShouldBe("e\u0301x");
        buffer.DeleteForward();
        buffer.Text.ShouldBe("x");
    }

    [Fact]
    public void Words_and_lines_that_are_deleted_can_be_put_back()
    {
        var buffer = With("Lrp(model, x)");
        buffer.DeleteWordBack();
        buffer.Text.ShouldBe("Lrp(model, ");
        buffer.Yank();
        buffer.Text.ShouldBe("Lrp(model, x)");
        buffer.Home();
        buffer.WordRight();
        buffer.DeleteToEnd();
        buffer.Text.ShouldBe("Lrp");
        buffer.Undo();
        buffer.Text.ShouldBe("Lrp(model, x)");
        buffer.Caret.ShouldBe(3);
    }

    [Fact]
    public void Up_and_down_keep_the_column_as_far_as_the_line_goes()
    {
        var buffer = With("long line\nab\nthird line", 8);
        buffer.Down().ShouldBeTrue();
        buffer.Caret.ShouldBe("long line\nab".Length);
        buffer.Down().ShouldBeTrue();
        buffer.Down().ShouldBeFalse();
        buffer.MoveTo("long line\nab\nthi".Length);
        buffer.Up().ShouldBeTrue();
        buffer.Up().ShouldBeTrue();
        buffer.Caret.ShouldBe(2);
        buffer.Up().ShouldBeFalse();
    }

    [Fact]
    public void A_new_line_is_indented_as_the_one_before_and_more_behind_a_bracket()
    {
        var buffer = With("  foreach (var i in x) {");
        buffer.NewLine();
        buffer.Text.ShouldBe("  foreach (var i in x) {\n      ");
        buffer.Insert("a();");
        buffer.NewLine();
        buffer.Text.ShouldEndWith("\n      a();\n      ");
        buffer.Backspace();
        buffer.Text.ShouldEndWith("\n    ");
    }

    [Fact]
    public void What_was_typed_in_a_row_is_undone_together()
    {
        var buffer = new EditBuffer();
        foreach (var c in "one two") buffer.Insert(c.ToString());
        buffer.Undo();
        buffer.Text.ShouldBe("one");
        buffer.Undo();
        buffer.Text.ShouldBe("");
        buffer.Undo();
    }

    [Fact]
    public void Neighbours_are_swapped_at_the_end_those_before_the_caret()
    {
        var buffer = With("Lpr", 2);
        buffer.Transpose();
        buffer.Text.ShouldBe("Lrp");
        buffer.Set("Lpr");
        buffer.Transpose();
        buffer.Text.ShouldBe("Lrp");
    }
}
