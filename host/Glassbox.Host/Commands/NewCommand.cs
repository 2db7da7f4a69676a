using System.CommandLine;
using Glassbox.Files;
using Glassbox.Host.Scripts;
using Glassbox.Host.Terminal;
using Microsoft.Extensions.DependencyInjection;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox new experiment NAME</c> and <c>glassbox new editor [FOLDER]</c></summary>
internal static class NewCommand
{
    public static Command Create(Interrupt interrupt) =>
        new HostCommand("new", "Start something: an experiment, or an editor that knows the verbs.", "glassbox new experiment what-it-sees", "glassbox new editor") { Experiment(), Editor(interrupt) };

    private static HostCommand Experiment()
    {
        var name = new Argument<string>("NAME") { Description = "The script's name, with a folder before it if need be." };
        var command = new HostCommand("experiment", "Write a script that runs at once, to be changed from there.", "glassbox new experiment what-it-sees") { name };
        command.SetAction(parsed =>
        {
            var given = parsed.GetRequiredValue(name);
            var path = given.EndsWith(".csx", StringComparison.OrdinalIgnoreCase) ? given : given + ".csx";
            if (Path.GetFileNameWithoutExtension(path) == "") throw new GlassboxException($"\"{given}\" is no name for a script.");
            if (Path.Exists(path)) throw new GlassboxException($"{path} is there already, and is not overwritten.");
            OutputFile.Write(path, ExperimentTemplate.For(Path.GetFileNameWithoutExtension(path), path));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            parsed.InvocationConfiguration.Output.WriteLine($"{path} is written. It runs: glassbox run {path}");
            return ExitCode.Good;
        });
        return command;
    }

    private static HostCommand Editor(Interrupt interrupt)
    {
        var folder = new Argument<string>("FOLDER") { Description = "Where the scripts are; here unless said.", DefaultValueFactory = _ => "." };
        var command = new HostCommand("editor", "Let an editor complete the verbs in this folder's scripts (OmniSharp: Visual Studio Code, Vim, Emacs).", "glassbox new editor", "glassbox new editor scripts") { folder };
        command.SetAction(parsed =>
        {
            var place = parsed.GetRequiredValue(folder);
            if (!Directory.Exists(place)) throw new GlassboxException($"There is no folder {place}.");
            using var services = HostServices.Build(Settings.From(parsed), interrupt);
            var (written, remarks) = EditorSetup.Write(place, services.GetRequiredService<ScriptSurface>());
            var output = parsed.InvocationConfiguration.Output;
            foreach (var file in written) output.WriteLine($"{file} is written.");
            foreach (var remark in remarks) output.WriteLine(remark);
            output.WriteLine("Open the folder in Visual Studio Code with the extension \"C#\" (ms-dotnettools.csharp), or in any editor with OmniSharp. New plugins are known once a script was compiled with them and the editor's server was restarted.");
            return ExitCode.Good;
        });
        return command;
    }
}
