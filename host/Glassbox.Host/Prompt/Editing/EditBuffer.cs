using System.Globalization;

namespace Glassbox.Host.Prompt;

/// <summary>The text that is being typed, with its caret. The caret moves by what a reader sees as one character.</summary>
internal sealed class EditBuffer
{
    private const int MostUndo = 200;

    private readonly List<(string Text, int Caret)> before = [];
    private string killed = "";
    private bool isTyping;

    /// <summary>The text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Before which character the caret stands.</summary>
    public int Caret { get; private set; }

    /// <summary>The start of the caret's line.</summary>
    public int LineStart => Caret == 0 ? 0 : Text.LastIndexOf('\n', Caret - 1) + 1;

    /// <summary>The end of the caret's line.</summary>
    public int LineEnd => Text.IndexOf('\n', Caret) is var end and >= 0 ? end : Text.Length;

    /// <summary>Another text, with the caret at its end or where said.</summary>
    public void Set(string text, int? caret = null)
    {
        Remember();
        (Text, Caret) = (text, caret ?? text.Length);
    }

    /// <summary>An empty text, with nothing to undo.</summary>
    public void Clear()
    {
        (Text, Caret) = ("", 0);
        before.Clear();
        isTyping = false;
    }

    /// <summary>Puts text at the caret.</summary>
    public void Insert(string text)
    {
        // Single characters typed in a row are undone together.
        if (!isTyping || text.Length > 1 || text == " ") Remember();
        isTyping = text.Length == 1;
        Text = Text.Insert(Caret, text);
        Caret += text.Length;
    }

    /// <summary>Puts text in the place of some other.</summary>
    public void Replace(int start, int length, string text)
    {
        Remember();
        Text = Text.Remove(start, length).Insert(start, text);
        Caret = start + text.Length;
    }

    /// <summary>A new line, indented as the one before, and more behind an opening bracket.</summary>
    public void NewLine()
    {
        var line = Text[LineStart..Caret];
        var indent = line[..(line.Length - line.TrimStart().Length)];
        if (line.TrimEnd() is [.., '{' or '(' or '[']) indent += "    ";
        Insert("\n" + indent);
    }

    public void Backspace()
    {
        var line = Text[LineStart..Caret];
        // In the indentation, back to the step before.
        if (line.Length > 0 && line.All(c => c == ' ') && LineStart > 0) Delete(Caret - ((line.Length - 1) % 4 + 1), Caret);
        else Delete(Before(Caret), Caret);
    }

    public void DeleteForward() => Delete(Caret, After(Caret));

    public void DeleteWordBack() => Kill(WordBefore(), Caret);

    public void DeleteWord() => Kill(Caret, WordAfter());

    public void DeleteToEnd() => Kill(Caret, Caret == LineEnd ? Math.Min(Caret + 1, Text.Length) : LineEnd);

    public void DeleteToStart() => Kill(Caret == LineStart ? Math.Max(0, Caret - 1) : LineStart, Caret);

    /// <summary>Puts back what was deleted by words or lines last.</summary>
    public void Yank()
    {
        if (killed != "") Insert(killed);
    }

    public void Transpose()
    {
        if (Caret == LineStart || LineEnd - LineStart < 2) return;
        var right = Caret == LineEnd ? Before(Caret) : Caret;
        var (left, end) = (Before(right), After(right));
        Replace(left, end - left, Text[right..end] + Text[left..right]);
    }

    public void Undo()
    {
        if (before.Count == 0) return;
        (Text, Caret) = before[^1];
        before.RemoveAt(before.Count - 1);
        isTyping = false;
    }

    public void Left() => MoveTo(Before(Caret));

    public void Right() => MoveTo(After(Caret));

    public void WordLeft() => MoveTo(WordBefore());

    public void WordRight() => MoveTo(WordAfter());

    public void Home() => MoveTo(LineStart);

    public void End() => MoveTo(LineEnd);

    public void MoveTo(int place)
    {
        Caret = Math.Clamp(place, 0, Text.Length);
        isTyping = false;
    }

    /// <summary>To the line above.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Up()
    {
        var (start, column) = (LineStart, Caret - LineStart);
        if (start == 0) return false;
        var above = start == 1 ? 0 : Text.LastIndexOf('\n', start - 2) + 1;
        MoveTo(Math.Min(above + column, start - 1));
        return true;
    }

    /// <summary>To the line below.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Down()
    {
        var (end, column) = (LineEnd, Caret - LineStart);
        if (end == Text.Length) return false;
        var belowEnd = Text.IndexOf('\n', end + 1) is var next and >= 0 ? next : Text.Length;
        MoveTo(Math.Min(end + 1 + column, belowEnd));
        return true;
    }

    private int Before(int place)
    {
        if (place == 0) return 0;
        var start = 0;
        // Text elements can only be found from the front.
        for (var next = 0; next < place; next += StringInfo.GetNextTextElementLength(Text, next)) start = next;
        return start;
    }

    private int After(int place) => place >= Text.Length ? Text.Length : place + StringInfo.GetNextTextElementLength(Text, place);

    private int WordBefore()
    {
        var place = Caret;
        while (place > 0 && !IsWord(Text[place - 1])) place--;
        while (place > 0 && IsWord(Text[place - 1])) place--;
        return place;
    }

    private int WordAfter()
    {
        var place = Caret;
        while (place < Text.Length && !IsWord(Text[place])) place++;
        while (place < Text.Length && IsWord(Text[place])) place++;
        return place;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private void Kill(int from, int to)
    {
        if (from == to) return;
        killed = Text[from..to];
        Delete(from, to);
    }

    private void Delete(int from, int to)
    {
        if (from == to) return;
        Remember();
        Text = Text.Remove(from, to - from);
        Caret = from;
    }

    private void Remember()
    {
        if (before.Count == MostUndo) before.RemoveAt(0);
        before.Add((Text, Caret));
        isTyping = false;
    }
}
