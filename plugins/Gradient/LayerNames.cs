using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The names of a model's layers, for one who has named none.</summary>
internal static class LayerNames
{
    private const int Most = 12;

    /// <summary>What to say where a method needs a layer.</summary>
    /// <param name="method">The method, as a sentence begins.</param>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Inputs of it: one of them is run, to see its layers.</param>
    public static GlassboxException Missing(string method, Model model, Tensor inputs)
    {
        var names = model.Capture(inputs.narrow(0, 0, 1)).LayerNames;
        // From the outside inwards: what lies within a layer is named only where there is room.
        var shown = names.OrderBy(n => n.Count(c => c == '.')).Take(Most).ToArray();
        return new GlassboxException($"{method} explains the neurons of a layer: name the layer." +
            (names.Count == 0 ? "" : $" {model.Name} has {string.Join(", ", shown)}{(names.Count > Most ? $" and {names.Count - Most} more" : "")}."));
    }
}
