using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Divides gradients by the root of the sum of all their squares so far (Duchi et al. 2011).</summary>
    public sealed class Adagrad : GroupedOptimizer<Adagrad.ParamGroup>
    {
        public sealed class ParamGroup : Modules.ParamGroup
        {
            public ParamGroup(IEnumerable<Tensor> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10) : base(parameters, lr) =>
                (this.lr_decay, this.weight_decay, this.initial_accumulator_value, this.eps) = (lr_decay, weight_decay, initial_accumulator_value, eps);

            public double lr_decay { get; }
            public double weight_decay { get; }
            public double initial_accumulator_value { get; }
            public double eps { get; }
        }

        internal Adagrad(IEnumerable<ParamGroup> groups) : base(groups) { }

        private protected override void Start(Tensor parameter, ParameterState state, ParamGroup group) => state["sum"] = parameter.full_like(group.initial_accumulator_value);

        private protected override void Update(Tensor parameter, Tensor gradient, ParameterState state, ParamGroup group)
        {
            gradient = Adjusted(parameter, gradient, group.weight_decay);
            var sum = state["sum"].addcmul_(gradient, gradient);
            parameter.addcdiv_(gradient, sum.sqrt().add_(group.eps), -group.LearningRate / (1 + (state.Steps - 1) * group.lr_decay));
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.Adagrad Adagrad(IEnumerable<Tensor> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10) =>
                new([new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps)]);
            public static Modules.Adagrad Adagrad(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10) =>
                Adagrad(parameters.Select(p => p.parameter), lr, lr_decay, weight_decay, initial_accumulator_value, eps);
            public static Modules.Adagrad Adagrad(IEnumerable<Modules.Adagrad.ParamGroup> parameters) => new(parameters);
        }
    }
}
