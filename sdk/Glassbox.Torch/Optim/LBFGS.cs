using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>
    /// Limited-memory BFGS (Nocedal and Wright, algorithm 7.5), for losses without noise. Each step calls its closure several times.
    /// </summary>
    public sealed class LBFGS : optim.Optimizer, optim.ILearningRateController
    {
        // A pair whose curvature is less than this would make the inverse Hessian indefinite or huge.
        private const double LeastCurvature = 1e-10;

        private readonly IReadOnlyList<Tensor> leaves;
        private readonly long maxIterations, maxEvaluations, historySize;
        private readonly double gradientTolerance, changeTolerance;
        private readonly bool strongWolfe;
        private readonly LinkedList<Curvature> history = [];
        private Tensor? direction, previousGradient;
        private double scale = 1, length;
        private long iterations;

        internal LBFGS(IEnumerable<Tensor> parameters, double lr, long max_iter, long? max_eval, double tolerance_grad, double tolerance_change, long history_size, bool strong_wolfe)
        {
            leaves = [.. parameters];
            if (leaves.Count == 0) throw new ArgumentException("An optimizer needs at least one parameter.");
            (LearningRate, InitialLearningRate) = (lr, lr);
            (maxIterations, maxEvaluations, gradientTolerance, changeTolerance, historySize, strongWolfe) = (max_iter, max_eval ?? max_iter * 5 / 4, tolerance_grad, tolerance_change, history_size, strong_wolfe);
        }

        /// <summary>A step s and the change y of the gradient over it.</summary>
        private sealed record Curvature(Tensor Step, Tensor Change, double Product) : IDisposable
        {
            public void Dispose()
            {
                Step.Dispose();
                Change.Dispose();
            }
        }

        public double LearningRate { get; set; }
        public double InitialLearningRate { get; set; }
        public override IEnumerable<optim.ILearningRateController> ParamGroups => [this];
        public override IEnumerable<Tensor> parameters() => leaves;

        /// <summary>Up to <c>max_iter</c> iterations.</summary>
        /// <param name="closure">Clears the gradients, computes the loss, calls backward and gives back the loss.</param>
        /// <returns>The loss before the step.</returns>
        public override Tensor? step(Func<Tensor>? closure = null)
        {
            if (closure is null) throw new ArgumentNullException(nameof(closure), "LBFGS needs a closure that computes the loss and its gradients.");
            using var _ = no_grad();
            using var scope = NewDisposeScope();

            var first = Loss(closure);
            var loss = first.ToDouble();
            var gradient = Gradient();
            var evaluations = 1L;
            for (var n = 1L; n <= maxIterations && Largest(gradient) > gradientTolerance; n++)
            {
                using var iteration = NewDisposeScope();
                Advance(gradient);
                var slope = gradient.dot(direction!).ToDouble();
                if (slope > -changeTolerance) break;

                var step = iterations == 1 ? Math.Min(1, 1 / gradient.abs().sum().ToDouble()) * LearningRate : LearningRate;
                var before = loss;
                if (strongWolfe)
                {
                    var search = new WolfeSearch(at => Probe(closure, at), loss, gradient, slope, direction!);
                    (length, loss, gradient) = search.Find(step, ref evaluations);
                    Move(length);
                }
                else
                {
                    length = step;
                    Move(length);
                    // The last point is left unevaluated: the next call of step begins there.
                    if (n == maxIterations) break;
                    loss = Loss(closure).ToDouble();
                    gradient = Gradient();
                    evaluations++;
                }
                gradient.MoveToOuterDisposeScope();
                if (evaluations >= maxEvaluations || Largest(direction!) * length <= changeTolerance || Math.Abs(loss - before) < changeTolerance) break;
            }
            return first.MoveToOuterDisposeScope();
        }

        // Takes the last step into the history and finds the next direction.
        private void Advance(Tensor gradient)
        {
            iterations++;
            if (direction is null) direction = Kept(gradient.neg());
            else
            {
                var change = gradient - previousGradient!;
                var taken = direction * length;
                var product = change.dot(taken).ToDouble();
                if (product > LeastCurvature)
                {
                    if (history.Count == historySize)
                    {
                        history.First!.Value.Dispose();
                        history.RemoveFirst();
                    }
                    history.AddLast(new Curvature(Kept(taken), Kept(change), product));
                    scale = product / change.dot(change).ToDouble();
                }
                direction.Dispose();
                direction = Kept(Descent(gradient));
            }
            previousGradient?.Dispose();
            previousGradient = Kept(gradient.clone());
        }

        // The two-loop recursion: minus the inverse Hessian's estimate times the gradient.
        private Tensor Descent(Tensor gradient)
        {
            var q = gradient.neg();
            var weights = new Stack<double>();
            for (var pair = history.Last; pair is not null; pair = pair.Previous)
            {
                var (step, change, product) = pair.Value;
                weights.Push(step.dot(q).ToDouble() / product);
                q.add_(change, -weights.Peek());
            }
            q.mul_(scale);
            for (var pair = history.First; pair is not null; pair = pair.Next)
            {
                var (step, change, product) = pair.Value;
                q.add_(step, weights.Pop() - change.dot(q).ToDouble() / product);
            }
            return q;
        }

        private static Tensor Kept(Tensor tensor) => tensor.DetachFromDisposeScope();
        private static double Largest(Tensor tensor) => tensor.abs().max().ToDouble();

        private static Tensor Loss(Func<Tensor> closure)
        {
            using (enable_grad()) return closure();
        }

        private Tensor Gradient() => cat(leaves.Select(p => (p.grad ?? p.zeros_like()).reshape(-1)).ToArray());

        private void Move(double length)
        {
            var at = 0L;
            foreach (var p in leaves)
            {
                p.add_(direction!.narrow(0, at, p.numel()).view_as(p), length);
                at += p.numel();
            }
        }

        private (double Loss, Tensor Gradient) Probe(Func<Tensor> closure, double length)
        {
            var start = leaves.Select(p => p.clone()).ToArray();
            Move(length);
            var found = (Loss(closure).ToDouble(), Gradient());
            for (var i = 0; i < start.Length; i++) leaves[i].copy_(start[i]);
            return found;
        }

        protected override void Dispose(bool disposing)
        {
            foreach (var pair in history) pair.Dispose();
            history.Clear();
            direction?.Dispose();
            previousGradient?.Dispose();
            direction = previousGradient = null;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Limited-memory BFGS.</summary>
            /// <param name="parameters">What to change.</param>
            /// <param name="lr">The step's length, or the first one that a line search tries.</param>
            /// <param name="max_iter">Iterations a step.</param>
            /// <param name="max_eval">Calls of the closure a step; by default a quarter more than iterations.</param>
            /// <param name="tolerange_grad">The largest gradient at which it stops (the name is TorchSharp's).</param>
            /// <param name="tolerance_change">The change of loss or parameters at which it stops.</param>
            /// <param name="history_size">How many earlier steps are remembered.</param>
            /// <param name="line_search_fn">null, or <c>"strong_wolfe"</c>, which TorchSharp lacks.</param>
            public static Modules.LBFGS LBFGS(IEnumerable<Tensor> parameters, double lr = 0.01, long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-5, double tolerance_change = 1e-9, long history_size = 100, string? line_search_fn = null) =>
                new(parameters, lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size, line_search_fn switch
                {
                    null => false,
                    "strong_wolfe" => true,
                    _ => throw new ArgumentException($"There is no line search \"{line_search_fn}\": write \"strong_wolfe\" or null.", nameof(line_search_fn)),
                });
            public static Modules.LBFGS LBFGS(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 0.01, long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-5, double tolerance_change = 1e-9, long history_size = 100, string? line_search_fn = null) =>
                LBFGS(parameters.Select(p => p.parameter), lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size, line_search_fn);
        }
    }
}
