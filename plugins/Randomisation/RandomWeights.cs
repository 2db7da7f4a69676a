using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>What takes the place of trained weights.</summary>
public enum RandomWeights
{
    /// <summary>What PyTorch's layers begin with: uniform within <c>1/sqrt(fan in)</c> of zero for weights and their biases, 1 and 0 for scales, shifts and statistics of normalisations.</summary>
    Initial,

    /// <summary>The trained values themselves, in a random order within each tensor.</summary>
    Shuffled,
}

/// <summary>
/// Random weights in the place of a model's trained ones, for as long as this lives. The tensors are the model's own, whatever runs them (modules, functions, TorchScript): they hold the trained values
/// again, to the bit, once it is disposed of.
/// </summary>
internal sealed class RandomisedParameters : IDisposable
{
    private readonly List<(Tensor Live, Tensor Trained)> replaced = [];

    /// <param name="model">The model.</param>
    /// <param name="names">The parameters and buffers to replace.</param>
    /// <param name="weights">What takes their place.</param>
    /// <param name="run">Whose seed is drawn from: a parameter gets the same values whatever is replaced beside it.</param>
    public RandomisedParameters(Model model, IEnumerable<string> names, RandomWeights weights, Run run)
    {
        using var off = no_grad();
        var order = model.Parameters.Keys.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
        try
        {
            foreach (var name in names)
            {
                var live = model.Parameters[name];
                if (!live.is_floating_point()) continue;
                using var scope = NewDisposeScope();
                var values = weights == RandomWeights.Shuffled ? Shuffled(live, run.Generator(stream: order[name] + 1)) : Initial(model, name, run.Generator(stream: order[name] + 1));
                replaced.Add((live, live.detach().clone().DetachFromDisposeScope()));
                live.copy_(values);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A model of the same function, which has seen no weights but these: what others may keep for the trained one, such as folded weights, is not kept for it.</summary>
    public static Model Anew(Model model) => model.Module is { } module
        ? new Model(model.Name, module, model.Preprocessing, model.ClassNames)
        : new Model(model.Name, model.Logits, model.Parameters, model.Preprocessing, model.ClassNames, model.Device);

    public void Dispose()
    {
        using var off = no_grad();
        foreach (var (live, trained) in replaced)
        {
            live.copy_(trained);
            trained.Dispose();
        }
        replaced.Clear();
    }

    private static Tensor Shuffled(Tensor trained, Generator generator) =>
        trained.flatten().index_select(0, randperm(trained.numel(), generator: generator).to(trained.device)).view(trained.shape);

    private static Tensor Initial(Model model, string name, Generator generator)
    {
        var live = model.Parameters[name];
        var kind = name[(name.LastIndexOf('.') + 1)..];
        // A bias is drawn as the weights beside it; what has none beside it belongs to a normalisation.
        var weight = live.dim() > 1 ? live : model.Parameters.FirstOrDefault(p => Layers.Owner(p.Key) == Layers.Owner(name) && p.Value.dim() > 1).Value;
        if (weight is null) return full_like(live, kind is "weight" or "running_var" ? 1 : 0);
        var bound = 1 / Math.Sqrt(weight.numel() / (double)weight.size(0));
        return rand(live.shape, dtype: ScalarType.Float64, generator: generator) * (2 * bound) - bound;
    }
}
