using Glassbox.Files;

namespace Glassbox.Host.Records;

/// <summary>The records of this machine's runs: <c>$XDG_STATE_HOME/glassbox/runs</c>, a file a run.</summary>
/// <param name="folder">Where they are kept.</param>
internal sealed class RecordFolder(string folder)
{
    private const string Extension = ".json";

    /// <summary>The user's.</summary>
    public static RecordFolder Default() => new(Path.Combine(UserFolder.State, "glassbox", "runs"));

    /// <summary>The ids, oldest first.</summary>
    public IReadOnlyList<string> Ids => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder, "*" + Extension).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Keeps a record under its id, or the next that is free.</summary>
    /// <param name="record">Makes the record for an id.</param>
    /// <param name="started">When the run began.</param>
    /// <param name="name">What ran.</param>
    public RunRecord Save(Func<string, RunRecord> record, DateTimeOffset started, string name)
    {
        Directory.CreateDirectory(folder);
        var stem = $"{started:yyyyMMdd-HHmmss}-{string.Concat(Path.GetFileNameWithoutExtension(name).Select(c => char.IsLetterOrDigit(c) ? c : '-'))}";
        for (var number = 1; ; number++)
        {
            var id = number == 1 ? stem : $"{stem}-{number}";
            if (File.Exists(PathOf(id))) continue;
            var made = record(id);
            var draft = Path.Combine(folder, $".{id}.{Environment.ProcessId}");
            File.WriteAllBytes(draft, made.ToJson());
            try
            {
                File.Move(draft, PathOf(id), overwrite: false);
                return made;
            }
            catch (IOException) when (File.Exists(PathOf(id)))
            {
                File.Delete(draft); // Another process was as quick.
            }
        }
    }

    /// <summary>Puts a record in the place of the one of its id.</summary>
    public RunRecord Replace(RunRecord record)
    {
        var draft = Path.Combine(folder, $".{record.Id}.{Environment.ProcessId}");
        File.WriteAllBytes(draft, record.ToJson());
        File.Move(draft, PathOf(record.Id), overwrite: true);
        return record;
    }

    /// <summary>A record by its id.</summary>
    /// <exception cref="GlassboxException">It is damaged.</exception>
    public RunRecord Read(string id) => RunRecord.Parse(File.ReadAllBytes(PathOf(id)), PathOf(id));

    /// <summary>The record that a user means.</summary>
    /// <param name="named"><c>last</c>, an id or a part of one that only one has, a record's file, or a file that a run made.</param>
    /// <exception cref="GlassboxException">There is none, there are several, or it is damaged.</exception>
    public RunRecord Find(string named)
    {
        if (named.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && File.Exists(named)) return RunRecord.Parse(File.ReadAllBytes(named), named);
        if (File.Exists(named)) return MakerOf(Path.GetFullPath(named)) ?? throw new GlassboxException($"No run on record made {named}.");
        return Read(Id(named));
    }

    /// <summary>The one id that a user means.</summary>
    /// <inheritdoc cref="Find"/>
    public string Id(string named)
    {
        var ids = Ids;
        if (ids.Count == 0) throw new GlassboxException("There are no records of runs: \"glassbox run\" and \"glassbox explain\" leave them.");
        if (named == "last") return ids[^1];
        if (ids.Contains(named)) return named;
        string[] meant = [.. ids.Where(id => id.StartsWith(named, StringComparison.Ordinal))];
        if (meant.Length == 0) meant = [.. ids.Where(id => id.Contains(named, StringComparison.Ordinal))];
        return meant switch
        {
            [var id] => id,
            [] => throw new GlassboxException($"There is no run \"{named}\".{Nearest.Hint(named, [.. ids.Reverse()])}"),
            _ => throw new GlassboxException($"\"{named}\" could be {meant.Length} runs: {string.Join(", ", meant.Reverse().Take(5))}{(meant.Length > 5 ? ", ..." : "")}."),
        };
    }

    /// <summary>Forgets a run; what it made stays.</summary>
    public void Remove(string id) => File.Delete(PathOf(id));

    /// <summary>When a run began, by its id.</summary>
    public static DateTime Started(string id) =>
        DateTime.TryParseExact(id.Length >= 15 ? id[..15] : "", "yyyyMMdd-HHmmss", null, System.Globalization.DateTimeStyles.None, out var started) ? started : DateTime.MinValue;

    private RunRecord? MakerOf(string artefact)
    {
        foreach (var id in Ids.Reverse())
        {
            try
            {
                if (Read(id) is var record && record.Artefacts.Any(a => a.Path == artefact)) return record;
            }
            catch (GlassboxException)
            {
                // A damaged record is listed as such; it cannot tell what it made.
            }
        }
        return null;
    }

    private string PathOf(string id) => Path.Combine(folder, id + Extension);
}
