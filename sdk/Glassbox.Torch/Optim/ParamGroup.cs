using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Parameters that share hyper-parameters.</summary>
public abstract class ParamGroup : optim.ILearningRateController
{
    private protected ParamGroup(IEnumerable<Tensor> parameters, double lr)
    {
        Parameters = [.. parameters];
        if (Parameters.Count == 0) throw new ArgumentException("An optimizer needs at least one parameter.");
        if (Parameters.FirstOrDefault(p => !p.is_leaf) is not null) throw new ArgumentException("An optimizer can change leaves only, not results of other operations.");
        if (lr < 0) throw new ArgumentOutOfRangeException(nameof(lr), $"A learning rate cannot be negative: {lr}.");
        (LearningRate, InitialLearningRate) = (lr, lr);
    }

    public IReadOnlyList<Tensor> Parameters { get; }
    public double LearningRate { get; set; }
    public double InitialLearningRate { get; set; }
}
