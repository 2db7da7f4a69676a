using System.Text;
using System.Text.Json;
using Glassbox.Files;

namespace Glassbox.Host.Scripts;

/// <summary>
/// What an editor needs to complete the verbs in scripts: a response file with the references and the namespaces that scripts see, at a place that does
/// not move when plugins change, and in a folder of scripts an <c>omnisharp.json</c> that names it.
/// </summary>
internal static class EditorSetup
{
    private const string Settings = "omnisharp.json", VisualStudioCode = ".vscode/settings.json";

    /// <summary>The response file: <c>$XDG_DATA_HOME/glassbox/editor/glassbox.rsp</c>.</summary>
    public static string ResponseFile => Path.Combine(Path.GetDirectoryName(Plugins.PluginFolders.User)!, "editor", "glassbox.rsp");

    /// <summary>Writes the response file anew where there is one and it is of other verbs.</summary>
    public static void Refresh(ScriptSurface surface)
    {
        try
        {
            if (File.Exists(ResponseFile) && File.ReadLines(ResponseFile).FirstOrDefault() != Mark(surface)) WriteResponseFile(surface);
        }
        catch (Exception e) when (e is GlassboxException or IOException or UnauthorizedAccessException)
        {
            // The editor knows the verbs of before; the script that is to run runs.
        }
    }

    /// <summary>Sets a folder of scripts up.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="surface">What scripts see.</param>
    /// <returns>The files that were written, and sentences about those that a user has to change.</returns>
    /// <exception cref="GlassboxException">A file cannot be written.</exception>
    public static (IReadOnlyList<string> Written, IReadOnlyList<string> Remarks) Write(string folder, ScriptSurface surface)
    {
        WriteResponseFile(surface);
        var (written, remarks) = (new List<string> { ResponseFile }, new List<string>());
        var response = $"\"{JsonEncodedText.Encode(ResponseFile)}\"";
        Add(Settings, $$"""
            {
              "script": {
                "enableScriptNuGetReferences": true,
                "defaultTargetFramework": "net{{Environment.Version.Major}}.0",
                "rspFilePath": {{response}}
              }
            }

            """, $"\"script\": {{ \"rspFilePath\": {response} }}");
        Add(VisualStudioCode, """
            {
              "dotnet.server.useOmnisharp": true
            }

            """, "\"dotnet.server.useOmnisharp\": true");
        return (written, remarks);

        // A user's own settings are the user's: what is missing is said instead.
        void Add(string name, string text, string line)
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                if (!File.ReadAllText(path).Contains(line.Split(": ")[^1].Trim('}', ' '), StringComparison.Ordinal)) remarks.Add($"{path} is yours and stays as it is; add to it: {line}");
                return;
            }
            OutputFile.Write(path, text);
            written.Add(path);
        }
    }

    private static string Mark(ScriptSurface surface) => $"# {surface.Verbs}";

    private static void WriteResponseFile(ScriptSurface surface)
    {
        var folder = Path.GetDirectoryName(ResponseFile)!;
        var verbs = Path.Combine(folder, Verbs.VerbAssembly.AssemblyName + ".dll");
        OutputFile.Write(verbs, File.ReadAllBytes(surface.Verbs));
        if (File.Exists(Path.ChangeExtension(surface.Verbs, ".xml"))) OutputFile.Write(Path.ChangeExtension(verbs, ".xml"), File.ReadAllBytes(Path.ChangeExtension(surface.Verbs, ".xml")));
        var text = new StringBuilder(Mark(surface)).Append('\n');
        // The framework's assemblies are the editor's own affair.
        foreach (var assembly in surface.Shared.Append(verbs)) text.Append("/r:\"").Append(assembly).Append("\"\n");
        foreach (var name in surface.Usings.Append(typeof(EditorGlobals).FullName)) text.Append("/u:").Append(name).Append('\n');
        OutputFile.Write(ResponseFile, text.ToString());
    }
}

/// <summary>The names of <see cref="ScriptGlobals"/> for editors, which give scripts no such object.</summary>
public static class EditorGlobals
{
    /// <inheritdoc cref="ScriptGlobals.Args"/>
    public static string[] Args => throw Elsewhere();

    /// <inheritdoc cref="ScriptGlobals.args"/>
    public static string[] args => throw Elsewhere();

    /// <inheritdoc cref="ScriptGlobals.Output"/>
    public static string Output(string path) => throw Elsewhere();

    /// <inheritdoc cref="ScriptGlobals.Input"/>
    public static string Input(string path) => throw Elsewhere();

    private static InvalidOperationException Elsewhere() => new("Scripts run with \"glassbox run\".");
}
