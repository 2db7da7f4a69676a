namespace Glassbox.Host.Prompt;

/// <summary>Files and folders.</summary>
internal static class FileCompletion
{
    private const int Most = 500;

    /// <summary>What begins as typed; hidden files only where a dot is typed.</summary>
    /// <param name="start">Where the path begins in the text.</param>
    /// <param name="typed">What is typed of it.</param>
    public static Completions? At(int start, string typed)
    {
        var slash = typed.LastIndexOf('/') + 1;
        var (folder, name) = (typed[..slash], typed[slash..]);
        var root = Path.GetFullPath(folder == "" ? "." : folder);
        try
        {
            var items = new DirectoryInfo(root).EnumerateFileSystemInfos()
                .Where(f => f.Name.StartsWith(name, StringComparison.Ordinal) && (name.StartsWith('.') || !f.Name.StartsWith('.')))
                .OrderBy(f => f is FileInfo).ThenBy(f => f.Name, StringComparer.Ordinal).Take(Most)
                .Select(f => f is FileInfo file
                    ? new CompletionItem(file.Name, file.Name, () => Size(file.Length))
                    : new CompletionItem(f.Name + "/", f.Name + "/", () => "folder"))
                .ToArray();
            return new Completions(start + slash, name.Length, items);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} bytes",
        < 1_000_000 => FormattableString.Invariant($"{bytes / 1e3:0.#} kB"),
        < 1_000_000_000 => FormattableString.Invariant($"{bytes / 1e6:0.#} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e9:0.#} GB"),
    };
}
