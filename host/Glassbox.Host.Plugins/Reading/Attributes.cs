using System.Reflection;

namespace Glassbox.Host.Plugins;

/// <summary>Attributes read from metadata, where they are data and no objects.</summary>
internal static class Attributes
{
    public static CustomAttributeData? Find(IEnumerable<CustomAttributeData> attributes, Type wanted) =>
        attributes.FirstOrDefault(a => a.AttributeType.FullName == wanted.FullName);
}
