namespace Glassbox;

/// <summary>Marks a class as a method that the host offers: a verb in scripts, an id for the shell.</summary>
/// <param name="id">The name used on the command line, in lower case with hyphens: <c>grad-cam</c>. The verb in scripts is the class's name.</param>
/// <param name="title">The method's name in the field's own words.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MethodAttribute(string id, string title) : Attribute
{
    /// <summary>The name used on the command line.</summary>
    public string Id { get; } = id;

    /// <summary>The method's name in the field's own words.</summary>
    public string Title { get; } = title;

    /// <summary>The paper it comes from: <c>Bach et al. 2015</c>.</summary>
    public string? Source { get; init; }

    /// <summary>What a user must know before using it, such as a patent held by others.</summary>
    public string? Notice { get; init; }

    /// <summary>Whether it runs only when it is named: hosts that call every method of a kind, as a comparison calls every metric, leave it out because of what it costs.</summary>
    public bool OnRequest { get; init; }

    /// <summary>Whether an attributor's maps know nothing of the model: comparisons put them beside explanations, for one that does no better says nothing.</summary>
    public bool Control { get; init; }
}
