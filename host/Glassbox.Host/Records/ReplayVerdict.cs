namespace Glassbox.Host.Records;

/// <summary>Whether a run of old came out the same when it ran again; where not, what differs and what may be the cause.</summary>
/// <param name="Same">Whether every file and every result has the same bits.</param>
/// <param name="Lines">What to tell, in order.</param>
internal sealed record ReplayVerdict(bool Same, IReadOnlyList<string> Lines)
{
    /// <param name="then">The record of old.</param>
    /// <param name="now">What it left this time.</param>
    public static ReplayVerdict Of(RunRecord then, RunRecord now)
    {
        var lines = new List<string>();
        var different = 0;
        foreach (var old in then.Artefacts)
        {
            var made = now.Artefacts.FirstOrDefault(a => a.Path == old.Path);
            var verdict = made is null ? "not made" : old.Sha256 == "" || made.Sha256 == "" ? "cannot be told: it changed while it was read" : made.Sha256 == old.Sha256 ? "same bits" : $"differs ({old.Size:N0} bytes then, {made.Size:N0} now)";
            if (verdict != "same bits") different++;
            lines.Add($"{verdict,-10}  {Scripts.SourceLine.Shorten(old.Path)}");
        }
        foreach (var more in now.Artefacts.Where(a => then.Artefacts.All(o => o.Path != a.Path)))
        {
            different++;
            lines.Add($"{"new",-10}  {Scripts.SourceLine.Shorten(more.Path)}");
        }
        string[] calls = [.. RecordDifference.OfCalls(then, now)];
        lines.AddRange(calls.Select(c => $"differs     {c}"));
        var ended = then.Exit == now.Exit ? [] : new[] { $"It ended with code {then.Exit} then, and with {now.Exit} now{(now.Error is null ? "" : $": {now.Error}")}." };
        lines.AddRange(ended);

        var results = then.Calls.Sum(c => c.Results.Count);
        if (different == 0 && calls.Length == 0 && ended.Length == 0)
        {
            lines.Add(then.Artefacts.Count == 0 && results == 0
                ? "It made no file and called no method: there is nothing to compare."
                : $"The same bits: {Count(then.Artefacts.Count, "file")}, {Count(results, "result")} of methods.");
            var causes = RecordDifference.OfCauses(then, now).ToArray();
            if (causes.Length > 0) lines.Add($"They are the same although this is not: {string.Join("; ", causes)}.");
            return new ReplayVerdict(true, lines);
        }
        string[] why = [.. RecordDifference.OfCauses(then, now)];
        lines.Add(why.Length > 0
            ? $"Not the same bits. What is not as it was: {string.Join("; ", why)}."
            : "Not the same bits, and nothing on record is different: the script draws from something that no seed governs, such as System.Random, the clock, or a file that it reads by itself.");
        return new ReplayVerdict(false, lines);
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
