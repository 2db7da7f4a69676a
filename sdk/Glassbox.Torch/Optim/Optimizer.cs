namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>A group of parameters whose learning rate a schedule may change.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            /// <summary>The learning rate that the optimizer was made with.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>A group with a momentum that a schedule may change.</summary>
        public interface IMomentum
        {
            double Momentum { get; set; }
        }

        /// <summary>A group with two decay rates, the first in momentum's place.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }

        /// <summary>Changes parameters step by step so that a loss falls.</summary>
        public abstract class Optimizer : IDisposable
        {
            public abstract IEnumerable<ILearningRateController> ParamGroups { get; }

            /// <summary>The parameters of all groups.</summary>
            public abstract IEnumerable<Tensor> parameters();

            /// <summary>One step along the gradients that the parameters hold.</summary>
            /// <param name="closure">Computes the loss and its gradients anew; some optimizers call it several times a step.</param>
            /// <returns>The closure's loss, or null without one.</returns>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <summary>Forgets the gradients.</summary>
            public virtual void zero_grad()
            {
                foreach (var p in parameters()) p.grad = null;
            }

            /// <summary>What it remembers of earlier steps, by name: saved and restored, a training goes on as if it had never stopped.</summary>
            internal virtual Dictionary<string, Tensor> SaveMemory() => throw new NotSupportedException($"{GetType().Name} cannot be saved.");

            internal virtual void RestoreMemory(IReadOnlyDictionary<string, Tensor> memory) => throw new NotSupportedException($"{GetType().Name} cannot be restored.");

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) { }
        }
    }
}
