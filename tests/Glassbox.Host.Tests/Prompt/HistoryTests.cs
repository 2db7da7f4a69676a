using Glassbox.Host.Prompt;

namespace Glassbox.Host.Tests.Prompt;

public sealed class HistoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("glassbox-history-").FullName;

    private string Place => Path.Combine(folder, "state", "history");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Entries_survive_the_session_with_their_lines_and_backslashes()
    {
        var first = new History(Place);
        first.Add("foreach (var i in x)\n{\n}");
        first.Add(@"""C:\new""");
        new History(Place).Entries.ShouldBe(["foreach (var i in x)\n{\n}", @"""C:\new"""]);
    }

    [Fact]
    public void Sessions_that_run_at_once_each_add_theirs()
    {
        var (a, b) = (new History(Place), new History(Place));
        a.Add("from a");
        b.Add("from b");
        new History(Place).Entries.ShouldBe(["from a", "from b"]);
    }

    [Fact]
    public void Blanks_and_repetitions_are_not_remembered()
    {
        var history = new History(null);
        foreach (var entry in new[] { "x", "x", " ", "y", "x" }) history.Add(entry);
        history.Entries.ShouldBe(["x", "y", "x"]);
    }

    [Fact]
    public void The_search_goes_back_from_a_place_and_ignores_letter_case()
    {
        var history = new History(null);
        foreach (var entry in new[] { "Lrp(model, x)", "Lime(model, x)", "y" }) history.Add(entry);
        history.Find("MODEL", 3).ShouldBe(1);
        history.Find("model", 1).ShouldBe(0);
        history.Find("model", 0).ShouldBe(-1);
        history.Find("rise", 3).ShouldBe(-1);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_no_reason_to_fail()
    {
        File.WriteAllText(Path.Combine(folder, "state"), "in the way");
        var history = new History(Place);
        history.Add("x");
        history.Entries.ShouldBe(["x"]);
    }
}
