using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Divides gradients by the root of their running mean square (Hinton's lecture 6e).</summary>
    public sealed class RMSProp : GroupedOptimizer<RMSProp.ParamGroup>
    {
        public sealed class ParamGroup : Modules.ParamGroup, optim.IMomentum
        {
            public ParamGroup(IEnumerable<Tensor> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) : base(parameters, lr) =>
                (this.alpha, this.eps, this.weight_decay, Momentum, this.centered, this.maximize) = (alpha, eps, weight_decay, momentum, centered, maximize);

            public double alpha { get; }
            public double eps { get; }
            public double weight_decay { get; }
            public double Momentum { get; set; }
            public bool centered { get; }
            public bool maximize { get; }
        }

        internal RMSProp(IEnumerable<ParamGroup> groups) : base(groups) { }

        private protected override void Start(Tensor parameter, ParameterState state, ParamGroup group)
        {
            state["square_avg"] = parameter.zeros_like();
            if (group.centered) state["grad_avg"] = parameter.zeros_like();
            if (group.Momentum > 0) state["momentum_buffer"] = parameter.zeros_like();
        }

        private protected override void Update(Tensor parameter, Tensor gradient, ParameterState state, ParamGroup group)
        {
            gradient = Adjusted(parameter, gradient, group.weight_decay, group.maximize);
            var square = state["square_avg"].mul_(group.alpha).addcmul_(gradient, gradient, 1 - group.alpha);
            if (group.centered)
            {
                var mean = state["grad_avg"].mul_(group.alpha).add_(gradient, 1 - group.alpha);
                square = square.addcmul(mean, mean, -1);
            }
            var denominator = square.sqrt().add_(group.eps);
            if (state.Tensors.TryGetValue("momentum_buffer", out var velocity)) parameter.add_(velocity.mul_(group.Momentum).addcdiv_(gradient, denominator), -group.LearningRate);
            else parameter.addcdiv_(gradient, denominator, -group.LearningRate);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.RMSProp RMSProp(IEnumerable<Tensor> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new([new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize)]);
            public static Modules.RMSProp RMSProp(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                RMSProp(parameters.Select(p => p.parameter), lr, alpha, eps, weight_decay, momentum, centered, maximize);
            public static Modules.RMSProp RMSProp(IEnumerable<Modules.RMSProp.ParamGroup> parameters) => new(parameters);
        }
    }
}
