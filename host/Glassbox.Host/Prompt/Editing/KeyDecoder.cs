using System.Text;

namespace Glassbox.Host.Prompt;

/// <summary>Keys from the bytes that a terminal sends: UTF-8, control characters as in Emacs and readline, and the escape sequences of xterm, rxvt and the Linux console.</summary>
internal sealed class KeyDecoder
{
    private const string PasteEnd = "\e[201~";

    private static readonly Dictionary<string, KeyKind> Sequences = new()
    {
        ["[A"] = KeyKind.Up, ["OA"] = KeyKind.Up, ["[B"] = KeyKind.Down, ["OB"] = KeyKind.Down, ["[C"] = KeyKind.Right, ["OC"] = KeyKind.Right, ["[D"] = KeyKind.Left, ["OD"] = KeyKind.Left,
        ["[H"] = KeyKind.Home, ["OH"] = KeyKind.Home, ["[1~"] = KeyKind.Home, ["[7~"] = KeyKind.Home, ["[F"] = KeyKind.End, ["OF"] = KeyKind.End, ["[4~"] = KeyKind.End, ["[8~"] = KeyKind.End,
        ["[3~"] = KeyKind.Delete, ["[5~"] = KeyKind.PageUp, ["[6~"] = KeyKind.PageDown, ["[Z"] = KeyKind.BackTab,
        ["[1;5C"] = KeyKind.WordRight, ["[1;3C"] = KeyKind.WordRight, ["Oc"] = KeyKind.WordRight, ["[1;5D"] = KeyKind.WordLeft, ["[1;3D"] = KeyKind.WordLeft, ["Od"] = KeyKind.WordLeft,
        ["[1;5H"] = KeyKind.Start, ["[1;5F"] = KeyKind.Finish, ["[3;5~"] = KeyKind.DeleteWord, ["[3;3~"] = KeyKind.DeleteWord,
        ["f"] = KeyKind.WordRight, ["b"] = KeyKind.WordLeft, ["d"] = KeyKind.DeleteWord, ["<"] = KeyKind.Start, [">"] = KeyKind.Finish,
        ["\r"] = KeyKind.NewLine, ["\n"] = KeyKind.NewLine, ["\x7f"] = KeyKind.DeleteWordBack, ["\b"] = KeyKind.DeleteWordBack, ["\e"] = KeyKind.Escape,
    };

    private static readonly Dictionary<char, KeyKind> Controls = new()
    {
        ['\r'] = KeyKind.Enter, ['\n'] = KeyKind.Enter, ['\t'] = KeyKind.Tab, ['\x7f'] = KeyKind.Backspace, ['\b'] = KeyKind.Backspace,
        ['\x01'] = KeyKind.Home, ['\x05'] = KeyKind.End, ['\x02'] = KeyKind.Left, ['\x06'] = KeyKind.Right, ['\x10'] = KeyKind.Earlier, ['\x0e'] = KeyKind.Later,
        ['\x0b'] = KeyKind.DeleteToEnd, ['\x15'] = KeyKind.DeleteToStart, ['\x17'] = KeyKind.DeleteWordBack, ['\x19'] = KeyKind.Yank, ['\x1f'] = KeyKind.Undo, ['\x14'] = KeyKind.Transpose,
        ['\x12'] = KeyKind.Search, ['\x0c'] = KeyKind.Clear, ['\x03'] = KeyKind.Interrupt, ['\x04'] = KeyKind.EndOfInput, ['\x1a'] = KeyKind.Suspend, ['\a'] = KeyKind.Escape,
    };

    private readonly Decoder utf8 = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder pending = new();

    /// <summary>Whether a key has begun to come; an escape alone is one only when nothing follows soon.</summary>
    public bool IsPending => pending.Length > 0;

    /// <summary>The keys that are whole now.</summary>
    public IEnumerable<Key> Decode(byte[] bytes)
    {
        var characters = new char[bytes.Length + 1];
        pending.Append(characters, 0, utf8.GetChars(bytes, characters, flush: false));
        return Taken(isLast: false);
    }

    /// <summary>What is left when nothing more has come for a while.</summary>
    public IEnumerable<Key> Flush() => Taken(isLast: true);

    private List<Key> Taken(bool isLast)
    {
        var keys = new List<Key>();
        var text = pending.ToString();
        var at = 0;
        while (at < text.Length && Next(text, ref at, isLast) is { } key)
            if (key.Kind == KeyKind.Text && keys is [.., { Kind: KeyKind.Text } before]) keys[^1] = new Key(KeyKind.Text, before.Text + key.Text);
            else if (key.Kind != KeyKind.Nothing) keys.Add(key);
        pending.Clear().Append(text, at, text.Length - at);
        return keys;
    }

    /// <summary>The key that begins at a place; null, and the place unchanged, where it is not whole.</summary>
    private static Key? Next(string text, ref int at, bool isLast)
    {
        var first = text[at];
        if (first != '\e')
        {
            var typed = text.Substring(at, char.IsHighSurrogate(first) && at + 1 < text.Length ? 2 : 1);
            at += typed.Length;
            return Controls.TryGetValue(first, out var control) ? new Key(control) : char.IsControl(first) ? new Key(KeyKind.Nothing) : new Key(KeyKind.Text, typed);
        }
        if (string.CompareOrdinal(text, at, "\e[200~", 0, 6) == 0)
        {
            var end = text.IndexOf(PasteEnd, at, StringComparison.Ordinal);
            if (end < 0) return null;
            var pasted = text[(at + 6)..end].ReplaceLineEndings("\n");
            at = end + PasteEnd.Length;
            return new Key(KeyKind.Paste, pasted);
        }
        var length = LengthOfSequence(text, at);
        if (length == 0)
        {
            if (!isLast) return null;
            at = text.Length == at + 1 ? at + 1 : text.Length;
            return new Key(KeyKind.Escape);
        }
        var known = Sequences.TryGetValue(text.Substring(at + 1, length - 1), out var kind);
        // Of Escape and a key behind it that mean nothing together, each means something alone.
        at += known || length > 2 ? length : 1;
        return new Key(known ? kind : length > 2 ? KeyKind.Nothing : KeyKind.Escape);
    }

    /// <summary>How many characters an escape sequence has (ECMA-48, 5.4); 0 where its end has not come.</summary>
    private static int LengthOfSequence(string text, int at)
    {
        if (at + 1 >= text.Length) return 0;
        if (text[at + 1] == 'O') return at + 2 < text.Length ? 3 : 0;
        if (text[at + 1] != '[') return 2;
        for (var i = at + 2; i < text.Length; i++)
            if (text[i] is >= '@' and <= '~') return i - at + 1;
        return 0;
    }
}
