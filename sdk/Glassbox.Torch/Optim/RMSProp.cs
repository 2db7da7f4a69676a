using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Divides gradients by the root of their running mean square (Hinton's lecture 6e).</summary>
    public sealed class RMSProp : GroupedOptimizer<RMSProp.ParamGroup, RMSProp.State>
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

        public sealed class State : IDisposable
        {
            public required Tensor Square;
            internal Tensor? Mean, Velocity;

            public void Dispose()
            {
                Square.Dispose();
                Mean?.Dispose();
                Velocity?.Dispose();
            }
        }

        internal RMSProp(IEnumerable<ParamGroup> groups) : base(groups) { }

        private protected override State Start(Tensor parameter, ParamGroup group) => new()
        {
            Square = Memory(parameter),
            Mean = group.centered ? Memory(parameter) : null,
            Velocity = group.Momentum > 0 ? Memory(parameter) : null,
        };

        private protected override void Update(Tensor parameter, Tensor gradient, State state, ParamGroup group)
        {
            gradient = Adjusted(parameter, gradient, group.weight_decay, group.maximize);
            state.Square.mul_(group.alpha).addcmul_(gradient, gradient, 1 - group.alpha);
            var square = state.Square;
            if (state.Mean is { } mean)
            {
                mean.mul_(group.alpha).add_(gradient, 1 - group.alpha);
                square = square.addcmul(mean, mean, -1);
            }
            var denominator = square.sqrt().add_(group.eps);
            if (state.Velocity is { } velocity) parameter.add_(velocity.mul_(group.Momentum).addcdiv_(gradient, denominator), -group.LearningRate);
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
