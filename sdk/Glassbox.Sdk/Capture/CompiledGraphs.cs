using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A model's compiled graphs, one for each shape of sample: the last few, each for as long as the parameters stay what they were.</summary>
internal sealed class CompiledGraphs
{
    private const int Kept = 4;

    private readonly Lock @lock = new();
    private readonly List<(string Shape, CompiledGraph? Graph)> graphs = [];

    /// <summary>The graph for samples of this shape; null where the model has to run itself.</summary>
    public CompiledGraph? For(Model model, Tensor inputs)
    {
        var shape = ShapeOf(inputs);
        lock (@lock)
        {
            var index = graphs.FindIndex(g => g.Shape == shape);
            if (index >= 0 && graphs[index].Graph is not { IsCurrent: false }) return graphs[index].Graph;
            if (index >= 0) graphs.RemoveAt(index);
            var graph = Made(model, inputs);
            Keep(shape, graph);
            return graph;
        }
    }

    /// <summary>From here on the model runs itself for samples of this shape.</summary>
    public void KeepPlain(Tensor inputs)
    {
        lock (@lock)
        {
            graphs.RemoveAll(g => g.Shape == ShapeOf(inputs));
            Keep(ShapeOf(inputs), null);
        }
    }

    private static CompiledGraph? Made(Model model, Tensor inputs)
    {
        try
        {
            return CompiledGraph.Of(model, inputs);
        }
        catch (GlassboxException)
        {
            // What ran cannot be recorded, such as an output that does not depend on the input: the model can still be run.
            return null;
        }
    }

    private void Keep(string shape, CompiledGraph? graph)
    {
        if (graphs.Count == Kept) graphs.RemoveAt(0);
        graphs.Add((shape, graph));
    }

    private static string ShapeOf(Tensor inputs) => $"{inputs.dtype} {inputs.device} {string.Join(' ', inputs.shape[1..])}";
}
