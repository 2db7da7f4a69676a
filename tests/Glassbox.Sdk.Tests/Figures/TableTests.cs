using Glassbox.Terminal;

namespace Glassbox.Tests.Figures;

public class TableTests
{
    private static Table Comparison() => new Table("method", "deletion", "passes") { Title = "Faithfulness" }
        .Add("LRP", 0.1234, 2).Highlight().Add("LIME, ridge", 0.5, 1000);

    [Fact]
    public void Csv_quotes_what_it_must_and_keeps_all_digits() =>
        new Table("name", "value").Add("a, \"b\"", 1.0 / 3).Add("", 7).ToCsv().ShouldBe("name,value\r\n\"a, \"\"b\"\"\",0.3333333333333333\r\n,7\r\n");

    [Fact]
    public void Formats_hold_for_their_column_only()
    {
        var table = new Table("a", "b") { Formats = new Dictionary<string, string> { ["a"] = "0.0 %" } }.Add(0.285, 0.285);
        table.Written()[0].ShouldBe(["28.5 %", "0.2850"]);
    }

    [Fact]
    public void A_row_of_another_length_is_refused() =>
        Should.Throw<ArgumentException>(() => new Table("a", "b").Add("only one")).Message.ShouldContain("2 columns (a, b)");

    [Fact]
    public void A_page_breaks_a_table_that_fits_only_in_the_letters_it_was_measured_by()
    {
        // Ten digits are 78 pixels wide in Liberation Sans and 89 in DejaVu Sans, which a browser without Liberation Sans takes; a cell has 28 more, the page 1070.
        var table = new Table([.. Enumerable.Range(0, 10).Select(i => $"{i}")]).Add([.. Enumerable.Range(0, 10).Select(_ => (Cell)"0123456789")]);
        var page = new Report("").Add(table).ToHtml();
        page.Split("<table>").Length.ShouldBe(3);
    }

    [Fact]
    public void The_terminal_aligns_numbers_right_and_marks_rows()
    {
        using var text = new StringWriter();
        TerminalTable.Of(Comparison(), 80).Write(text, ColourDepth.None);
        text.ToString().ReplaceLineEndings("\n").ShouldBe("""
            Faithfulness
            ┌─────────────┬──────────┬────────┐
            │ method      │ deletion │ passes │
            ├─────────────┼──────────┼────────┤
            │▸LRP         │   0.1234 │      2 │
            │ LIME, ridge │   0.5000 │   1000 │
            └─────────────┴──────────┴────────┘

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_table_wider_than_the_terminal_cuts_text_visibly_and_never_overflows()
    {
        using var text = new StringWriter();
        var table = new Table("description", "value").Add(new string('x', 300), 0.5);
        TerminalTable.Of(table, 60).Write(text, ColourDepth.None);
        text.ToString().Split('\n').Max(l => l.TrimEnd('\r').Length).ShouldBe(60);
        text.ToString().ShouldContain("x… │");
    }

    [Fact]
    public void Long_names_and_text_are_broken_into_lines_and_numbers_never()
    {
        using var text = new StringWriter();
        var table = new Table("explanation", "agreement: Layer-wise relevance propagation", "deletion").Add("Local interpretable model-agnostic explanations", 0.0281234, 0.5);
        // 48 columns less 10 for the frame and 8 for "deletion" leave 15 for each of the long ones.
        TerminalTable.Of(table, 48).Write(text, ColourDepth.None);
        text.ToString().ReplaceLineEndings("\n").ShouldBe("""
            ┌─────────────────┬─────────────────┬──────────┐
            │ explanation     │      agreement: │ deletion │
            │                 │      Layer-wise │          │
            │                 │       relevance │          │
            │                 │     propagation │          │
            ├─────────────────┼─────────────────┼──────────┤
            │ Local           │         0.02812 │   0.5000 │
            │ interpretable   │                 │          │
            │ model-agnostic  │                 │          │
            │ explanations    │                 │          │
            └─────────────────┴─────────────────┴──────────┘

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_table_of_many_columns_goes_on_below_itself()
    {
        using var text = new StringWriter();
        TerminalTable.Of(new Table("method", "deletion", "insertion", "infidelity").Add("LRP", 0.1, 0.2, 0.3), 36).Write(text, ColourDepth.None);
        text.ToString().ReplaceLineEndings("\n").ShouldBe("""
            ┌────────┬──────────┬───────────┐
            │ method │ deletion │ insertion │
            ├────────┼──────────┼───────────┤
            │ LRP    │   0.1000 │    0.2000 │
            └────────┴──────────┴───────────┘
            ┌────────┬────────────┐
            │ method │ infidelity │
            ├────────┼────────────┤
            │ LRP    │     0.3000 │
            └────────┴────────────┘

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void An_interval_is_written_behind_its_number_and_has_columns_of_its_own_in_a_file()
    {
        var table = new Table("name", "deletion").Add("a", Cell.Within(0.25, 0.125, 0.5)).Add("b", 0.75);
        table.Written().Select(r => r[1]).ShouldBe(["0.2500 [0.1250, 0.5000]", "0.7500"]);
        table.IsNumeric(1).ShouldBeTrue();
        table.ToCsv().ShouldBe("name,deletion,deletion low,deletion high\r\na,0.25,0.125,0.5\r\nb,0.75,,\r\n");
    }

    [Fact]
    public void A_page_sets_a_table_closer_rather_than_break_it()
    {
        // Nine such columns want 9 (78 * 1.2 + 28) = 1094 pixels of the page's 1070, and with 16 beside each number no more than 987.
        var table = new Table([.. Enumerable.Range(0, 9).Select(i => $"{i}")]).Add([.. Enumerable.Range(0, 9).Select(_ => (Cell)"0123456789")]);
        new Report("").Add(table).ToHtml().Split("<table class=\"dense\">").Length.ShouldBe(2);
    }
}
