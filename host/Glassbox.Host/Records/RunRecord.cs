using System.Text.Json;

namespace Glassbox.Host.Records;

/// <summary>What a run was made of and what it made: enough to say how two runs differ, and to run one again.</summary>
internal sealed record RunRecord
{
    /// <summary>The version of this form.</summary>
    public const int CurrentFormat = 1;

    /// <summary>How records beside results end: <c>quickstart.run.json</c>.</summary>
    public const string Suffix = ".run.json";

    public required int Format { get; init; }

    /// <summary>When it began and what it ran: <c>20261125-181500-quickstart</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>run</c> or <c>explain</c>.</summary>
    public required string Command { get; init; }

    /// <summary>What followed the script's name, or <c>explain</c>.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The folder that relative paths started from.</summary>
    public required string Folder { get; init; }

    /// <summary>The script, then the files that it loads; nothing for <c>explain</c>.</summary>
    public required IReadOnlyList<RecordedSource> Sources { get; init; }

    /// <summary>The assemblies and native libraries that the script's <c>#r</c> brought.</summary>
    public required IReadOnlyList<RecordedFile> Libraries { get; init; }

    public required long Seed { get; init; }

    public required string Device { get; init; }

    /// <summary>Null where libtorch was not used.</summary>
    public required int? Threads { get; init; }

    /// <summary>The machine, the framework, Glassbox and libtorch, by name.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The plugins whose methods were called.</summary>
    public required IReadOnlyList<RecordedPlugin> Plugins { get; init; }

    /// <summary>The calls of methods; those that are alike stand together.</summary>
    public required IReadOnlyList<RecordedCalls> Calls { get; init; }

    /// <summary>The networks, pictures and tables that were read.</summary>
    public required IReadOnlyList<RecordedFile> Inputs { get; init; }

    /// <summary>The files that were made.</summary>
    public required IReadOnlyList<RecordedFile> Artefacts { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required double Seconds { get; init; }

    /// <summary>The process that it was.</summary>
    public required int Process { get; init; }

    /// <summary>The exit code; null while it runs, and for good where it was killed.</summary>
    public required int? Exit { get; init; }

    /// <summary>What went wrong, in a line; null where nothing did.</summary>
    public required string? Error { get; init; }

    /// <summary>What ran: the script's file name, or <c>explain</c>.</summary>
    public string Name => Sources.Count > 0 ? Path.GetFileName(Sources[0].Path) : Command;

    /// <summary>How it ended, or that it has not.</summary>
    public string State => Exit is { } code ? code.ToString(System.Globalization.CultureInfo.InvariantCulture) : IsRunning ? "running" : "killed";

    private bool IsRunning
    {
        get
        {
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(Process);
                return process.StartTime <= Started.LocalDateTime; // Numbers of processes come again.
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                return false;
            }
        }
    }

    public byte[] ToJson() => RecordJson.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A file's content.</param>
    /// <param name="path">The file, for the sentence.</param>
    /// <exception cref="GlassboxException">It is no record, a damaged one, or a later version's.</exception>
    public static RunRecord Parse(byte[] json, string path)
    {
        try { return RecordJson.Read(json); }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new GlassboxException($"{path} is no record of a run, or a damaged one: {e.Message.Split(" LineNumber:")[0].TrimEnd('.')}.", e);
        }
    }
}

/// <summary>A source file as it ran.</summary>
internal sealed record RecordedSource(string Path, string Sha256, string Text);

/// <summary>A file by its content.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="What">What it was used as: <c>checkpoint</c>.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">In hexadecimal digits; empty where it changed or went away while it was read.</param>
internal sealed record RecordedFile(string Path, string What, long Size, string Sha256);

/// <summary>A plugin as it was called.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">Of its assemblies together.</param>
internal sealed record RecordedPlugin(string Name, string Version, string Sha256);

/// <summary>Calls of one method with the same options, target, model and seed, in order.</summary>
/// <param name="Method">The method's id.</param>
/// <param name="Options">Every option, defaults included.</param>
/// <param name="Target">The target in words.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Seconds">How long each call took.</param>
/// <param name="Results">The first 64 bits of the SHA-256 of each call's tensors, in hexadecimal digits; empty where they could not be read.</param>
internal sealed record RecordedCalls(
    string Method, IReadOnlyDictionary<string, string> Options, string Target, string Model, long Seed, IReadOnlyList<double> Seconds, IReadOnlyList<string> Results);
