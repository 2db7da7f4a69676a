namespace Glassbox.Host.Records;

/// <summary>What a run runs.</summary>
/// <param name="Command"><c>run</c> or <c>explain</c>.</param>
/// <param name="Arguments">What followed the script's name, or <c>explain</c>.</param>
/// <param name="Sources">The script and the files that it loads.</param>
/// <param name="Libraries">What its <c>#r</c> brought.</param>
internal sealed record RunSubject(string Command, IReadOnlyList<string> Arguments, IReadOnlyList<RecordedSource> Sources, IReadOnlyList<RecordedFile> Libraries)
{
    /// <summary>The folder that relative paths start from; a script may change it later.</summary>
    public string Folder { get; } = Environment.CurrentDirectory;

    public string Name => Sources.Count > 0 ? Path.GetFileName(Sources[0].Path) : Command;
}
