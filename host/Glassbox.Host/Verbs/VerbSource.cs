using System.Globalization;
using System.Security;
using System.Text;
using Glassbox.Host.Plugins;
using Microsoft.CodeAnalysis.CSharp;

namespace Glassbox.Host.Verbs;

/// <summary>Writes the verbs in C#.</summary>
internal sealed class VerbSource
{
    private readonly StringBuilder code = new();
    private readonly EnumNames enums;

    private VerbSource(IReadOnlyList<MethodDescription> methods) => enums = new EnumNames(methods);

    /// <param name="methods">The methods, of which no two have the same verb.</param>
    /// <param name="generation">Becomes part of the assembly's version.</param>
    public static string Of(IReadOnlyList<MethodDescription> methods, int generation)
    {
        var source = new VerbSource(methods);
        source.code.AppendLine(CultureInfo.InvariantCulture, $$"""
            #nullable enable
            [assembly: global::System.Reflection.AssemblyVersion("1.0.{{generation}}.0")]
            namespace Glassbox;

            /// <summary>The methods of this session, each as a function with named options.</summary>
            public static class Verbs
            {
            """);
        foreach (var declared in source.enums.Declared) source.Enum(declared.Name, declared.Description);
        foreach (var method in methods) source.Verb(method);
        if (methods.All(m => m.VerbName != "Compare"))
            source.code.AppendLine("""
                /// <summary>Measures explanations of the same inputs by every metric that is not run on request only, beside controls that know nothing of the model.</summary>
                /// <param name="explanations">Explanations of the same inputs, of any number of inputs each.</param>
                /// <returns>A table with a row an explanation, the sentences that say which differences are significant, and a figure.</returns>
                public static global::Glassbox.Comparison Compare(params global::Glassbox.Attribution[] explanations) => global::Glassbox.VerbHost.Compare(explanations);

                /// <summary>Measures explanations of the same inputs, beside controls that know nothing of the model.</summary>
                /// <param name="explanations">Explanations of the same inputs, of any number of inputs each.</param>
                /// <param name="truth">Where the thing is that they should find: a mask, [N, 1, H, W] (GroundTruth.Boxes makes one from boxes). Metrics of localisation run where it is given.</param>
                /// <param name="metrics">The metrics' ids; every one that is not run on request only unless said.</param>
                /// <param name="run">Cancellation, progress and seed of this call; the session's unless said.</param>
                /// <returns>A table with a row an explanation, the sentences that say which differences are significant, and a figure.</returns>
                public static global::Glassbox.Comparison Compare(global::Glassbox.Attribution[] explanations, global::TorchSharp.torch.Tensor? truth = null, string[]? metrics = null, global::Glassbox.Run? run = null) =>
                    global::Glassbox.VerbHost.Compare(explanations, truth, metrics, run);
                """);
        source.code.AppendLine("}");
        return source.code.ToString();
    }

    private void Enum(string name, EnumDescription description)
    {
        Document("summary", "", description.Documentation);
        if (description.IsFlags) code.AppendLine("[global::System.Flags]");
        code.AppendLine(CultureInfo.InvariantCulture, $"public enum {name} : long").AppendLine("{");
        foreach (var member in description.Members)
        {
            Document("summary", "", member.Documentation);
            code.AppendLine(CultureInfo.InvariantCulture, $"{Identifier(member.Name)} = {member.Value},");
        }
        code.AppendLine("}");
    }

    private void Verb(MethodDescription method)
    {
        var source = method.Source is null ? "" : $" ({method.Source})";
        Document("summary", "", $"{method.Title}{source}. {method.Summary} {method.Notice}");
        foreach (var operand in method.Kind.Operands) Document("param", operand.Name, operand.Documentation);
        foreach (var option in method.Options) Document("param", option.Name, Explained(option));
        Document("param", "run", "Cancellation, progress and seed of this call; the session's unless said.");
        Document("returns", "", method.Kind.ReturnsDocumentation);

        var operands = method.Kind.Operands.Select(o => $"{CSharpType(o.Type)}{(o.Optional ? "?" : "")} {Identifier(o.Name)}{(o.Optional ? " = null" : "")}");
        var options = method.Options.Select(o => $"{CSharpType(method, o)} {Identifier(o.Name)} = {Default(method, o)}");
        var result = CSharpType(method.Kind.Returns);
        code.AppendLine(CultureInfo.InvariantCulture, $$"""
            public static {{result}} {{Identifier(method.VerbName)}}({{string.Join(", ", [.. operands, .. options, "global::Glassbox.Run? run = null"])}}) =>
                ({{result}})global::Glassbox.VerbHost.Invoke("{{method.Id}}", new object?[] { {{string.Join(", ", method.Kind.Operands.Select(o => Identifier(o.Name)))}} },
                    new global::System.Collections.Generic.Dictionary<string, object?> { {{string.Join(", ", method.Options.Select(o => $"[\"{o.Name}\"] = {Identifier(o.Name)}"))}} }, run);
            """);
    }

    private static string Explained(OptionDescription option) =>
        option.Range is { } range && range.InWords != "" ? $"{option.Documentation} Takes {option.Expects}." : option.Documentation;

    private string CSharpType(MethodDescription method, OptionDescription option)
    {
        var type = option.Shape switch
        {
            OptionShape.Bool => "bool",
            OptionShape.Int => "int",
            OptionShape.Long => "long",
            OptionShape.Double => "double",
            OptionShape.Text => "string",
            OptionShape.Longs => "long[]",
            OptionShape.Doubles => "double[]",
            OptionShape.Texts => "string[]",
            OptionShape.Choice => enums.NameOf(method, option.Choices!),
            _ => CSharpType(typeof(TorchSharp.torch.Tensor)),
        };
        return option.Nullable ? type + "?" : type;
    }

    private string Default(MethodDescription method, OptionDescription option) => option.Default switch
    {
        null => "null",
        string member when option.Shape == OptionShape.Choice =>
            string.Join(" | ", member.Split(", ").Select(m => $"{enums.NameOf(method, option.Choices!)}.{Identifier(m)}")),
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        bool truth => truth ? "true" : "false",
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "D",
        long whole => whole.ToString(CultureInfo.InvariantCulture) + "L",
        var whole => Convert.ToString(whole, CultureInfo.InvariantCulture)!,
    };

    internal static string CSharpType(Type type)
    {
        if (type.IsArray) return $"{CSharpType(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        var name = "global::" + (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Split('`')[0].Replace('+', '.');
        return type.IsConstructedGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(CSharpType))}>" : name;
    }

    private static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private void Document(string element, string name, string text)
    {
        var words = SecurityElement.Escape(text.Trim());
        if (words != "") code.AppendLine(CultureInfo.InvariantCulture, $"/// <{element}{(name == "" ? "" : $" name=\"{name}\"")}>{words}</{element}>");
    }
}
