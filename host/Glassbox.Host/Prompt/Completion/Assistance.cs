using Glassbox.Host.Plugins;

namespace Glassbox.Host.Prompt;

/// <summary>Help from the compiler and the session; ready once both are in memory.</summary>
/// <param name="workbench">The session.</param>
/// <param name="commands">The prompt's commands.</param>
internal sealed class Assistance(Workbench workbench, PromptCommands commands) : IAssistance
{
    private readonly Completer completer = new(() => workbench.Session, workbench.Plugins, commands.All);
    private (IReadOnlyList<MethodDescription>? Of, HashSet<string> Names) verbs;

    /// <inheritdoc/>
    public bool IsReady => workbench.IsWarm;

    /// <inheritdoc/>
    public IReadOnlyList<Style> Highlight(string text) => Highlighter.Styles(text, IsVerb);

    /// <inheritdoc/>
    public string? Finished(string text) => Completeness.Finished(text);

    /// <inheritdoc/>
    public Completions? Complete(string text, int caret) => completer.Complete(text, caret);

    /// <inheritdoc/>
    public Signature? Signature(string text, int caret) => completer.Signature(text, caret);

    private bool IsVerb(string name)
    {
        var methods = workbench.Plugins.Methods;
        if (verbs.Of is null || !verbs.Of.SequenceEqual(methods)) verbs = (methods, [.. methods.Select(m => m.VerbName), "Compare"]);
        return verbs.Names.Contains(name);
    }
}
