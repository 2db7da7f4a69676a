using System.Text;

namespace Glassbox.Host.Plugins;

/// <summary>How one name is spelt in C#, in scripts and in the shell.</summary>
public static class Spelling
{
    /// <summary><c>EpsilonGammaBox</c> as <c>epsilon-gamma-box</c>, <c>Alpha2Beta1</c> as <c>alpha2-beta1</c>, <c>SLICSegments</c> as <c>slic-segments</c>.</summary>
    public static string Kebab(string name)
    {
        var kebab = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) && i > 0
                && (!char.IsUpper(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]));
            if (startsWord) kebab.Append('-');
            kebab.Append(char.ToLowerInvariant(name[i]));
        }
        return kebab.ToString();
    }

    /// <summary><c>MaxFeatures</c> as <c>maxFeatures</c>.</summary>
    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
