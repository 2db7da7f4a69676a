namespace Glassbox.Host.Prompt;

/// <summary>Reads what is typed at a terminal: several lines where they belong together, with completion, history, and help as one types.</summary>
/// <param name="terminal">The terminal.</param>
/// <param name="history">What was typed before.</param>
/// <param name="assistance">Knows the language and the session.</param>
/// <param name="colours">Whether the terminal has colours.</param>
internal sealed class LineEditor(ITerminal terminal, History history, IAssistance assistance, bool colours) : IInput
{
    private static readonly TimeSpan SequenceTime = TimeSpan.FromSeconds(0.05), ThinkingTime = TimeSpan.FromSeconds(0.08), Idle = TimeSpan.FromSeconds(0.25);

    private readonly EditBuffer buffer = new();
    private readonly EditView view = new(terminal, colours);
    private readonly KeyDecoder decoder = new();
    private readonly Queue<Key> keys = [];
    private CompletionMenu? menu;
    private Signature? signature;
    private string? sought;
    private (string Text, int Place) beforeSearch;
    private int place;
    private string draft = "";
    private string note = "";
    private volatile string? told;

    /// <inheritdoc/>
    public int? Indent => view.TextRows == 1 ? EditView.Indent : null;

    /// <summary>Shows a line below what is being typed, from any thread, until the next key.</summary>
    public void Tell(string line) => told = line;

    /// <summary>Keys that came before the editor did.</summary>
    public void Feed(string typed)
    {
        foreach (var key in decoder.Decode(System.Text.Encoding.UTF8.GetBytes(typed))) keys.Enqueue(key);
    }

    /// <inheritdoc/>
    public string? Read()
    {
        buffer.Clear();
        (menu, signature, sought, note) = (null, null, null, "");
        (place, draft) = (history.Entries.Count, "");
        view.Begin();
        var raw = Enter();
        try
        {
            var end = Ending.None;
            for (Draw(); end == Ending.None;)
            {
                if (Next() is not { } key) return null;
                if (key.Kind == KeyKind.Suspend)
                {
                    Leave(raw);
                    terminal.Suspend();
                    raw = Enter();
                    view.Begin();
                }
                else end = Handle(key);
                if (keys.Count == 0 && end == Ending.None) Draw();
            }
            (menu, signature, note) = (null, null, "");
            DrawLast(end == Ending.Abandoned ? "^C" : "");
            if (end == Ending.NoMore) return null;
            if (end == Ending.Abandoned) return "";
            history.Add(buffer.Text);
            return PromptCommands.IsCommand(buffer.Text) || string.IsNullOrWhiteSpace(buffer.Text) ? buffer.Text : assistance.Finished(buffer.Text) ?? buffer.Text;
        }
        finally
        {
            Leave(raw);
        }
    }

    private enum Ending { None, Typed, Abandoned, NoMore }

    private IDisposable Enter()
    {
        var raw = terminal.Raw();
        // What is pasted comes between marks.
        terminal.Write("\e[?2004h");
        return raw;
    }

    private void Leave(IDisposable raw)
    {
        terminal.Write("\e[?2004l");
        raw.Dispose();
    }

    /// <summary>The next key; null where the terminal is gone. While none comes, the display follows what has become known.</summary>
    private Key? Next()
    {
        var (wasReady, size, asked) = (assistance.IsReady, terminal.Size, false);
        while (true)
        {
            if (keys.TryDequeue(out var key)) return key;
            var canHelp = !asked && assistance.IsReady && menu is null && sought is null;
            if (terminal.Read(decoder.IsPending ? SequenceTime : canHelp ? ThinkingTime : Idle) is not { } bytes) return null;
            foreach (var decoded in bytes.Length > 0 ? decoder.Decode(bytes) : decoder.IsPending ? decoder.Flush() : []) keys.Enqueue(decoded);
            if (bytes.Length > 0 || keys.Count > 0) continue;
            if (canHelp)
            {
                asked = true;
                var before = signature;
                signature = PromptCommands.IsCommand(buffer.Text) ? null : assistance.Signature(buffer.Text, buffer.Caret);
                if (signature != before) Draw();
            }
            if (Interlocked.Exchange(ref told, null) is { } line)
            {
                note = line;
                Draw();
            }
            if (assistance.IsReady != wasReady || terminal.Size != size)
            {
                (wasReady, size) = (assistance.IsReady, terminal.Size);
                Draw();
            }
        }
    }

