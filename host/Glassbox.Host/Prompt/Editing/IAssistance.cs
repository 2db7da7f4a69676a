namespace Glassbox.Host.Prompt;

/// <summary>What can stand where the caret is.</summary>
/// <param name="Start">Where what is typed of it begins.</param>
/// <param name="Length">How much is typed of it.</param>
/// <param name="Items">What it can be, the likeliest first.</param>
internal sealed record Completions(int Start, int Length, IReadOnlyList<CompletionItem> Items);

/// <summary>One thing that can stand where the caret is.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Label">What is shown in the list.</param>
/// <param name="Describe">Its documentation in one line, found when it is shown.</param>
internal sealed record CompletionItem(string Text, string Label, Func<string> Describe);

/// <summary>The call that the caret stands in.</summary>
/// <param name="Text">The function with its parameters, in one line.</param>
/// <param name="ActiveStart">Where in it the parameter begins that is being given; -1 for none.</param>
/// <param name="ActiveLength">How long that is.</param>
/// <param name="Documentation">What that parameter means, or the function where there is none.</param>
internal sealed record Signature(string Text, int ActiveStart, int ActiveLength, string Documentation);

/// <summary>What helps a user to type.</summary>
internal interface IAssistance
{
    /// <summary>Whether it answers at once. Until it is ready, the editor asks nothing of it but <see cref="Finished"/> and <see cref="Complete"/>, which then wait.</summary>
    bool IsReady { get; }

    /// <summary>A style for each character.</summary>
    IReadOnlyList<Style> Highlight(string text);

    /// <summary>The text as it is to be run; null where more lines are to come.</summary>
    string? Finished(string text);

    /// <summary>What can stand at the caret; null where nothing is known.</summary>
    Completions? Complete(string text, int caret);

    /// <summary>The call that the caret stands in; null where it stands in none.</summary>
    Signature? Signature(string text, int caret);
}
