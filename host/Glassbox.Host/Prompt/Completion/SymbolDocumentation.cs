using System.Collections.Concurrent;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Glassbox.Host.Plugins;
using Microsoft.CodeAnalysis;

namespace Glassbox.Host.Prompt;

/// <summary>What the documentation beside the assemblies says of what they declare; the framework's comes with an SDK, in its reference pack.</summary>
internal static class SymbolDocumentation
{
    private static readonly ConcurrentDictionary<string, Documentation> Files = new();
    private static readonly ConcurrentDictionary<string, byte[]> FrameworkFiles = new();
    private static readonly string? FrameworkFolder = FindFrameworkFolder();

    /// <summary>What a symbol is, in one sentence; empty where nothing is said.</summary>
    public static string Summary(Compilation compilation, ISymbol symbol) =>
        Find(compilation, symbol, (file, id) => file.Summary(id), member => Documentation.Text(member.Element("summary")));

    /// <summary>What a parameter means; empty where nothing is said.</summary>
    public static string Parameter(Compilation compilation, IParameterSymbol parameter) =>
        Find(compilation, parameter.ContainingSymbol, (file, id) => file.Parameter(id, parameter.Name),
            member => Documentation.Text(member.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == parameter.Name)));

    private static string Find(Compilation compilation, ISymbol symbol, Func<Documentation, string, string> read, Func<XElement, string> readFramework)
    {
        symbol = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol;
        if (symbol.OriginalDefinition is not { ContainingAssembly: { } assembly } declared || declared.GetDocumentationCommentId() is not { } id) return "";
        if (compilation.GetMetadataReference(assembly) is not PortableExecutableReference { FilePath: { } path }) return "";
        return Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location)
            ? FrameworkMember(id) is { } member ? readFramework(member) : ""
            : read(Files.GetOrAdd(path, Documentation.Beside), id);
    }

    /// <summary>A member in the reference pack, whose files are named after the assemblies that forward the types. They are large: one member is cut out, not all are read.</summary>
    private static XElement? FrameworkMember(string id)
    {
        if (FrameworkFolder is null) return null;
        var start = Encoding.UTF8.GetBytes($"<member name=\"{id.Replace("&", "&amp;")}\">");
        foreach (var name in CandidateFiles(id))
        {
            var file = FrameworkFiles.GetOrAdd(name, n => Path.Combine(FrameworkFolder, n + ".xml") is var path && File.Exists(path) ? File.ReadAllBytes(path) : []);
            var at = file.AsSpan().IndexOf(start);
            if (at < 0) continue;
            var length = file.AsSpan(at).IndexOf("</member>"u8);
            try { return XElement.Parse(Encoding.UTF8.GetString(file, at, length + "</member>".Length)); }
            catch (XmlException) { return null; }
        }
        return null;
    }

    /// <summary>Of <c>M:System.Linq.Enumerable.First``1(...)</c>: System.Linq, then where most types are.</summary>
    private static IEnumerable<string> CandidateFiles(string id)
    {
        var name = id[2..].Split('(')[0];
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1)) yield return name[..dot];
        yield return "System.Runtime";
        yield return "System.Collections";
    }

    private static string? FindFrameworkFolder()
    {
        var packs = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../packs/Microsoft.NETCore.App.Ref"));
        return Directory.Exists(packs)
            ? Directory.GetDirectories(packs, $"{Environment.Version.Major}.*").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "ref", $"net{Environment.Version.Major}.0")).LastOrDefault(Directory.Exists)
            : null;
    }
}
