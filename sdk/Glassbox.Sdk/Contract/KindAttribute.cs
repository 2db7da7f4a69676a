namespace Glassbox;

/// <summary>
/// Marks a generic interface as a kind of method. The host treats kinds as data: it reads the interface's only method, whose last two
/// parameters are the options record and the <see cref="Run"/>, and whose others (the operands) become the first parameters of the verb.
/// An operand whose type has a public static property <c>Default</c> may be left out.
/// </summary>
/// <param name="id">The kind's name in lower case: <c>attributor</c>.</param>
/// <param name="question">The question that methods of this kind answer.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class KindAttribute(string id, string question) : Attribute
{
    /// <summary>The kind's name in lower case.</summary>
    public string Id { get; } = id;

    /// <summary>The question that methods of this kind answer.</summary>
    public string Question { get; } = question;
}
