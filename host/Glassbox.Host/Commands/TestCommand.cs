using System.CommandLine;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox test</c> is the launcher's; it stands here for the help.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var filter = new Argument<string?>("FILTER") { Description = "A part of the tests' full names.", Arity = ArgumentArity.ZeroOrOne };
        var command = new HostCommand("test", "Build, and run the tests.", "./glassbox test", "./glassbox test ScriptCache") { filter };
        command.SetAction(int (_) => throw new GlassboxException("Tests are run by the launcher at the root of the repository: ./glassbox test"));
        return command;
    }
}
