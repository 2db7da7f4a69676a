using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Adam (Kingma and Ba 2015), and AMSGrad (Reddi et al. 2018).</summary>
    public class Adam : GroupedOptimizer<Adam.ParamGroup>
    {
        public sealed class ParamGroup : Modules.ParamGroup, optim.IBetas
        {
            public ParamGroup(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) : base(parameters, lr)
            {
                if (beta1 is < 0 or >= 1 || beta2 is < 0 or >= 1) throw new ArgumentException($"The decay rates lie in [0, 1), not {beta1} and {beta2}.");
                (Betas, this.eps, this.weight_decay, this.amsgrad, this.maximize) = ((beta1, beta2), eps, weight_decay, amsgrad, maximize);
            }

            public (double, double) Betas { get; set; }
            public double eps { get; }
            public double weight_decay { get; }
            public bool amsgrad { get; }
            public bool maximize { get; }
        }

        internal Adam(IEnumerable<ParamGroup> groups) : base(groups) { }

        private protected override void Start(Tensor parameter, ParameterState state, ParamGroup group)
        {
            state["exp_avg"] = parameter.zeros_like();
            state["exp_avg_sq"] = parameter.zeros_like();
            if (group.amsgrad) state["max_exp_avg_sq"] = parameter.zeros_like();
        }

        private protected override void Update(Tensor parameter, Tensor gradient, ParameterState state, ParamGroup group) =>
            Moved(parameter, Adjusted(parameter, gradient, group.weight_decay, group.maximize), state, group);

        /// <summary>The step itself, after weight decay was seen to.</summary>
        private protected static void Moved(Tensor parameter, Tensor gradient, ParameterState state, ParamGroup group)
        {
            var (beta1, beta2) = group.Betas;
            var (mean, square) = (state["exp_avg"], state["exp_avg_sq"]);
            mean.mul_(beta1).add_(gradient, 1 - beta1);
            square.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
            if (group.amsgrad) square = state["max_exp_avg_sq"].copy_(state["max_exp_avg_sq"].maximum(square));
            var (unbias1, unbias2) = (1 - Math.Pow(beta1, state.Steps), 1 - Math.Pow(beta2, state.Steps));
            var denominator = square.sqrt().div_(Math.Sqrt(unbias2)).add_(group.eps);
            parameter.addcdiv_(mean, denominator, -group.LearningRate / unbias1);
        }
    }

    /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019). As in TorchSharp, there is none unless said.</summary>
    public sealed class AdamW : Adam
    {
        internal AdamW(IEnumerable<ParamGroup> groups) : base(groups) { }

        private protected override void Update(Tensor parameter, Tensor gradient, ParameterState state, ParamGroup group)
        {
            parameter.mul_(1 - group.LearningRate * group.weight_decay);
            Moved(parameter, group.maximize ? gradient.neg() : gradient, state, group);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.Adam Adam(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new([new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)]);
            public static Modules.Adam Adam(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                Adam(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
            public static Modules.Adam Adam(IEnumerable<Modules.Adam.ParamGroup> parameters) => new(parameters);
            public static Modules.AdamW AdamW(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new([new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)]);
            public static Modules.AdamW AdamW(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                AdamW(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
            public static Modules.AdamW AdamW(IEnumerable<Modules.AdamW.ParamGroup> parameters) => new(parameters);
        }
    }
}
