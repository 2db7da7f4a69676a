namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The initial rate times a function of the epoch.</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) => new Multiplying(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>The initial rate of each group times its own function of the epoch.</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
            {
                var functions = lr_lambdas.ToArray();
                if (functions.Length != optimizer.ParamGroups.Count()) throw new ArgumentException($"{functions.Length} functions for {optimizer.ParamGroups.Count()} groups of parameters.", nameof(lr_lambdas));
                return new Multiplying(optimizer, (epoch, group) => functions[group](epoch), last_epoch, verbose);
            }

            /// <summary>Each epoch's rate is the last one's times a function of the epoch.</summary>
            public static LRScheduler MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new Multiplying(optimizer, epoch => Enumerable.Range(1, epoch).Aggregate(1.0, (product, e) => product * lr_lambda(e)), last_epoch, verbose);

            /// <summary>Times <paramref name="gamma"/> every <paramref name="step_size"/> epochs.</summary>
            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Multiplying(optimizer, epoch => Math.Pow(gamma, epoch / step_size), last_epoch, verbose);

            /// <summary>Times <paramref name="gamma"/> at each milestone.</summary>
            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Multiplying(optimizer, epoch => Math.Pow(gamma, milestones.Count(m => m <= epoch)), last_epoch, verbose);

            /// <summary>Times <paramref name="gamma"/> every epoch.</summary>
            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Multiplying(optimizer, epoch => Math.Pow(gamma, epoch), last_epoch, verbose);

            /// <summary>Times <paramref name="factor"/> for the first <paramref name="total_iters"/> epochs.</summary>
            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new Multiplying(optimizer, epoch => epoch < total_iters ? factor : 1, last_epoch, verbose);

            /// <summary>From one factor to another in a straight line over <paramref name="total_iters"/> epochs.</summary>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new Multiplying(optimizer, epoch => start_factor + (end_factor - start_factor) * Math.Min(epoch, total_iters) / total_iters, last_epoch, verbose);

            /// <summary>Down to zero along <c>(1 - epoch / total_iters)^power</c>.</summary>
            public static LRScheduler PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1, bool verbose = false) =>
                new Multiplying(optimizer, epoch => Math.Pow(1 - Math.Min(epoch, total_iters) / (double)total_iters, power), last_epoch, verbose);

            /// <summary>Down to <paramref name="eta_min"/> along half a cosine over <paramref name="T_max"/> epochs, and up again (Loshchilov and Hutter 2017).</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
            {
                var starts = optimizer.ParamGroups.Select(g => g.InitialLearningRate).ToArray();
                return new Multiplying(optimizer, (epoch, group) => (eta_min + (starts[group] - eta_min) * (1 + Math.Cos(Math.PI * epoch / T_max)) / 2) / starts[group], last_epoch, verbose);
            }

            /// <summary>Each schedule in its turn, the next one from its milestone on.</summary>
            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) =>
                new Sequence(optimizer, [.. schedulers], [.. milestones], last_epoch);

            /// <summary>All of the schedules at once: their factors multiply.</summary>
            public static LRScheduler ChainedLR(IEnumerable<LRScheduler> schedulers) => new Chain([.. schedulers]);

            /// <summary>Times <paramref name="factor"/> whenever a measure has not improved for <paramref name="patience"/> epochs; pass the measure to <c>step</c>.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="mode"><c>"min"</c> where smaller is better, else <c>"max"</c>.</param>
            /// <param name="factor">The factor, below 1.</param>
            /// <param name="patience">How many epochs without improvement are borne.</param>
            /// <param name="threshold">How large an improvement must be.</param>
            /// <param name="threshold_mode"><c>"rel"</c> for a share of the best, <c>"abs"</c> for a difference.</param>
            /// <param name="cooldown">Epochs after a change that are not counted.</param>
            /// <param name="min_lr">The least rate, one for all groups or one a group.</param>
            /// <param name="eps">Smaller changes of the rate are not made.</param>
            /// <param name="verbose">Whether changes are printed.</param>
            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false) =>
                new Plateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr ?? [0], eps, verbose);

            /// <summary>How OneCycleLR goes between two rates.</summary>
            public enum AnnealStrategy
            {
                Cos,
                Linear,
            }

            /// <summary>
            /// Up to the largest rate and down again to a far smaller one, within one training (Smith and Topin 2018); call <c>step</c> once a batch.
            /// </summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="max_lr">The largest rate.</param>
            /// <param name="total_steps">How many steps there are; or else <paramref name="epochs"/> times <paramref name="steps_per_epoch"/>.</param>
            /// <param name="epochs">How many epochs there are.</param>
            /// <param name="steps_per_epoch">How many batches an epoch has.</param>
            /// <param name="pct_start">The share of steps that go up.</param>
            /// <param name="anneal_strategy">Along half a cosine, or a straight line.</param>
            /// <param name="cycle_momentum">Whether the momentum (or first beta) goes the other way.</param>
            /// <param name="base_momentum">The least momentum, at the largest rate.</param>
            /// <param name="max_momentum">The largest momentum.</param>
            /// <param name="div_factor">The largest rate over the first.</param>
            /// <param name="final_div_factor">The first rate over the last.</param>
            /// <param name="three_phase">Whether it goes down as slowly as up, and only then to the last rate.</param>
            /// <param name="last_epoch">The last step done, -1 at first.</param>
            /// <param name="verbose">Whether rates are printed.</param>
            public static LRScheduler OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
            {
                var steps = total_steps > 0 ? total_steps : epochs * steps_per_epoch;
                if (steps < 1 || (total_steps <= 0 && epochs <= 0)) throw new ArgumentException("OneCycleLR needs total_steps, or epochs and steps_per_epoch.");
                var first = max_lr / div_factor;
                var top = pct_start * steps - 1;
                (double End, double Rate, double Momentum)[] turns = three_phase
                    ? [(0, first, max_momentum), (top, max_lr, base_momentum), (2 * top, first, max_momentum), (steps - 1, first / final_div_factor, max_momentum)]
                    : [(0, first, max_momentum), (top, max_lr, base_momentum), (steps - 1, first / final_div_factor, max_momentum)];
                return new OneCycle(optimizer, turns, anneal_strategy == AnnealStrategy.Cos, cycle_momentum, last_epoch, verbose);
            }

            private sealed class OneCycle : LRScheduler
            {
                private readonly (double End, double Rate, double Momentum)[] turns;
                private readonly bool cosine, moveMomentum;

                public OneCycle(Optimizer optimizer, (double End, double Rate, double Momentum)[] turns, bool cosine, bool cycleMomentum, int last_epoch, bool verbose) : base(optimizer.ParamGroups, last_epoch, verbose)
                {
                    (this.turns, this.cosine, moveMomentum) = (turns, cosine, cycleMomentum);
                    if (cycleMomentum && Groups.Any(g => g is not (IMomentum or IBetas))) throw new ArgumentException("The optimizer has no momentum to change: write cycle_momentum: false.", nameof(cycleMomentum));
                    step();
                }

                private protected override double Rate(ILearningRateController group, int index)
                {
                    if (Epoch > turns[^1].End) throw new InvalidOperationException($"OneCycleLR was made for {turns[^1].End + 1} steps, and is asked for one more.");
                    var next = Array.FindIndex(turns, 1, t => Epoch <= t.End);
                    var (from, to) = (turns[next - 1], turns[next]);
                    var share = to.End == from.End ? 1 : (Epoch - from.End) / (to.End - from.End);
                    double Between(double a, double b) => cosine ? b + (a - b) / 2 * (1 + Math.Cos(Math.PI * share)) : a + (b - a) * share;
                    if (moveMomentum)
                    {
                        var momentum = Between(from.Momentum, to.Momentum);
                        if (group is IMomentum simple) simple.Momentum = momentum;
                        else if (group is IBetas betas) betas.Betas = (momentum, betas.Betas.Item2);
                    }
                    return Between(from.Rate, to.Rate);
                }
            }

            private sealed class Sequence : LRScheduler
            {
                private readonly LRScheduler[] schedulers;
                private readonly int[] milestones;

                public Sequence(Optimizer optimizer, LRScheduler[] schedulers, int[] milestones, int last_epoch) : base(optimizer.ParamGroups, last_epoch + 1)
                {
                    if (milestones.Length != schedulers.Length - 1) throw new ArgumentException($"{schedulers.Length} schedules need {schedulers.Length - 1} milestones, not {milestones.Length}.", nameof(milestones));
                    (this.schedulers, this.milestones) = (schedulers, milestones);
                    // Each schedule already made its first step: begin again with the first one alone.
                    schedulers[0].step(0);
                }

                private protected override double Rate(ILearningRateController group, int index) => group.LearningRate;

                public override void step()
                {
                    Epoch++;
                    var turn = milestones.Count(m => m <= Epoch);
                    if (turn > 0 && milestones[turn - 1] == Epoch) schedulers[turn].step(0);
                    else schedulers[turn].step();
                }
            }

            private sealed class Chain(LRScheduler[] schedulers) : LRScheduler(schedulers.SelectMany(s => s.Groups).Distinct(), 0)
            {
                private protected override double Rate(ILearningRateController group, int index) => group.LearningRate;

                public override void step()
                {
                    Epoch++;
                    foreach (var scheduler in schedulers) scheduler.step();
                }
            }

            private sealed class Plateau : LRScheduler
            {
                private readonly double factor, threshold, eps;
                private readonly int patience, cooldown;
                private readonly bool smaller, relative;
                private readonly IList<double> least;
                private double best;
                private int bad, resting;
                private bool reduce;

                public Plateau(Optimizer optimizer, string mode, double factor, int patience, double threshold, string threshold_mode, int cooldown, IList<double> min_lr, double eps, bool verbose) : base(optimizer.ParamGroups, 0, verbose)
                {
                    if (factor >= 1) throw new ArgumentOutOfRangeException(nameof(factor), "The factor must be below 1.");
                    smaller = mode switch { "min" => true, "max" => false, _ => throw new ArgumentException($"There is no mode \"{mode}\": write \"min\" or \"max\".", nameof(mode)) };
                    relative = threshold_mode switch { "rel" => true, "abs" => false, _ => throw new ArgumentException($"There is no threshold mode \"{threshold_mode}\": write \"rel\" or \"abs\".", nameof(threshold_mode)) };
                    if (min_lr.Count != 1 && min_lr.Count != Groups.Count) throw new ArgumentException($"{min_lr.Count} least rates for {Groups.Count} groups of parameters.", nameof(min_lr));
                    (this.factor, this.patience, this.threshold, this.cooldown, least, this.eps) = (factor, patience, threshold, cooldown, min_lr, eps);
                    best = smaller ? double.PositiveInfinity : double.NegativeInfinity;
                }

                public override void step() => throw new InvalidOperationException("ReduceLROnPlateau watches a measure: call step(measure).");
                public override void step(int? epoch) => step();

                public override void step(double current, int? epoch = null)
                {
                    if (epoch is { } e) Epoch = e - 1;
                    if (Better(current)) (best, bad) = (current, 0);
                    else bad++;
                    if (resting > 0) (resting, bad) = (resting - 1, 0);
                    reduce = bad > patience;
                    if (reduce) (resting, bad) = (cooldown, 0);
                    base.step();
                }

                private bool Better(double current) => double.IsInfinity(best) ? !double.IsNaN(current) : (smaller, relative) switch
                {
                    (true, true) => current < best * (1 - threshold),
                    (true, false) => current < best - threshold,
                    (false, true) => current > best * (1 + threshold),
                    (false, false) => current > best + threshold,
                };

                private protected override double Rate(ILearningRateController group, int index)
                {
                    var reduced = Math.Max(group.LearningRate * factor, least[Math.Min(index, least.Count - 1)]);
                    return reduce && group.LearningRate - reduced > eps ? reduced : group.LearningRate;
                }
            }
        }
    }
}
