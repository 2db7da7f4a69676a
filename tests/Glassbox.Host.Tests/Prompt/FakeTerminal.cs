using System.Text;
using System.Text.RegularExpressions;
using Glassbox.Host.Prompt;

namespace Glassbox.Host.Tests.Prompt;

/// <summary>A terminal in memory: it types what it was told, and shows what it is sent as a screen of characters.</summary>
internal sealed partial class FakeTerminal(int rows, int columns) : ITerminal
{
    private readonly Queue<byte[]> typed = [];
    private readonly List<StringBuilder> lines = [new()];
    private int row, column;

    /// <summary>What the screen shows, without colours.</summary>
    public string[] Screen => [.. lines.Select(l => l.ToString().TrimEnd())];

    public (int Row, int Column) Cursor => (row, column);

    public (int Rows, int Columns) Size => (rows, columns);

    /// <summary>Everything that was sent.</summary>
    public StringBuilder Sent { get; } = new();

    /// <summary>Calls that see the screen as it is when the keys before them have been handled.</summary>
    public Queue<Action> Looks { get; } = [];

    public FakeTerminal Type(params string[] keys)
    {
        foreach (var key in keys) typed.Enqueue(Encoding.UTF8.GetBytes(key));
        return this;
    }

    /// <summary>Looks at the screen once the keys typed so far have been handled.</summary>
    public FakeTerminal Look(Action look)
    {
        typed.Enqueue([]);
        Looks.Enqueue(look);
        return this;
    }

    public IDisposable Raw() => new MemoryStream();

    public byte[]? Read(TimeSpan timeout)
    {
        if (!typed.TryDequeue(out var next)) return null;
        if (next.Length == 0) Looks.Dequeue()();
        return next;
    }

    public void Suspend() => throw new NotSupportedException();

    public void Write(string text)
    {
        Sent.Append(text);
        for (var i = 0; i < text.Length;)
        {
            if (Control().Match(text, i) is { Success: true } control && control.Index == i)
            {
                var count = int.TryParse(control.Groups[1].Value, out var n) ? n : 1;
                switch (control.Groups[2].Value)
                {
                    case "A": row = Math.Max(0, row - count); break;
                    case "C": column = Math.Min(columns - 1, column + count); break;
                    case "K": lines[row].Length = Math.Min(lines[row].Length, column); break;
                    case "J":
                        lines[row].Length = Math.Min(lines[row].Length, column);
                        lines.RemoveRange(row + 1, lines.Count - row - 1);
                        break;
                }
                i += control.Length;
                continue;
            }
            switch (text[i])
            {
                case '\r': column = 0; break;
                case '\n': if (++row == lines.Count) lines.Add(new()); break;
                default: Put(text[i]); break;
            }
            i++;
        }
    }

    private void Put(char c)
    {
        column.ShouldBeLessThan(columns, "the editor breaks lines itself");
        var line = lines[row];
        if (line.Length <= column) line.Append(' ', column + 1 - line.Length);
        line[column++] = c;
    }

    [GeneratedRegex("\\G\e\\[\\??([0-9;]*)([A-Za-z])")]
    private static partial Regex Control();
}

/// <summary>Help that knows a few words, without a compiler.</summary>
internal sealed class FakeAssistance(params string[] words) : IAssistance
{
    public bool IsReady => true;

    public IReadOnlyList<Style> Highlight(string text) => [.. text.Select(c => c == '"' ? Style.String : Style.Plain)];

    public string? Finished(string text) => Completeness.Finished(text);

    public Completions? Complete(string text, int caret)
    {
        var start = caret;
        while (start > 0 && char.IsLetter(text[start - 1])) start--;
        var typed = text[start..caret];
        return new Completions(start, typed.Length, [.. words.Where(w => w.StartsWith(typed, StringComparison.Ordinal)).Select(w => new CompletionItem(w, w, () => $"what {w} is"))]);
    }

    public Signature? Signature(string text, int caret) => text.Contains('(') ? new Signature("F(int a, int b) -> int", 9, 5, "the second") : null;
}
