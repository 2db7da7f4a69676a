namespace Glassbox.Host.Prompt;

/// <summary>What a key does.</summary>
internal enum KeyKind
{
    Text, Paste, Enter, NewLine, Tab, BackTab, Escape,
    Backspace, Delete, DeleteWordBack, DeleteWord, DeleteToEnd, DeleteToStart, Yank, Undo, Transpose,
    Left, Right, WordLeft, WordRight, Home, End, Start, Finish,
    Up, Down, Earlier, Later, PageUp, PageDown,
    Search, Clear, Interrupt, EndOfInput, Suspend, Nothing,
}

/// <summary>A key that was pressed, or text that was pasted.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Text">What is to be inserted; empty for other keys.</param>
internal readonly record struct Key(KeyKind Kind, string Text = "");
