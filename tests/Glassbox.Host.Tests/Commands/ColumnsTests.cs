using Glassbox.Host.Terminal;

namespace Glassbox.Host.Tests.Commands;

public sealed class ColumnsTests
{
    private static string Written(int width, params string[][] rows)
    {
        var output = new StringWriter();
        Columns.Write(output, rows, "", width);
        return output.ToString();
    }

    [Fact]
    public void The_last_column_is_broken_between_words_and_stays_in_its_column() =>
        Written(34, ["Tab", "complete: names, options, layers and files"], ["Ctrl-R", "search"]).ShouldBe("""
            Tab     complete: names, options,
                    layers and files
            Ctrl-R  search

            """);

    [Fact]
    public void What_has_a_word_that_is_too_long_is_not_cut() =>
        Written(30, ["cache", "/home/somebody/with/a/long/name/.cache/glassbox of old"]).ShouldBe("cache  /home/somebody/with/a/long/name/.cache/glassbox of old\n");
}
