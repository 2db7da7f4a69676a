using System.Xml;
using System.Xml.Linq;

namespace Glassbox.Host.Plugins;

/// <summary>The XML documentation beside an assembly, as plain text.</summary>
internal sealed class Documentation
{
    private readonly Dictionary<string, XElement> members = [];

    private Documentation() { }

    /// <summary>What lies beside an assembly; nothing where no file does or the file is damaged: a method works without its documentation.</summary>
    public static Documentation Beside(string assembly)
    {
        var documentation = new Documentation();
        var path = Path.ChangeExtension(assembly, ".xml");
        try
        {
            if (File.Exists(path))
                foreach (var member in XDocument.Load(path).Descendants("member"))
                    if (member.Attribute("name")?.Value is { } name) documentation.members[name] = member;
        }
        catch (Exception e) when (e is XmlException or IOException)
        {
            documentation.members.Clear();
        }
        return documentation;
    }

    public string Summary(string member) => Text(Member(member)?.Element("summary"));

    public string Returns(string member) => Text(Member(member)?.Element("returns"));

    public string Parameter(string member, string name) =>
        Text(Member(member)?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == name));

    /// <summary>The id of a type: <c>T:Glassbox.Plugins.Lrp.Options</c>.</summary>
    public static string Id(Type type) => "T:" + type.FullName!.Replace('+', '.');

    /// <summary>A member by its id; a method also by its id up to the opening parenthesis.</summary>
    private XElement? Member(string id) =>
        members.TryGetValue(id, out var member) ? member
        : id.EndsWith('(') ? members.FirstOrDefault(m => m.Key.StartsWith(id, StringComparison.Ordinal)).Value : null;

    /// <summary>What an element says, as plain text; empty where there is none.</summary>
    public static string Text(XElement? element)
    {
        if (element is null) return "";
        var words = string.Concat(element.DescendantNodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { IsEmpty: true } reference => Referred(reference),
            _ => "",
        }));
        return string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>What <c>&lt;see cref="P:Glassbox.Run.Seed"/></c> and <c>&lt;paramref name="x"/></c> say: <c>Seed</c>, <c>x</c>.</summary>
    private static string Referred(XElement reference)
    {
        if ((reference.Attribute("name") ?? reference.Attribute("langword"))?.Value is { } name) return name;
        var target = (reference.Attribute("cref") ?? reference.Attribute("href"))?.Value ?? "";
        var bare = target.Split('(')[0];
        return target.StartsWith("http", StringComparison.Ordinal) ? target : bare[(bare.LastIndexOf('.') + 1)..];
    }
}
