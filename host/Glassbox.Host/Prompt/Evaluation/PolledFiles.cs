using System.Collections.Immutable;
using System.Text;
using Glassbox.Host.Scripts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Glassbox.Host.Prompt;

/// <summary>What <c>#load</c> names, read with polls in its loops and functions.</summary>
internal sealed class PolledFiles() : SourceFileResolver(ImmutableArray<string>.Empty, baseDirectory: null)
{
    public static readonly PolledFiles Instance = new();

    public override Stream OpenRead(string resolvedPath)
    {
        using var file = base.OpenRead(resolvedPath);
        using var reader = new StreamReader(file);
        var tree = CSharpSyntaxTree.ParseText(reader.ReadToEnd(), ScriptSource.Dialect, resolvedPath);
        return new MemoryStream(Encoding.UTF8.GetBytes(PollRewriter.Rewrite(tree).ToString()));
    }
}
