using Glassbox.Terminal;

namespace Glassbox.Host.Prompt;

/// <summary>What can stand at the caret, as a list to choose from.</summary>
internal sealed class CompletionMenu(Completions completions)
{
    private const int MostRows = 8, WidestLabel = 44;

    private int top;

    /// <summary>What is listed.</summary>
    public Completions Completions => completions;

    /// <summary>What is chosen now.</summary>
    public int Chosen { get; private set; }

    /// <summary>Chooses another; behind the last comes the first.</summary>
    public void Move(int by)
    {
        Chosen = (Chosen + by + completions.Items.Count) % completions.Items.Count;
        top = Math.Clamp(top, Chosen - MostRows + 1, Chosen);
    }

    /// <summary>The list as lines: each name with its documentation.</summary>
    public IReadOnlyList<IReadOnlyList<Span>> Lines()
    {
        var shown = completions.Items.Skip(top).Take(MostRows).ToArray();
        var width = Math.Min(WidestLabel, shown.Max(i => CellGrid.ColumnsOf(i.Label)));
        var lines = shown.Select((item, i) =>
        {
            var label = CellGrid.Fit(item.Label, width);
            return (IReadOnlyList<Span>)[new Span("  "), new Span($" {label}{new string(' ', width - CellGrid.ColumnsOf(label))} ", top + i == Chosen ? Style.Chosen : Style.Plain), new Span("  " + item.Describe(), Style.Faint)];
        }).ToList();
        if (completions.Items.Count > MostRows) lines.Add([new Span($"   {Chosen + 1} of {completions.Items.Count}", Style.Faint)]);
        return lines;
    }
}