    private Ending Handle(Key key)
    {
        note = "";
        if (sought is not null && HandleSearch(key)) return Ending.None;
        if (menu is not null && HandleMenu(key)) return Ending.None;
        var text = buffer.Text;
        switch (key.Kind)
        {
            case KeyKind.Text when key.Text == "}" && buffer.Text[buffer.LineStart..buffer.Caret] is { Length: >= 4 } indent && indent.Trim() == "":
                buffer.Backspace();
                buffer.Insert(key.Text);
                break;
            case KeyKind.Text: buffer.Insert(key.Text); break;
            case KeyKind.Paste: buffer.Insert(key.Text.Replace("\t", "    ").TrimEnd('\n')); break;
            case KeyKind.Enter: return PressEnter();
            case KeyKind.NewLine: buffer.NewLine(); break;
            case KeyKind.Tab: Complete(); break;
            case KeyKind.Backspace: buffer.Backspace(); break;
            case KeyKind.Delete: buffer.DeleteForward(); break;
            case KeyKind.DeleteWordBack: buffer.DeleteWordBack(); break;
            case KeyKind.DeleteWord: buffer.DeleteWord(); break;
            case KeyKind.DeleteToEnd: buffer.DeleteToEnd(); break;
            case KeyKind.DeleteToStart: buffer.DeleteToStart(); break;
            case KeyKind.Yank: buffer.Yank(); break;
            case KeyKind.Undo: buffer.Undo(); break;
            case KeyKind.Transpose: buffer.Transpose(); break;
            case KeyKind.Left: buffer.Left(); break;
            case KeyKind.Right: buffer.Right(); break;
            case KeyKind.WordLeft: buffer.WordLeft(); break;
            case KeyKind.WordRight: buffer.WordRight(); break;
            case KeyKind.Home: buffer.Home(); break;
            case KeyKind.End: buffer.End(); break;
            case KeyKind.Start: buffer.MoveTo(0); break;
            case KeyKind.Finish: buffer.MoveTo(buffer.Text.Length); break;
            case KeyKind.Up when buffer.Up(): break;
            case KeyKind.Down when buffer.Down(): break;
            case KeyKind.Up or KeyKind.Earlier: Recall(place - 1); break;
            case KeyKind.Down or KeyKind.Later: Recall(place + 1); break;
            case KeyKind.Search:
                (sought, beforeSearch) = ("", (buffer.Text, place));
                break;
            case KeyKind.Clear:
                terminal.Write("\e[H\e[2J");
                view.Begin();
                break;
            case KeyKind.Interrupt when buffer.Text != "": return Ending.Abandoned;
            case KeyKind.Interrupt: note = "Ctrl-D or :quit leaves."; break;
            case KeyKind.EndOfInput when buffer.Text == "": return Ending.NoMore;
            case KeyKind.EndOfInput: buffer.DeleteForward(); break;
        }
        if (buffer.Text != text) signature = null;
        return Ending.None;
    }

    private Ending PressEnter()
    {
        var text = buffer.Text;
        if (PromptCommands.IsCommand(text) || PromptCommands.IsQuit(text) || string.IsNullOrWhiteSpace(text)) return Ending.Typed;
        var isLastLine = buffer.LineEnd == text.Length;
        // An empty line asks for what is wrong with a text that never becomes whole.
        var isForced = isLastLine && text.Contains('\n') && text[buffer.LineStart..].Trim() == "";
        if (isLastLine && (isForced || assistance.Finished(text) is not null)) return Ending.Typed;
        buffer.NewLine();
        return Ending.None;
    }

    private void Recall(int to)
    {
        if (to < 0 || to > history.Entries.Count) return;
        if (place == history.Entries.Count) draft = buffer.Text;
        place = to;
        buffer.Set(place == history.Entries.Count ? draft : history.Entries[place]);
    }

