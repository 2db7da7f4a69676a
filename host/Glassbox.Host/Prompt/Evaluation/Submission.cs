using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Glassbox.Host.Prompt;

/// <summary>What was typed and ran: its compilation, which later ones build on, and its values.</summary>
/// <param name="Tree">As it was typed.</param>
/// <param name="Compilation">What later submissions see.</param>
/// <param name="State">The object whose fields are its variables; null where it declares and does nothing.</param>
/// <param name="ValueType">The type of the expression that it ends in; null where it ends otherwise.</param>
internal sealed record Submission(SyntaxTree Tree, CSharpCompilation Compilation, object? State, ITypeSymbol? ValueType)
{
    /// <summary>Its variables with their values, in the order in which they are declared.</summary>
    public IEnumerable<(FieldInfo Field, object? Value)> Variables => State is null ? [] :
        from variable in State.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        where !variable.Name.StartsWith('<')
        select (variable, variable.GetValue(State));
}

/// <summary>A variable of the session.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its declared type.</param>
/// <param name="Value">Its value now.</param>
internal sealed record Variable(string Name, Type Type, object? Value);
