using System.CommandLine;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox models</c></summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new HostCommand("models", "The networks that --model takes.", "glassbox models");
        command.SetAction(parsed =>
        {
            foreach (var name in Models.Names) parsed.InvocationConfiguration.Output.WriteLine(name);
            return ExitCode.Good;
        });
        return command;
    }
}
