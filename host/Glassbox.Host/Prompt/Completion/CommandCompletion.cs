using Glassbox.Host.Plugins;

namespace Glassbox.Host.Prompt;

/// <summary>The prompt's commands and what they take.</summary>
internal sealed class CommandCompletion(PluginCatalogue plugins, IReadOnlyList<PromptCommand> commands)
{
    public Completions? At(string text, int caret)
    {
        var typed = text[..caret];
        var start = typed.Length - typed.TrimStart().Length;
        var space = typed.IndexOf(' ', start);
        if (space < 0) return new Completions(start, caret - start, Matching(typed[start..], commands.Select(c => new CompletionItem(c.Argument == "" ? c.Name : c.Name + " ", $"{c.Name} {c.Argument}".TrimEnd(), () => c.Documentation))));
        var argument = typed[(space + 1)..].TrimStart();
        var at = caret - argument.Length;
        return commands.FirstOrDefault(c => c.Name == typed[start..space])?.Takes switch
        {
            ArgumentKind.Command => new(at, argument.Length, Matching(argument, commands.Select(c => new CompletionItem(c.Name, c.Name, () => c.Documentation)))),
            ArgumentKind.Kind => new(at, argument.Length, Matching(argument, plugins.Methods.Select(m => m.Kind).DistinctBy(k => k.Id).Select(k => new CompletionItem(k.Id, k.Id, () => k.Question)))),
            ArgumentKind.Method => new(at, argument.Length, Matching(argument, plugins.Methods.Select(m => new CompletionItem(m.Id, m.Id, () => Title(m))))),
            ArgumentKind.Device => new(at, argument.Length, Matching(argument, Devices())),
            ArgumentKind.File => FileCompletion.At(at, argument),
            _ => null,
        };
    }

    private static string Title(MethodDescription method) => method.Source is null ? method.Title : $"{method.Title} ({method.Source})";

    private static IEnumerable<CompletionItem> Devices() =>
        Enumerable.Range(0, TorchSharp.torch.cuda.device_count()).Select(i => $"cuda:{i}").Prepend("cpu").Select(name => new CompletionItem(name, name, () => ""));

    private static CompletionItem[] Matching(string typed, IEnumerable<CompletionItem> items) => [.. items.Where(i => i.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
}
