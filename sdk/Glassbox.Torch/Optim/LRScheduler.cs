namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Changes an optimizer's learning rates as training goes on; call <see cref="step()"/> once an epoch.</summary>
            public abstract class LRScheduler
            {
                private readonly bool verbose;

                private protected LRScheduler(IEnumerable<ILearningRateController> groups, int last_epoch = -1, bool verbose = false) =>
                    (Groups, Epoch, this.verbose) = ([.. groups], last_epoch, verbose);

                internal IReadOnlyList<ILearningRateController> Groups { get; }

                /// <summary>The epoch whose rates are in force; -1 before the first.</summary>
                private protected int Epoch { get; set; }

                /// <summary>The learning rate of a group in the epoch that begins.</summary>
                private protected abstract double Rate(ILearningRateController group, int index);

                /// <summary>Goes to the next epoch.</summary>
                public virtual void step()
                {
                    Epoch++;
                    Apply();
                }

                private protected void Apply()
                {
                    for (var i = 0; i < Groups.Count; i++)
                    {
                        Groups[i].LearningRate = Rate(Groups[i], i);
                        if (verbose) Console.WriteLine($"learning rate of group {i}: {Groups[i].LearningRate:g4}");
                    }
                }

                /// <summary>Goes to an epoch, or with null to the next one.</summary>
                public virtual void step(int? epoch)
                {
                    if (epoch is { } e) Epoch = e - 1;
                    step();
                }

                /// <summary>Goes to the next epoch; <paramref name="current"/> is the measure that some schedules watch.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                public IEnumerable<double> get_last_lr() => Groups.Select(g => g.LearningRate);
            }

            /// <summary>
            /// A schedule that multiplies the initial rate by a factor of epoch and group. From epoch to epoch it multiplies the rate it finds by the
            /// ratio of two factors, so that several schedules of one optimizer multiply.
            /// </summary>
            private sealed class Multiplying : LRScheduler
            {
                private readonly Func<int, int, double> factor;
                private int? before;

                public Multiplying(Optimizer optimizer, Func<int, int, double> factor, int last_epoch, bool verbose) : base(optimizer.ParamGroups, last_epoch, verbose)
                {
                    (this.factor, before) = (factor, last_epoch < 0 ? null : last_epoch);
                    step();
                }

                public Multiplying(Optimizer optimizer, Func<int, double> factor, int last_epoch, bool verbose) : this(optimizer, (epoch, _) => factor(epoch), last_epoch, verbose) { }

                private protected override double Rate(ILearningRateController group, int index)
                {
                    var last = before is { } epoch ? factor(epoch, index) : 1;
                    return last == 0 ? group.InitialLearningRate * factor(Epoch, index) : group.LearningRate * (factor(Epoch, index) / last);
                }

                public override void step()
                {
                    base.step();
                    before = Epoch;
                }

                /// <summary>Goes straight to an epoch, whatever other schedules did.</summary>
                public override void step(int? epoch)
                {
                    if (epoch is not null)
                    {
                        foreach (var group in Groups) group.LearningRate = group.InitialLearningRate;
                        before = null;
                    }
                    base.step(epoch);
                }
            }
        }
    }
}
