using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a custom function keeps from its forward pass for its backward pass.</summary>
        public sealed class AutogradContext
        {
            private readonly Dictionary<string, object> data = [];
            private List<Tensor> saved = [];

            internal readonly HashSet<Tensor> NonDifferentiable = new(ReferenceEqualityComparer.Instance);
            internal bool MaterializeGrads = true;

            /// <summary>Keeps tensors; outputs are kept without their graph, which would keep itself alive.</summary>
            public void save_for_backward(List<Tensor> tensors) =>
                saved = [.. tensors.Select(t => (t.is_leaf ? t.alias() : t.detach()).DetachFromDisposeScope())];

            public List<Tensor> get_saved_variables() => saved;
            public void save_data(string key, object value) => data[key] = value;
            public object get_data(string key) => data[key];
            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable.UnionWith(tensors);
            public void set_materialize_grads(bool value) => MaterializeGrads = value;
        }

        /// <summary>A differentiable function of several tensors, with a backward pass of its own.</summary>
        /// <typeparam name="F">The deriving class.</typeparam>
        public abstract class MultiTensorFunction<F> where F : MultiTensorFunction<F>, new()
        {
            public abstract string Name { get; }
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <summary>One gradient for each argument of forward; null for those that are no tensors or need none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            public static List<Tensor> apply(params object[] vars)
            {
                var function = new F();
                return CustomFunction.Apply(vars, ctx => function.forward(ctx, vars), function.backward);
            }
        }

        /// <summary>A differentiable function that gives one tensor, with a backward pass of its own.</summary>
        /// <typeparam name="F">The deriving class.</typeparam>
        public abstract class SingleTensorFunction<F> where F : SingleTensorFunction<F>, new()
        {
            public abstract string Name { get; }
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>One gradient for each argument of forward; null for those that are no tensors or need none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            public static Tensor apply(params object[] vars)
            {
                var function = new F();
                return CustomFunction.Apply(vars, ctx => [function.forward(ctx, vars)], (ctx, grads) => function.backward(ctx, grads[0]))[0];
            }
        }

        /// <summary>Ties the outputs of managed code to its inputs through a native graph node that calls back.</summary>
        private sealed class CustomFunction(AutogradContext ctx, Func<AutogradContext, List<Tensor>, List<Tensor>> backward, int[] tensorArguments, long[][] shapes, ScalarType type, Device device)
        {
            public static unsafe List<Tensor> Apply(
                object[] vars, Func<AutogradContext, List<Tensor>> forward, Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
            {
                var ctx = new AutogradContext();
                List<Tensor> outputs;
                using (no_grad()) outputs = forward(ctx);
                var arguments = Enumerable.Range(0, vars.Length).Where(i => vars[i] is Tensor).ToArray();
                var inputs = arguments.Select(i => (Tensor)vars[i]).ToArray();
                if (!is_grad_enabled() || !inputs.Any(i => i.requires_grad)) return outputs;
                // An input given back as it is must become a tensor of its own before it gets a history.
                for (var i = 0; i < outputs.Count; i++)
                    if (inputs.Any(x => x.Handle == outputs[i].Handle)) outputs[i] = outputs[i].detach();
                var function = new CustomFunction(ctx, backward, arguments, [.. outputs.Select(o => o.shape)], outputs[0].dtype, outputs[0].device);
                var differentiable = outputs.Where(o => !ctx.NonDifferentiable.Contains(o)).Select(o => o.Handle).ToArray();
                var given = inputs.Select(i => i.Handle).ToArray();
                var context = GCHandle.Alloc(function);
                fixed (nint* pi = given, po = differentiable)
                    if (gb_autograd_function(pi, given.Length, po, differentiable.Length, &RunBackward, &Callbacks.Release, GCHandle.ToIntPtr(context)) < 0)
                        throw TorchException.Last("custom function");
                GC.KeepAlive((inputs, outputs));
                return outputs;
            }

            [UnmanagedCallersOnly]
            private static unsafe int RunBackward(nint context, nint* outputs, int outputCount, nint* inputs, int inputCount)
            {
                try
                {
                    var me = (CustomFunction)GCHandle.FromIntPtr(context).Target!;
                    var gradients = new List<Tensor>();
                    for (var i = 0; i < outputCount; i++)
                        gradients.Add(outputs[i] != 0 ? new Tensor(outputs[i], 0) : me.Missing(i));
                    var results = me.Backward(gradients);
                    for (var i = 0; i < inputCount; i++)
                    {
                        if (results[i] is not { } gradient) continue;
                        gb_tensor_retain(gradient.Handle);
                        inputs[i] = gradient.Handle;
                    }
                    return 0;
                }
                catch (Exception e)
                {
                    Callbacks.Keep(e);
                    return -1;
                }
            }

            private Tensor Missing(int output) =>
                ctx.MaterializeGrads ? Dispatcher.Call("aten::zeros", shapes[output], type, Argument.None, device) : null!;

            private Tensor?[] Backward(List<Tensor> gradients)
            {
                var all = backward(ctx, gradients);
                return [.. tensorArguments.Select(i => i < all.Count ? all[i] : null)];
            }
        }
    }
}
