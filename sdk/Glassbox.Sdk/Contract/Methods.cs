namespace Glassbox;

/// <summary>The session's methods by name, for scripts that try many: each also has a verb of its own.</summary>
public static class Methods
{
    /// <summary>The methods of a kind, in order of their ids.</summary>
    /// <param name="kind">The kind's id: <c>attributor</c>, <c>metric</c>.</param>
    /// <exception cref="GlassboxException">There is no method of such a kind.</exception>
    public static IReadOnlyList<OfferedMethod> Of(string kind)
    {
        var offered = VerbHost.Offered;
        var found = offered.Where(m => m.Kind == kind).ToArray();
        return found.Length > 0 ? found : throw new GlassboxException($"There is no method of kind \"{kind}\".{Nearest.Hint(kind, [.. offered.Select(m => m.Kind).Distinct()])}");
    }

    /// <summary>Explains inputs by an attributor with its default options.</summary>
    /// <param name="id">The attributor's id.</param>
    /// <param name="model">The model to explain.</param>
    /// <param name="inputs">What it is given: <c>[N, ...]</c>.</param>
    /// <param name="target">The score to explain; the predicted class unless said.</param>
    /// <exception cref="GlassboxException">There is no such attributor, or it cannot explain this.</exception>
    public static Attribution Explain(string id, Model model, TorchSharp.torch.Tensor inputs, Target? target = null) =>
        VerbHost.Invoke(id, [model, inputs, target ?? Target.Default], new Dictionary<string, object?>(), null) as Attribution ?? throw new GlassboxException($"{id} is no attributor.");
}
