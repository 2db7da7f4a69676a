using Glassbox.Terminal;

namespace Glassbox.Host.Prompt;

/// <summary>What the line editor needs of a terminal.</summary>
internal interface ITerminal
{
    /// <summary>Its size in characters.</summary>
    (int Rows, int Columns) Size { get; }

    /// <summary>Every key arrives at once and unechoed until disposed.</summary>
    IDisposable Raw();

    /// <summary>What was typed; nothing where the time runs out before; null where the terminal is gone.</summary>
    byte[]? Read(TimeSpan timeout);

    /// <summary>Sends text and control sequences.</summary>
    void Write(string text);

    /// <summary>Stops the process as Ctrl-Z does; comes back when it is continued.</summary>
    void Suspend();
}

/// <summary>The terminal of this process.</summary>
internal sealed class OwnTerminal(Tty tty) : ITerminal
{
    public (int Rows, int Columns) Size => tty.Size() is var size ? (size.Rows, size.Columns) : default;

    public IDisposable Raw() => tty.Raw();

    public byte[]? Read(TimeSpan timeout) => tty.Read(timeout);

    public void Write(string text) => tty.Write(text);

    public void Suspend() => Tty.Suspend();
}
