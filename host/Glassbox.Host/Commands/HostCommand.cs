using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Glassbox.Host.Commands;

/// <summary>A command with an example, which its help shows.</summary>
/// <param name="name">The name in the shell.</param>
/// <param name="description">What it does.</param>
/// <param name="example">One or more lines that a user could type.</param>
internal class HostCommand(string name, string description, params string[] example) : Command(name, description)
{
    public IReadOnlyList<string> Example { get; } = example;
}

/// <summary>Help as it comes, then the command's example.</summary>
internal sealed class HelpWithExample : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parsed)
    {
        var code = new HelpAction().Invoke(parsed);
        var example = ((HostCommand)parsed.CommandResult.Command).Example;
        var output = parsed.InvocationConfiguration.Output;
        output.WriteLine(example.Count > 1 ? "Examples:" : "Example:");
        foreach (var line in example) output.WriteLine("  " + line);
        return code;
    }
}
