namespace Glassbox.Host.Records;

/// <summary>How two runs differ, in lines that name what differs and both sides of it.</summary>
internal static class RecordDifference
{
    /// <summary>What the runs were made of: script, arguments, settings, versions, plugins, files. Times and results are not among it.</summary>
    public static IEnumerable<string> OfCauses(RunRecord a, RunRecord b) =>
    [
        .. OfValues("arguments", Quoted(a.Arguments), Quoted(b.Arguments)),
        .. OfValues("seed", a.Seed, b.Seed),
        .. OfValues("device", a.Device, b.Device),
        .. OfValues("threads", a.Threads, b.Threads),
        .. OfMaps(a.Versions, b.Versions),
        .. OfMaps(a.Plugins.ToDictionary(p => $"plugin {p.Name}", Build), b.Plugins.ToDictionary(p => $"plugin {p.Name}", Build)),
        .. OfFiles(a.Sources.Select(s => (s.Path, s.Sha256)), b.Sources.Select(s => (s.Path, s.Sha256)), "source"),
        .. OfFiles(a.Libraries.Select(f => (f.Path, f.Sha256)), b.Libraries.Select(f => (f.Path, f.Sha256)), "library"),
        .. OfFiles(a.Inputs.Select(f => (f.Path, f.Sha256)), b.Inputs.Select(f => (f.Path, f.Sha256)), "input"),
    ];

    /// <summary>How the calls of methods differ: options, and whether the same bits came out.</summary>
    public static IEnumerable<string> OfCalls(RunRecord a, RunRecord b)
    {
        foreach (var method in a.Calls.Concat(b.Calls).Select(c => c.Method).Distinct())
        {
            RecordedCalls[] before = [.. a.Calls.Where(c => c.Method == method)], after = [.. b.Calls.Where(c => c.Method == method)];
            foreach (var (old, now) in before.Zip(after))
            {
                var name = before.Length > 1 ? $"{method} ({Array.IndexOf(before, old) + 1})" : method;
                string[] differences =
                [
                    .. OfMaps(old.Options, now.Options), .. OfValues("target", old.Target, now.Target), .. OfValues("model", old.Model, now.Model), .. OfValues("seed", old.Seed, now.Seed),
                    .. OfValues("calls", old.Results.Count, now.Results.Count),
                ];
                if (differences.Length > 0) yield return $"{name}  {string.Join(", ", differences)}";
                var first = old.Results.Zip(now.Results).TakeWhile(r => r.First == r.Second && r.First != "").Count();
                if (first < Math.Min(old.Results.Count, now.Results.Count))
                    yield return $"{name}  {(old.Results.Count > 1 ? $"results differ from call {first + 1} of {old.Results.Count} on" : "the result differs")}";
            }
            foreach (var gone in before.Skip(after.Length)) yield return $"{method}  called in the first only ({gone.Results.Count})";
            foreach (var come in after.Skip(before.Length)) yield return $"{method}  called in the second only ({come.Results.Count})";
        }
    }

    /// <summary>How the files that were made differ.</summary>
    public static IEnumerable<string> OfArtefacts(RunRecord a, RunRecord b) =>
        OfFiles(a.Artefacts.Select(f => (f.Path, f.Sha256)), b.Artefacts.Select(f => (f.Path, f.Sha256)), "made");

    /// <summary>The lines that only one text has, in order: <c>-</c> before those of the first, <c>+</c> before those of the second.</summary>
    public static IEnumerable<string> OfTexts(string first, string second)
    {
        string[] a = first.Split('\n'), b = second.Split('\n');
        // The longest common subsequence: scripts are short.
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j]) (i, j) = (i + 1, j + 1);
            else if (j == b.Length || i < a.Length && common[i + 1, j] >= common[i, j + 1]) yield return $"- {a[i++]}";
            else yield return $"+ {b[j++]}";
        }
    }

    private static IEnumerable<string> OfValues<T>(string name, T a, T b) => EqualityComparer<T>.Default.Equals(a, b) ? [] : [$"{name}: {Shown(a)} → {Shown(b)}"];

    private static IEnumerable<string> OfMaps(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Keys.Concat(b.Keys).Distinct().SelectMany(key => OfValues(key, a.GetValueOrDefault(key), b.GetValueOrDefault(key)));

    /// <summary>Files are the same file by their place, or by their name where a run wrote to another folder.</summary>
    private static IEnumerable<string> OfFiles(IEnumerable<(string Path, string Sha256)> a, IEnumerable<(string Path, string Sha256)> b, string what)
    {
        List<(string Path, string Sha256)> rest = [.. b];
        foreach (var file in a)
        {
            var index = rest.FindIndex(f => f.Path == file.Path);
            if (index < 0) index = rest.FindIndex(f => Path.GetFileName(f.Path) == Path.GetFileName(file.Path));
            if (index < 0)
            {
                yield return $"{what} {Short(file.Path)}: in the first only";
                continue;
            }
            if (rest[index].Sha256 != file.Sha256 || file.Sha256 == "") yield return $"{what} {Short(file.Path)}: {Hash(file.Sha256)} → {Hash(rest[index].Sha256)}";
            rest.RemoveAt(index);
        }
        foreach (var file in rest) yield return $"{what} {Short(file.Path)}: in the second only";
    }

    private static string Build(RecordedPlugin plugin) => $"{plugin.Version} ({Hash(plugin.Sha256)})";

    private static string Hash(string sha256) => sha256 == "" ? "unknown" : sha256[..12];

    private static string Short(string path) => Scripts.SourceLine.Shorten(path);

    private static string Shown<T>(T value) => value?.ToString() is { Length: > 0 } text ? text : "none";

    private static string Quoted(IReadOnlyList<string> arguments) => string.Join(' ', arguments.Select(a => a.Contains(' ') || a == "" ? $"\"{a}\"" : a));
}
