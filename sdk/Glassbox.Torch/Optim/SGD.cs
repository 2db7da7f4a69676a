using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Stochastic gradient descent, with momentum and Nesterov's form of it.</summary>
    public sealed class SGD : GroupedOptimizer<SGD.ParamGroup>
    {
        public sealed class ParamGroup : Modules.ParamGroup, optim.IMomentum
        {
            public ParamGroup(IEnumerable<Tensor> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) : base(parameters, lr)
            {
                if (nesterov && (momentum <= 0 || dampening != 0)) throw new ArgumentException("Nesterov momentum needs a momentum, and no dampening.");
                (Momentum, this.dampening, this.weight_decay, this.nesterov, this.maximize) = (momentum, dampening, weight_decay, nesterov, maximize);
            }

            public double Momentum { get; set; }
            public double dampening { get; }
            public double weight_decay { get; }
            public bool nesterov { get; }
            public bool maximize { get; }
        }

        internal SGD(IEnumerable<ParamGroup> groups) : base(groups) { }

        private protected override void Update(Tensor parameter, Tensor gradient, ParameterState state, ParamGroup group)
        {
            gradient = Adjusted(parameter, gradient, group.weight_decay, group.maximize);
            if (group.Momentum != 0)
            {
                if (state.Tensors.TryGetValue("momentum_buffer", out var velocity)) velocity.mul_(group.Momentum).add_(gradient, 1 - group.dampening);
                else state["momentum_buffer"] = velocity = gradient.clone();
                gradient = group.nesterov ? gradient.add(velocity, group.Momentum) : velocity;
            }
            parameter.add_(gradient, -group.LearningRate);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.SGD SGD(IEnumerable<Tensor> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new([new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize)]);
            public static Modules.SGD SGD(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                SGD(parameters.Select(p => p.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);
            public static Modules.SGD SGD(IEnumerable<Modules.SGD.ParamGroup> parameters) => new(parameters);
        }
    }
}
