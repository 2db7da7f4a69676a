using System.CommandLine;
using Glassbox.Host.Plugins;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox plugins install</c>, <c>update</c>, <c>accept</c> and <c>remove</c>: for who uses plugins of others. None runs a line of a plugin.</summary>
internal static class PluginInstallation
{
    public static IEnumerable<Command> Create() => [Install(), Update(), Accept(), Remove()];

    private static Command Install()
    {
        var source = new Argument<string>("SOURCE") { Description = "A package (.nupkg) that `plugins pack` made, or the folder of a built plugin." };
        var command = new HostCommand(
            "install", "Install a plugin, or put it in the place of the one of that name. It is code that you trust; it runs when one of its methods is called.",
            "glassbox plugins install MyMethod.0.1.0.nupkg", "glassbox plugins install ./MyMethod/MyMethod/bin/Release/net10.0") { source };
        command.SetAction(parsed =>
        {
            Put(new PluginStore(PluginFolders.Installed), parsed.GetRequiredValue(source), parsed);
            return ExitCode.Good;
        });
        return command;
    }

    private static Command Update()
    {
        var name = new Argument<string?>("NAME") { Description = "One plugin; all that are installed unless said.", Arity = ArgumentArity.ZeroOrOne };
        var command = new HostCommand(
            "update", "Install what has changed where plugins were installed from: the latest package in that folder, or the folder's new build.",
            "glassbox plugins update", "glassbox plugins update MyMethod") { name };
        command.SetAction(parsed =>
        {
            var store = new PluginStore(PluginFolders.Installed);
            string[] names = parsed.GetValue(name) is { } one ? [one] : [.. store.Plugins.Select(p => p.Name)];
            if (names.Length == 0) parsed.InvocationConfiguration.Output.WriteLine("No plugin is installed.");
            var wrong = new List<GlassboxException>();
            foreach (var plugin in names)
            {
                // One that cannot be updated does not keep the others from it.
                try
                {
                    if (store.Later(plugin) is { } later) Put(store, later, parsed);
                    else parsed.InvocationConfiguration.Output.WriteLine($"{plugin} is up to date.");
                }
                catch (GlassboxException e) when (names.Length > 1)
                {
                    Console.Error.WriteLine($"glassbox: {e.Message}");
                    wrong.Add(e);
                }
            }
            return wrong.Count == 0 ? ExitCode.Good : wrong.Any(e => e is PluginException) ? ExitCode.PluginNotLoaded : ExitCode.Usage;
        });
        return command;
    }

    private static Command Accept()
    {
        var name = new Argument<string>("NAME") { Description = "The plugin's name." };
        var command = new HostCommand("accept", "Take an installed plugin's files, which have changed since, for what was installed. Until then it is refused.", "glassbox plugins accept MyMethod") { name };
        command.SetAction(parsed =>
        {
            var changed = new PluginStore(PluginFolders.Installed).Accept(parsed.GetRequiredValue(name));
            parsed.InvocationConfiguration.Output.WriteLine(changed == "" ? $"{parsed.GetValue(name)} is as it was installed." : $"{parsed.GetValue(name)} is accepted as it is now: {changed}.");
            return ExitCode.Good;
        });
        return command;
    }

    private static Command Remove()
    {
        var name = new Argument<string>("NAME") { Description = "The plugin's name." };
        var command = new HostCommand("remove", "Take an installed plugin away.", "glassbox plugins remove MyMethod") { name };
        command.SetAction(parsed =>
        {
            var named = parsed.GetRequiredValue(name);
            var store = new PluginStore(PluginFolders.Installed);
            // One that was never installed has its files somewhere else.
            if (store.Plugins.All(p => !string.Equals(p.Name, named, StringComparison.OrdinalIgnoreCase))
                && new PluginCatalogue(PluginFolders.Default()).Plugins.FirstOrDefault(p => string.Equals(p.Name, named, StringComparison.OrdinalIgnoreCase)) is { } other)
                throw new GlassboxException($"{other.Name} was not installed: its files are in {other.Folder}.");
            var removed = store.Remove(named);
            parsed.InvocationConfiguration.Output.WriteLine($"{removed.Name} {removed.Version} is removed.");
            return ExitCode.Good;
        });
        return command;
    }

    private static void Put(PluginStore store, string source, ParseResult parsed)
    {
        var (now, before) = store.Install(source);
        var output = parsed.InvocationConfiguration.Output;
        output.WriteLine(before is null ? $"{now.Name} {now.Version} is installed." : $"{now.Name} {now.Version} is installed in the place of {before.Version}.");
        var plugins = new PluginCatalogue(PluginFolders.Default()).Plugins;
        if (plugins.FirstOrDefault(p => p.Name == now.Name && p.Folder.StartsWith(PluginFolders.Installed, StringComparison.Ordinal)) is not { } installed) return;
        foreach (var id in installed.Methods) output.WriteLine($"  glassbox plugins show {id}");
        foreach (var hidden in plugins.Where(p => p.Reason.Contains(installed.Folder))) Console.Error.WriteLine($"{hidden.Name} {hidden.Version} in {hidden.Folder}: {hidden.Reason}");
    }
}
