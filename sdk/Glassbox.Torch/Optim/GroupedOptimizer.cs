using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>An optimizer that changes each parameter by its own gradient and what it remembers of earlier ones.</summary>
/// <typeparam name="TGroup">The hyper-parameters.</typeparam>
public abstract class GroupedOptimizer<TGroup> : optim.Optimizer where TGroup : ParamGroup
{
    private const string Steps = "step";

    private readonly List<TGroup> groups;
    private readonly Dictionary<Tensor, ParameterState> states = new(ReferenceEqualityComparer.Instance);

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
                if (!states.TryGetValue(parameter, out var state))
                {
                    states.Add(parameter, state = new ParameterState());
                    Start(parameter, state, group);
                }
                state.Steps++;
                Update(parameter, gradient, state, group);
            }
        }
        return loss;
    }

    /// <summary>Fills what is remembered before the first step.</summary>
    private protected virtual void Start(Tensor parameter, ParameterState state, TGroup group) { }

    /// <summary>Changes a parameter in place. Runs without autograd and in a scope that releases temporaries.</summary>
    private protected abstract void Update(Tensor parameter, Tensor gradient, ParameterState state, TGroup group);

    /// <summary>The gradient as the group wants it: turned round to maximise, and with the pull of weight decay.</summary>
    private protected static Tensor Adjusted(Tensor parameter, Tensor gradient, double weight_decay, bool maximize = false)
    {
        if (maximize) gradient = gradient.neg();
        return weight_decay == 0 ? gradient : gradient.add(parameter, weight_decay);
    }

    /// <summary>The tensors that are remembered, live, under the parameter's number and the tensor's name; and how many steps each made.</summary>
    internal override Dictionary<string, Tensor> SaveMemory()
    {
        var memory = new Dictionary<string, Tensor>();
        foreach (var (i, parameter) in parameters().Index())
        {
            if (!states.TryGetValue(parameter, out var state)) continue;
            memory.Add($"{i}.{Steps}", tensor(state.Steps));
            foreach (var (name, value) in state.Tensors) memory.Add($"{i}.{name}", value);
        }
        return memory;
    }

    /// <exception cref="ArgumentException">The memory is of other parameters.</exception>
    internal override void RestoreMemory(IReadOnlyDictionary<string, Tensor> memory)
    {
        var all = parameters().ToArray();
        var restored = new Dictionary<int, ParameterState>();
        foreach (var (name, value) in memory)
        {
            var dot = name.IndexOf('.');
            if (dot < 0 || !int.TryParse(name[..dot], out var i) || i < 0 || i >= all.Length) throw new ArgumentException($"The optimizer's memory is of other parameters: there is none for \"{name}\".");
            if (!restored.TryGetValue(i, out var state)) restored.Add(i, state = new ParameterState());
            if (name[(dot + 1)..] == Steps) state.Steps = value.ToInt64();
            else if (value.shape.AsSpan().SequenceEqual(all[i].shape)) state[name[(dot + 1)..]] = value.to(all[i].device, copy: true);
            else throw new ArgumentException($"The optimizer's memory is of other parameters: \"{name}\" is [{string.Join(", ", value.shape)}], the parameter [{string.Join(", ", all[i].shape)}].");
        }
        Dispose(true);
        foreach (var (i, state) in restored) states.Add(all[i], state);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var state in states.Values) state.Dispose();
        states.Clear();
    }
}
