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

/// <summary>An optimizer that changes each parameter by its own gradient and what it remembers of earlier ones.</summary>
/// <typeparam name="TGroup">The hyper-parameters.</typeparam>
/// <typeparam name="TState">What is remembered of a parameter.</typeparam>
public abstract class GroupedOptimizer<TGroup, TState> : optim.Optimizer where TGroup : ParamGroup where TState : IDisposable
{
    private readonly List<TGroup> groups;
    private readonly Dictionary<Tensor, TState> states = new(ReferenceEqualityComparer.Instance);

    private protected GroupedOptimizer(IEnumerable<TGroup> groups) => this.groups = [.. groups];

    public override IEnumerable<optim.ILearningRateController> ParamGroups => groups;
    public override IEnumerable<Tensor> parameters() => groups.SelectMany(g => g.Parameters);
    public void add_param_group(TGroup param_group) => groups.Add(param_group);

    public override Tensor? step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
            using (enable_grad())
                loss = closure();

        using var _ = no_grad();
        foreach (var group in groups)
        {
            foreach (var parameter in group.Parameters)
            {
                using var scope = NewDisposeScope();
                if (parameter.grad is not { } gradient) continue;
                if (!states.TryGetValue(parameter, out var state)) states.Add(parameter, state = Start(parameter, group));
                Update(parameter, gradient, state, group);
            }
        }
        return loss;
    }

    /// <summary>What is remembered before the first step.</summary>
    private protected abstract TState Start(Tensor parameter, TGroup group);

    /// <summary>Changes a parameter in place. Runs without autograd and in a scope that releases temporaries.</summary>
    private protected abstract void Update(Tensor parameter, Tensor gradient, TState state, TGroup group);

    /// <summary>What a state holds, by name.</summary>
    private protected virtual IEnumerable<(string Name, Tensor Value)> Kept(TState state) => throw new NotSupportedException($"{GetType().Name} cannot be saved.");

    /// <summary>The state that held these, which it takes over.</summary>
    private protected virtual TState Restored(IReadOnlyDictionary<string, Tensor> kept) => throw new NotSupportedException($"{GetType().Name} cannot be restored.");

    internal override Dictionary<string, Tensor> SaveMemory()
    {
        var memory = new Dictionary<string, Tensor>();
        foreach (var (i, parameter) in parameters().Index())
            if (states.TryGetValue(parameter, out var state))
                foreach (var (name, value) in Kept(state)) memory.Add($"{i}.{name}", value);
        return memory;
    }

    internal override void RestoreMemory(IReadOnlyDictionary<string, Tensor> memory)
    {
        Dispose(true);
        foreach (var (i, parameter) in parameters().Index())
        {
            var own = memory.Where(m => m.Key.StartsWith($"{i}.")).ToDictionary(m => m.Key[(m.Key.IndexOf('.') + 1)..], m => m.Value.clone().DetachFromDisposeScope());
            if (own.Count > 0) states.Add(parameter, Restored(own));
        }
    }

    /// <summary>Zeros of a parameter's shape that outlive the step.</summary>
    private protected static Tensor Memory(Tensor parameter, double value = 0) => parameter.full_like(value).DetachFromDisposeScope();

    /// <summary>The gradient as the group wants it: turned round to maximise, and with the pull of weight decay.</summary>
    private protected static Tensor Adjusted(Tensor parameter, Tensor gradient, double weight_decay, bool maximize = false)
    {
        if (maximize) gradient = gradient.neg();
        return weight_decay == 0 ? gradient : gradient.add(parameter, weight_decay);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var state in states.Values) state.Dispose();
        states.Clear();
    }
}
