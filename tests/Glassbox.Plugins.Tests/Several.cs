using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

/// <summary>A host that offers a few attributors, and gives what they make a provenance.</summary>
internal sealed class Several : IMethods
{
    private readonly Dictionary<string, Func<Model, Tensor, Target, Run, Attribution>> methods = new()
    {
        ["saliency"] = (m, x, t, run) => new Saliency().Attribute(m, x, t, new(), run),
        ["gradient-x-input"] = (m, x, t, run) => new GradientXInput().Attribute(m, x, t, new(), run),
        ["guided-backprop"] = (m, x, t, run) => new Plugins.GuidedBackprop().Attribute(m, x, t, new(), run),
        ["edges-control"] = (m, x, t, run) => new EdgesControl().Attribute(m, x, t, new(), run),
    };

    public object Invoke(string id, object?[] operands, IReadOnlyDictionary<string, object?> options, Run run) => Explain(id, (Model)operands[0]!, (Tensor)operands[1]!, (Target)operands[2]!, run);

    public Attribution Explain(string id, Model model, Tensor inputs, Target target, Run? run = null)
    {
        var made = methods[id](model, inputs, target, run ?? new Run());
        made.Provenance = new Provenance(id, id, new Dictionary<string, string>(), "", model.Name, (run ?? new Run()).Seed, TimeSpan.Zero, new Dictionary<string, string>());
        return made;
    }
}
