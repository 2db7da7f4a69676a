using System.CommandLine;
using System.Globalization;
using Glassbox.Host.Plugins;
using Glassbox.Host.Terminal;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox plugins</c>, with <c>list</c> and <c>show ID</c>; neither loads a plugin.</summary>
internal static class PluginsCommand
{
    public static Command Create()
    {
        var list = new HostCommand("list", "Every plugin with its state and its methods.", "glassbox plugins list");
        list.SetAction(parsed =>
        {
            var plugins = new PluginCatalogue(PluginFolders.Default()).Plugins;
            List(plugins, parsed.InvocationConfiguration.Output);
            return ExitCode.Good;
        });
        var id = new Argument<string>("ID") { Description = "A method's id." };
        var show = new HostCommand("show", "A method: what it answers, its options, an example.", "glassbox plugins show lrp") { id };
        show.SetAction(parsed =>
        {
            Show(new PluginCatalogue(PluginFolders.Default()).Method(parsed.GetRequiredValue(id)), parsed.InvocationConfiguration.Output);
            return ExitCode.Good;
        });
        var command = new HostCommand("plugins", "The plugins and their methods: to look at, to write, to install.", "glassbox plugins list", "glassbox plugins show lrp", "glassbox plugins new MyMethod") { list, show };
        foreach (var more in PluginDevelopment.Create().Concat(PluginInstallation.Create())) command.Subcommands.Add(more);
        return command;
    }

    /// <summary>A line a plugin, with its reason below where there is one.</summary>
    public static void List(IReadOnlyList<PluginState> plugins, TextWriter output)
    {
        Columns.Write(output, [["PLUGIN", "VERSION", "STATE", "METHODS"], .. plugins.Select(p => new[] { p.Name, p.Version, Spelling.Kebab(p.Status.ToString()), string.Join(", ", p.Methods) })]);
        foreach (var plugin in plugins.Where(p => p.Reason != ""))
            Paragraphs.Write(output, $"\n{plugin.Name}: {plugin.Reason}", Console.IsOutputRedirected);
    }

    /// <summary>All that there is to say of a method.</summary>
    public static void Show(MethodDescription method, TextWriter output)
    {
        output.WriteLine($"{method.Id}: {method.Title}{(method.Source is null ? "" : $" ({method.Source})")}");
        if (method.Summary != "") Paragraphs.Write(output, method.Summary, Console.IsOutputRedirected);
        if (method.Notice is not null) Paragraphs.Write(output, method.Notice, Console.IsOutputRedirected);
        output.WriteLine();
        Columns.Write(output,
        [
            ["plugin", method.PluginName],
            ["kind", $"{method.Kind.Id}: {method.Kind.Question}"],
            ["given", string.Join(", ", method.Kind.Operands.Select(o => o.Optional ? $"[{o.Name}]" : o.Name))],
            ["gives", method.Kind.Returns.Name],
            ["in scripts", Verb(method)],
            .. ExplainCommand.CanExplain(method) ? new[] { new[] { "in the shell", $"glassbox explain photo.jpg --model squeezenet1_1 --weights squeezenet1_1.safetensors --method {method.Id} --out out" } } : [],
        ]);
        if (method.Options.Count == 0) return;
        output.WriteLine();
        Columns.Write(output,
        [
            ["OPTION", "FLAG", "DEFAULT", "TAKES"],
            .. method.Options.Select(o => new[] { o.Name, o.Flag, o.Default is null ? "none" : o.DefaultText, o.Expects }),
        ]);
        foreach (var option in method.Options.Where(o => o.Documentation != ""))
            Paragraphs.Write(output, $"\n{option.Name}: {option.Documentation}{Members(option)}", Console.IsOutputRedirected);
    }

    /// <summary>The verb with its first option named, as a script would write it.</summary>
    private static string Verb(MethodDescription method)
    {
        var operands = method.Kind.Operands.Where(o => !o.Optional).Select(o => o.Name);
        var option = method.Options.Where(o => o.Shape is not OptionShape.Tensor && o.Default is not null).Take(1).Select(o => $"{o.Name}: {Literal(o)}");
        return $"{method.VerbName}({string.Join(", ", operands.Concat(option))})";
    }

    private static string Literal(OptionDescription option) => option switch
    {
        { Shape: OptionShape.Text, Default: string text } => $"\"{text}\"",
        { Shape: OptionShape.Choice, Choices: { } choices } => $"{choices.Name}.{option.Default}",
        { Default: Array values } => $"[{string.Join(", ", values.Cast<object?>().Select(v => v is string text ? $"\"{text}\"" : Convert.ToString(v, CultureInfo.InvariantCulture)))}]",
        _ => option.DefaultText,
    };

    private static string Members(OptionDescription option) =>
        string.Concat((option.Choices?.Members ?? []).Where(m => m.Documentation != "").Select(m => $"\n    {Spelling.Kebab(m.Name)}: {m.Documentation}"));
}
