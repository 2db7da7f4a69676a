using System.CommandLine;
using Glassbox.Host.Plugins;
using Glassbox.Host.Projects;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox pack</c>: the SDK as packages.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--out") { Description = "The folder of packages; the one that `plugins new` restores from unless said.", HelpName = "folder" };
        var version = new Option<string?>("--packages-version") { Description = "The packages' version; this build's unless said.", HelpName = "version" };
        var command = new HostCommand(
            "pack", "Make the SDK's packages: Glassbox.Sdk, Glassbox.Sdk.Testing, and the template of `dotnet new glassbox-plugin`.",
            "glassbox pack", "dotnet new install $(glassbox pack | grep Templates) && dotnet new glassbox-plugin -n MyMethod --kind attributor") { output, version };
        command.SetAction(parsed =>
        {
            var packages = new SdkPackages(parsed.GetValue(output) ?? PluginFolders.Packages);
            foreach (var file in packages.Write(parsed.GetValue(version) ?? SdkPackages.DefaultVersion)) parsed.InvocationConfiguration.Output.WriteLine(file);
            return ExitCode.Good;
        });
        return command;
    }
}
