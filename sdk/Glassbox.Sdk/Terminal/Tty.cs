using System.Runtime.InteropServices;
using System.Text;

namespace Glassbox.Terminal;

/// <summary>The terminal that controls this process, by its bytes: what <see cref="Console"/> would decode and echo is read here as it comes.</summary>
internal sealed unsafe partial class Tty : IDisposable
{
    // Larger than struct termios of any Linux.
    private const int ModeSize = 256;
    private const int ReadWrite = 2, NoControllingTerminal = 0x100, AfterDrain = 1;
    private const short Readable = 1;
    private const nuint WindowSizeRequest = 0x5413;

    private readonly int file;
    private readonly byte[] mode = new byte[ModeSize];

    private Tty(int file) => this.file = file;

    /// <summary>Opens the terminal; null where there is none.</summary>
    public static Tty? Open()
    {
        var file = OpenFile("/dev/tty", ReadWrite | NoControllingTerminal);
        if (file < 0) return null;
        var tty = new Tty(file);
        fixed (byte* current = tty.mode)
            if (GetMode(file, current) == 0) return tty;
        tty.Dispose();
        return null;
    }

    /// <summary>Whether this process may read the terminal and change its mode: one in the background would be stopped.</summary>
    public bool IsForeground => ForegroundGroup(file) == OwnGroup();

    /// <summary>Rows and columns, and a character's width and height in pixels (0 where the terminal does not tell).</summary>
    public (int Rows, int Columns, int CellWidth, int CellHeight) Size()
    {
        var size = stackalloc ushort[4];
        if (Control(file, WindowSizeRequest, size) != 0 || size[0] == 0 || size[1] == 0) return (24, 80, 0, 0);
        return (size[0], size[1], size[2] / size[1], size[3] / size[0]);
    }

    /// <summary>Every key arrives at once, unechoed, Ctrl-C among them; a line feed still begins a new line. Until disposed.</summary>
    public IDisposable Raw()
    {
        var raw = (byte[])mode.Clone();
        fixed (byte* changed = raw)
        {
            var output = ((uint*)changed)[1];
            MakeRaw(changed);
            ((uint*)changed)[1] = output;
            _ = SetMode(file, AfterDrain, changed);
        }
        return new Restored(this);
    }

    /// <summary>What was typed, as far as it has come; nothing where the time runs out before; null where the terminal is gone.</summary>
    public byte[]? Read(TimeSpan timeout)
    {
        var wanted = new PollRequest { File = file, Events = Readable };
        if (PollFile(&wanted, 1, (int)timeout.TotalMilliseconds) <= 0) return [];
        var buffer = stackalloc byte[4096];
        var count = ReadFile(file, buffer, 4096);
        return count <= 0 ? null : new Span<byte>(buffer, (int)count).ToArray();
    }

    /// <summary>Sends text to the terminal.</summary>
    public void Write(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
            for (var sent = 0; sent < bytes.Length;)
            {
                var count = WriteFile(file, start + sent, (nuint)(bytes.Length - sent));
                if (count <= 0) return;
                sent += (int)count;
            }
    }

    /// <summary>Asks the terminal something, and collects what it answers until that is whole.</summary>
    /// <param name="question">What is sent.</param>
    /// <param name="isWhole">Whether an answer is whole.</param>
    /// <param name="timeout">How long a terminal may take.</param>
    public string Ask(string question, Func<string, bool> isWhole, TimeSpan timeout)
    {
        using var raw = Raw();
        Write(question);
        var answer = new StringBuilder();
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed < timeout && !isWhole(answer.ToString());)
            if (Read(timeout - clock.Elapsed) is { } some) answer.Append(Encoding.UTF8.GetString(some));
            else break;
        return answer.ToString();
    }

    /// <summary>Stops this process and its group, as Ctrl-Z does; comes back when it is continued.</summary>
    public static void Suspend() => _ = Signal(0, 20);

    /// <inheritdoc/>
    public void Dispose() => _ = CloseFile(file);

    private sealed class Restored : IDisposable
    {
        private readonly Tty tty;

        public Restored(Tty tty)
        {
            this.tty = tty;
            // A process that is told to end must not leave the shell without an echo.
            AppDomain.CurrentDomain.ProcessExit += AtExit;
        }

        public void Dispose()
        {
            AppDomain.CurrentDomain.ProcessExit -= AtExit;
            AtExit(null, EventArgs.Empty);
        }

        private void AtExit(object? sender, EventArgs e)
        {
            fixed (byte* before = tty.mode) _ = SetMode(tty.file, AfterDrain, before);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int File;
        public short Events;
        public short Answered;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int file);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint ReadFile(int file, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteFile(int file, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int PollFile(PollRequest* requests, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int file, nuint request, ushort* size);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetMode(int file, byte* mode);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetMode(int file, int when, byte* mode);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* mode);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(int file);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int OwnGroup();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
