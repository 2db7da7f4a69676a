using Glassbox.Host.Plugins;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static TorchSharp.torch;

namespace Glassbox.Host.Prompt;

/// <summary>What can stand inside a string that is an argument: the model's layers and classes, networks, files.</summary>
/// <param name="session">Holds the variables' values.</param>
/// <param name="plugins">Say which options name layers.</param>
internal sealed class StringCompletion(Func<Session> session, PluginCatalogue plugins)
{
    /// <summary>What can stand in a string.</summary>
    /// <param name="model">The text's meaning.</param>
    /// <param name="caret">Where in it the caret stands.</param>
    /// <param name="start">Where the string's content begins.</param>
    /// <param name="typed">Its content up to the caret.</param>
    public Completions? At(SemanticModel model, int caret, int start, string typed)
    {
        if (CallContext.At(model, caret) is not { Parameter: { } parameter } call) return FileCompletion.At(start, typed);
        var values = Values(model, call, parameter).Where(v => v.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).ToArray();
        return values.Length > 0 ? new Completions(start, typed.Length, values) : FileCompletion.At(start, typed);
    }

    private IEnumerable<CompletionItem> Values(SemanticModel model, CallContext call, IParameterSymbol parameter)
    {
        if (IsLayer(call, parameter) && Model(model, call) is { } network) return Layers(network, Inputs(model, call));
        if (parameter.Type.Name == nameof(Target) || parameter.ContainingType?.Name == nameof(Target))
            return Classes(Model(model, call) is { } one ? [one] : session().Variables.Select(v => v.Value).OfType<Model>());
        if (parameter.ContainingType?.Name == nameof(Models) && parameter.Name is "nameOrPath" or "name")
            return Models.Names.Select(name => new CompletionItem(name, name, () => Models.IsShipped(name) ? "Shipped with its weights." : "Needs weights: a checkpoint."));
        return [];
    }

    private bool IsLayer(CallContext call, IParameterSymbol parameter)
    {
        var verb = parameter.ContainingSymbol.Name;
        return plugins.Methods.FirstOrDefault(m => m.VerbName == verb)?.Options.FirstOrDefault(o => o.Name == parameter.Name) is { IsLayerName: true }
            || parameter.Name.Contains("layer", StringComparison.OrdinalIgnoreCase) && call.Methods.Count > 0;
    }

    /// <summary>The model that a call is given, where it is a variable that has a value.</summary>
    private Model? Model(SemanticModel model, CallContext call) => ValueOf(call.Given(model, t => t.Name == nameof(Glassbox.Model))) as Model
        ?? session().Variables.Select(v => v.Value).OfType<Model>().LastOrDefault();

    private Tensor? Inputs(SemanticModel model, CallContext call) => ValueOf(call.Given(model, t => t.Name is nameof(Tensor) or nameof(Sample))) switch
    {
        Tensor tensor => tensor,
        Sample sample => sample.Input,
        _ => null,
    };

    private object? ValueOf(ExpressionSyntax? expression) => expression is IdentifierNameSyntax { Identifier.Text: var name }
        ? session().Variables.FirstOrDefault(v => v.Name == name)?.Value
        : null;

    /// <summary>The layers of a network of modules; of one without, those that run for the inputs.</summary>
    private static IEnumerable<CompletionItem> Layers(Model model, Tensor? inputs)
    {
        if (model.Module is { } module) return module.named_modules().Where(m => m.name != "").Select(m => new CompletionItem(m.name, m.name, () => m.module.GetName()));
        if (inputs is null) return model.Parameters.Keys.Select(p => p[..Math.Max(0, p.LastIndexOf('.'))]).Where(l => l != "").Distinct().Select(l => new CompletionItem(l, l, () => $"A layer of {model.Name}."));
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var graph = model.Capture(inputs.narrow(0, 0, 1));
        return [.. graph.LayerNames.Select(name => (Name: name, Text: $"[{string.Join(", ", graph.Layer(name).Tensor.shape)}]")).Select(l => new CompletionItem(l.Name, l.Name, () => l.Text))];
    }

    private static IEnumerable<CompletionItem> Classes(IEnumerable<Model> models) =>
        from model in models
        from item in model.ClassNames.Select((name, index) => (Name: name.Split(", ")[0], index))
        select new CompletionItem(item.Name, item.Name, () => $"Class {item.index} of {model.Name}.");
}
