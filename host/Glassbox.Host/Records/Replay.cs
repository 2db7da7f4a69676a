namespace Glassbox.Host.Records;

/// <summary>A run of old that runs again. What it writes goes to a folder of its own, so that the files of old stay as they are.</summary>
internal sealed class Replay
{
    private readonly string folder;
    private readonly Dictionary<string, IReadOnlyList<double>> seconds;

    /// <param name="original">The record.</param>
    /// <param name="folder">An empty folder.</param>
    public Replay(RunRecord original, string folder)
    {
        (Original, this.folder) = (original, folder);
        seconds = original.Calls.ToDictionary(Calls.KeyOf, c => c.Seconds);
    }

    /// <summary>The record of old.</summary>
    public RunRecord Original { get; }

    /// <summary>What the run left this time; null until it ends.</summary>
    public RunRecord? Made { get; set; }

    /// <summary>Where a file is written this time.</summary>
    /// <param name="path">Its full path.</param>
    public string Place(string path)
    {
        if (path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return path;
        var place = Mirrored("made", path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        return place;
    }

    /// <summary>How long a call took then.</summary>
    /// <param name="key">What it is alike in.</param>
    /// <param name="number">Which of those alike, from 0.</param>
    public double? SecondsOf(string key, int number) => seconds.TryGetValue(key, out var all) && number < all.Count ? all[number] : null;

    /// <summary>The arguments with which the host does it again.</summary>
    /// <param name="quiet">Whether progress and remarks are wanted this time.</param>
    public string[] Arguments(bool quiet)
    {
        string[] settings =
        [
            .. quiet ? ["--quiet"] : Array.Empty<string>(),
            "--seed", Original.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--device", Original.Device,
            .. Original.Threads is { } threads ? ["--threads", threads.ToString(System.Globalization.CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        ];
        return Original.Sources.Count > 0
            ? [Original.Command, .. settings, Script(), .. Original.Arguments]
            : [Original.Command, .. settings, .. Original.Arguments];
    }

    /// <summary>The script where it lies, if it and all that it loads are as they were; else as it was, written out with its libraries beside it.</summary>
    private string Script()
    {
        if (Original.Sources.All(s => File.Exists(s.Path) && RecordedSources.Of(s.Path).Sha256 == s.Sha256)) return Original.Sources[0].Path;
        foreach (var source in Original.Sources)
        {
            var place = Mirrored("source", source.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.WriteAllText(place, source.Text);
        }
        foreach (var library in Original.Libraries.Select(l => l.Path).Where(File.Exists))
        {
            var place = Mirrored("source", library);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(library, place, overwrite: true);
        }
        return Mirrored("source", Original.Sources[0].Path);
    }

    private string Mirrored(string part, string path) => Path.Combine(folder, part, path.TrimStart(Path.DirectorySeparatorChar));
}
