using System.Security.Cryptography;
using Glassbox.Host.Scripts;

namespace Glassbox.Host.Records;

/// <summary>A script's files as they are when it starts.</summary>
internal static class RecordedSources
{
    /// <summary>One file.</summary>
    public static RecordedSource Of(string path)
    {
        var bytes = File.ReadAllBytes(path);
        using var reader = new StreamReader(new MemoryStream(bytes));
        return new RecordedSource(path, Convert.ToHexStringLower(SHA256.HashData(bytes)), reader.ReadToEnd());
    }

    /// <summary>A compiled script, its sources and its libraries.</summary>
    /// <param name="script">The script.</param>
    /// <param name="arguments">What it sees as <c>args</c>.</param>
    public static RunSubject Of(CompiledScript script, IReadOnlyList<string> arguments) => new(
        "run", arguments,
        [.. script.Inputs.Where(i => i.Role == ScriptCache.Role.Source).Select(i => Of(i.Path))],
        [.. script.Inputs.Where(i => i.Role is ScriptCache.Role.Library or ScriptCache.Role.Native).Select(i => new RecordedFile(i.Path, "library", i.Size, i.Hash))]);
}
