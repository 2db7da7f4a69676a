using System.Text.Json;
using System.Text.Json.Serialization;
using Glassbox.Files;

namespace Glassbox.Host.Plugins;

/// <summary>
/// Which plugins are installed: one file, <c>installed.json</c>, beside the folders of their files. Replacing that file is all that an installation changes
/// for others, so that whoever reads sees the state before or the state after.
/// </summary>
internal static partial class InstalledList
{
    public const string FileName = "installed.json";

    /// <summary>The installed plugins in order of their names; none where nothing was ever installed.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IReadOnlyList<InstalledPlugin> Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), Format.Default.InstalledPluginArray) ?? [] : [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is damaged: {Sentence.Of(e)}", e);
        }
    }

    /// <summary>Puts another list in the place of the one that is there, whole.</summary>
    public static void Write(string folder, IEnumerable<InstalledPlugin> plugins)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes([.. plugins.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)], Format.Default.InstalledPluginArray);
        OutputFile.Write(Path.Combine(folder, FileName), bytes);
    }

    // Generated code: the serializer's own cache would hold plugins' types in memory.
    [JsonSourceGenerationOptions(WriteIndented = true)]
    [JsonSerializable(typeof(InstalledPlugin[]))]
    private sealed partial class Format : JsonSerializerContext;
}
