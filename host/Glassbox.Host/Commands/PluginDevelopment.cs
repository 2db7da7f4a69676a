using System.CommandLine;
using Glassbox.Host.Plugins;
using Glassbox.Host.Projects;
using Glassbox.Testing;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox plugins new</c>, <c>test</c> and <c>pack</c>: for who writes a plugin.</summary>
internal static class PluginDevelopment
{
    public static IEnumerable<Command> Create() => [New(), Test(), Pack()];

    private static Command New()
    {
        var name = new Argument<string>("NAME") { Description = "The method's class: MyMethod. Its verb has the same name, its id is my-method." };
        var kind = new Option<string>("--kind") { Description = $"Which question it answers: {string.Join(", ", PluginTemplate.Kinds)}.", HelpName = "kind", DefaultValueFactory = _ => "attributor" };
        var output = new Option<string?>("--out") { Description = "The folder; one of the method's name unless said.", HelpName = "folder" };
        var command = new HostCommand("new", "Write a plugin that builds, loads and passes its own tests, to be made yours.", "glassbox plugins new MyMethod", "glassbox plugins new MyMap --kind projector") { name, kind, output };
        command.SetAction(parsed =>
        {
            var named = parsed.GetRequiredValue(name);
            var folder = parsed.GetValue(output) ?? named;
            var packages = new SdkPackages(PluginFolders.Packages);
            var written = PluginTemplate.Write(named, parsed.GetRequiredValue(kind), folder, packages, SdkPackages.DefaultVersion);
            packages.Write(SdkPackages.DefaultVersion);
            var lines = parsed.InvocationConfiguration.Output;
            foreach (var file in written) lines.WriteLine(file);
            lines.WriteLine($"\nTest it:  dotnet test {folder}");
            lines.WriteLine($"Use it:   glassbox plugins pack {folder} && glassbox plugins install {named}.0.1.0{PluginPackage.Extension}");
            return ExitCode.Good;
        });
        return command;
    }

    private static Command Test()
    {
        var path = new Argument<string>("PATH") { Description = "A plugin's project (it is built first), or the folder that it was built to." };
        var method = new Option<string?>("--method") { Description = "Only this method of the plugin.", HelpName = "id" };
        var command = new HostCommand(
            "test", "The conformance kit: whether a plugin keeps what Glassbox asks of every method.",
            "glassbox plugins test ./MyMethod", "glassbox plugins test ./MyMethod/bin/Release/net10.0 --device cuda") { path, method };
        command.SetAction((parsed, cancellation) =>
        {
            var settings = Settings.From(parsed);
            HostServices.Apply(settings);
            var device = HostServices.DeviceOf(settings);
            var folder = PluginProject.Built(parsed.GetRequiredValue(path), cancellation);
            // Methods may build on others by their ids.
            var catalogue = new PluginCatalogue([.. PluginFolders.Default(), folder]);
            var state = catalogue.Plugins.LastOrDefault(p => p.Folder == Path.TrimEndingDirectorySeparator(folder)) ?? throw new GlassboxException($"{folder} holds no plugin.");
            if (state.Status is not PluginStatus.Available) throw new PluginException(state.Reason);
            var report = new ConformanceReport(new PluginExamination(catalogue, state.Name), state, device, settings.Quiet);
            return Task.FromResult(report.Write(parsed.GetValue(method), parsed.InvocationConfiguration.Output, cancellation) ? ExitCode.Good : ExitCode.Failed);
        });
        return command;
    }

    private static Command Pack()
    {
        var path = new Argument<string>("PATH") { Description = "A plugin's project (it is built first), or the folder that it was built to." };
        var output = new Option<string>("--out") { Description = "The folder for the package; here unless said.", HelpName = "folder", DefaultValueFactory = _ => "." };
        var command = new HostCommand("pack", "Make one file of a plugin, to hand on and to install.", "glassbox plugins pack ./MyMethod", "glassbox plugins pack ./MyMethod --out ./packages") { path, output };
        command.SetAction((parsed, cancellation) =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(PluginPackage.Write(PluginProject.Built(parsed.GetRequiredValue(path), cancellation), parsed.GetRequiredValue(output)));
            return Task.FromResult(ExitCode.Good);
        });
        return command;
    }
}