    private void Complete()
    {
        if (buffer.Text[buffer.LineStart..buffer.Caret].Trim() == "" && buffer.Text != "")
        {
            buffer.Insert("    ");
            return;
        }
        if (assistance.Complete(buffer.Text, buffer.Caret) is not { Items.Count: > 0 } found)
        {
            note = "nothing is known to stand here";
            return;
        }
        if (found.Items.Count == 1)
        {
            buffer.Replace(found.Start, found.Length, found.Items[0].Text);
            return;
        }
        var typed = buffer.Text.Substring(found.Start, found.Length);
        var common = Common(found.Items.Select(i => i.Text));
        if (common.Length > typed.Length && common.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
        {
            buffer.Replace(found.Start, found.Length, common);
            found = found with { Length = common.Length };
        }
        menu = new CompletionMenu(found);
    }

    private bool HandleMenu(Key key)
    {
        switch (key.Kind)
        {
            case KeyKind.Tab or KeyKind.Down: menu!.Move(1); return true;
            case KeyKind.BackTab or KeyKind.Up: menu!.Move(-1); return true;
            case KeyKind.Escape: menu = null; return true;
            case KeyKind.Enter:
                var (found, chosen) = (menu!.Completions, menu.Completions.Items[menu.Chosen]);
                buffer.Replace(found.Start, found.Length, chosen.Text);
                menu = null;
                return true;
            case KeyKind.Text or KeyKind.Backspace:
                var start = menu!.Completions.Start;
                if (key.Kind == KeyKind.Text) buffer.Insert(key.Text);
                else buffer.Backspace();
                menu = buffer.Caret >= start && assistance.Complete(buffer.Text, buffer.Caret) is { Items.Count: > 0 } narrower && narrower.Start == start ? new CompletionMenu(narrower) : null;
                return true;
            default: menu = null; return false;
        }
    }

    private bool HandleSearch(Key key)
    {
        switch (key.Kind)
        {
            case KeyKind.Search or KeyKind.Up: Seek(sought ?? "", place); return true;
            case KeyKind.Text: Seek(sought + key.Text, history.Entries.Count); return true;
            case KeyKind.Backspace when sought is { Length: > 0 } text: Seek(text[..^1], history.Entries.Count); return true;
            case KeyKind.Backspace: return true;
            case KeyKind.Escape or KeyKind.Interrupt:
                buffer.Set(beforeSearch.Text);
                (place, sought) = (beforeSearch.Place, null);
                return true;
            case KeyKind.Enter: sought = null; return true;
            default: sought = null; return false;
        }
    }

    private void Seek(string text, int before)
    {
        sought = text;
        if (text == "" || history.Find(text, before) is not (>= 0 and var found)) return;
        place = found;
        buffer.Set(history.Entries[place], history.Entries[place].IndexOf(text, StringComparison.OrdinalIgnoreCase));
    }

    private void Draw()
    {
        var styles = Styles();
        if (Brackets.Pair(buffer.Text, buffer.Caret, styles) is { } pair)
            (styles[pair.At], styles[pair.Partner]) = (Style.Bracket, Style.Bracket);
        view.Draw(buffer.Text, buffer.Caret, styles, Below());
    }

    private void DrawLast(string mark)
    {
        view.Draw(buffer.Text + mark, buffer.Text.Length + mark.Length, [.. Styles(), .. mark.Select(_ => Style.Faint)], []);
        terminal.Write("\r\n");
    }

    private Style[] Styles()
    {
        if (PromptCommands.IsCommand(buffer.Text))
        {
            var name = buffer.Text.TrimEnd().IndexOf(' ') is var space and > 0 ? space : buffer.Text.Length;
            return [.. buffer.Text.Select((_, i) => i < name ? Style.Command : Style.Plain)];
        }
        return assistance.IsReady ? [.. assistance.Highlight(buffer.Text)] : new Style[buffer.Text.Length];
    }

    private IReadOnlyList<IReadOnlyList<Span>> Below()
    {
        if (sought is not null) return [[new Span("search: ", Style.Faint), new Span(sought, Style.Strong), new Span(sought != "" && history.Find(sought, history.Entries.Count) < 0 ? "  nothing like it" : "  Ctrl-R for an earlier one, Enter to take it", Style.Faint)]];
        if (menu is not null) return menu.Lines();
        if (note != "") return [[new Span(note, Style.Faint)]];
        if (signature is not { } call) return [];
        var lines = new List<IReadOnlyList<Span>> { SignatureLine(call) };
        if (call.Documentation != "") lines.Add([new Span("  " + call.Documentation, Style.Faint)]);
        return lines;
    }

    /// <summary>The call's line, beginning late enough that the parameter being given is on the screen.</summary>
    private IReadOnlyList<Span> SignatureLine(Signature call)
    {
        if (call.ActiveStart < 0) return [new Span("  " + call.Text, Style.Faint)];
        var (before, active, after) = (call.Text[..call.ActiveStart], call.Text.Substring(call.ActiveStart, call.ActiveLength), call.Text[(call.ActiveStart + call.ActiveLength)..]);
        var room = terminal.Size.Columns - active.Length - 12;
        if (before.Length > room)
        {
            var open = before.IndexOf('(') + 1;
            before = before[..open] + "… " + before[^Math.Clamp(room - open - 2, 0, before.Length - open)..];
        }
        return [new Span("  " + before, Style.Faint), new Span(active, Style.Strong), new Span(after, Style.Faint)];
    }

    private static string Common(IEnumerable<string> texts) => texts.Aggregate((a, b) =>
    {
        var i = 0;
        while (i < a.Length && i < b.Length && char.ToUpperInvariant(a[i]) == char.ToUpperInvariant(b[i])) i++;
        return a[..i];
    });
}
