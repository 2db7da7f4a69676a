namespace Glassbox.Tests;

/// <summary>A folder that lasts as long as a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("glassbox-");

    public static string operator /(TemporaryFolder folder, string name) => Path.Combine(folder.folder.FullName, name);

    public string[] Files => [.. folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder.FullName, f.FullName)).Order()];

    public void Dispose() => folder.Delete(recursive: true);
}
