using System.Text.Encodings.Web;
using System.Text.Json;

namespace Glassbox.Host.Records;

/// <summary>Records as JSON. Written by hand: a serializer needs longer to start than a short script takes.</summary>
internal static class RecordJson
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(RunRecord record)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteNumber("format", record.Format);
            json.WriteString("id", record.Id);
            json.WriteString("command", record.Command);
            Texts(json, "arguments", record.Arguments);
            json.WriteString("folder", record.Folder);
            json.WriteString("started", record.Started);
            json.WriteNumber("seconds", record.Seconds);
            if (record.Exit is { } exit) json.WriteNumber("exit", exit);
            if (record.Error is { } error) json.WriteString("error", error);
            json.WriteNumber("seed", record.Seed);
            json.WriteString("device", record.Device);
            if (record.Threads is { } threads) json.WriteNumber("threads", threads);
            json.WriteNumber("process", record.Process);
            Map(json, "versions", record.Versions);
            All(json, "plugins", record.Plugins, plugin =>
            {
                json.WriteString("name", plugin.Name);
                json.WriteString("version", plugin.Version);
                json.WriteString("sha256", plugin.Sha256);
            });
            All(json, "calls", record.Calls, calls =>
            {
                json.WriteString("method", calls.Method);
                Map(json, "options", calls.Options);
                json.WriteString("target", calls.Target);
                json.WriteString("model", calls.Model);
                json.WriteNumber("seed", calls.Seed);
                json.WriteStartArray("seconds");
                foreach (var time in calls.Seconds) json.WriteNumberValue(time);
                json.WriteEndArray();
                Texts(json, "results", calls.Results);
            });
            Files(json, "inputs", record.Inputs);
            Files(json, "artefacts", record.Artefacts);
            Files(json, "libraries", record.Libraries);
            All(json, "sources", record.Sources, source =>
            {
                json.WriteString("path", source.Path);
                json.WriteString("sha256", source.Sha256);
                json.WriteString("text", source.Text);
            });
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <exception cref="JsonException">This is no JSON.</exception>
    /// <exception cref="KeyNotFoundException">Something lacks.</exception>
    /// <exception cref="InvalidOperationException">Something is of another type.</exception>
    /// <exception cref="FormatException">Something is of another form.</exception>
    public static RunRecord Read(byte[] content)
    {
        using var document = JsonDocument.Parse(content);
        var root = document.RootElement;
        return new RunRecord
        {
            Format = root.GetProperty("format").GetInt32() is var format && format == RunRecord.CurrentFormat ? format
                : throw new FormatException($"it has form {format}, and this Glassbox reads form {RunRecord.CurrentFormat}"),
            Id = Text(root, "id"),
            Command = Text(root, "command"),
            Arguments = Texts(root, "arguments"),
            Folder = Text(root, "folder"),
            Started = root.GetProperty("started").GetDateTimeOffset(),
            Seconds = root.GetProperty("seconds").GetDouble(),
            Exit = root.TryGetProperty("exit", out var exit) ? exit.GetInt32() : null,
            Error = root.TryGetProperty("error", out var error) ? error.GetString() : null,
            Seed = root.GetProperty("seed").GetInt64(),
            Device = Text(root, "device"),
            Threads = root.TryGetProperty("threads", out var threads) ? threads.GetInt32() : null,
            Process = root.GetProperty("process").GetInt32(),
            Versions = Map(root, "versions"),
            Plugins = All(root, "plugins", p => new RecordedPlugin(Text(p, "name"), Text(p, "version"), Text(p, "sha256"))),
            Calls = All(root, "calls", c => new RecordedCalls(
                Text(c, "method"), Map(c, "options"), Text(c, "target"), Text(c, "model"), c.GetProperty("seed").GetInt64(), All(c, "seconds", s => s.GetDouble()), Texts(c, "results"))),
            Inputs = Files(root, "inputs"),
            Artefacts = Files(root, "artefacts"),
            Libraries = Files(root, "libraries"),
            Sources = All(root, "sources", s => new RecordedSource(Text(s, "path"), Text(s, "sha256"), Text(s, "text"))),
        };
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Map(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void Files(Utf8JsonWriter json, string name, IReadOnlyList<RecordedFile> files) => All(json, name, files, file =>
    {
        json.WriteString("path", file.Path);
        json.WriteString("what", file.What);
        json.WriteNumber("size", file.Size);
        json.WriteString("sha256", file.Sha256);
    });

    /// <summary>An array of objects, each filled by <paramref name="write"/>.</summary>
    private static void All<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is empty");

    private static string[] Texts(JsonElement element, string name) => All(element, name, t => t.GetString() ?? "");

    private static Dictionary<string, string> Map(JsonElement element, string name) => element.GetProperty(name).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "");

    private static RecordedFile[] Files(JsonElement element, string name) =>
        All(element, name, f => new RecordedFile(Text(f, "path"), Text(f, "what"), f.GetProperty("size").GetInt64(), Text(f, "sha256")));

    private static T[] All<T>(JsonElement element, string name, Func<JsonElement, T> read) => [.. element.GetProperty(name).EnumerateArray().Select(read)];
}
