using TorchSharp.Interop;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>The gradients of the outputs, weighted by <paramref name="grad_outputs"/>, in the inputs.</summary>
        /// <param name="outputs">What is differentiated; scalars where no <paramref name="grad_outputs"/> are given.</param>
        /// <param name="inputs">In what: leaves or values computed on the way.</param>
        /// <param name="grad_outputs">A weight of each output's shape; null for ones.</param>
        /// <param name="retain_graph">Whether the graph can be used again.</param>
        /// <param name="create_graph">Whether the gradients can be differentiated in turn; the graph is then retained.</param>
        /// <param name="allow_unused">Whether an input that the outputs do not depend on gives null rather than an error.</param>
        /// <exception cref="TorchException">An input is unused, or an output has no graph.</exception>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var (o, i, g) = (Handles(outputs), Handles(inputs), Handles(grad_outputs));
            var results = stackalloc NativeValue[inputs.Count];
            int count;
            fixed (nint* po = o, pi = i, pg = g)
                count = gb_autograd_grad(po, o.Length, pi, i.Length, pg, g.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, results);
            GC.KeepAlive((outputs, inputs, grad_outputs));
            if (count < 0) throw TorchException.Last("autograd.grad");
            var gradients = new Tensor[count];
            for (var k = 0; k < count; k++) gradients[k] = Dispatcher.Take(results[k])!;
            return gradients;
        }

        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            var (t, g, i) = (Handles(tensors), Handles(grad_tensors), Handles(inputs));
            int status;
            fixed (nint* pt = t, pg = g, pi = i)
                status = gb_autograd_backward(pt, t.Length, pg, g.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, pi, i.Length);
            GC.KeepAlive((tensors, grad_tensors, inputs));
            if (status < 0) throw TorchException.Last("backward");
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        private static nint[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(t => t?.Handle ?? 0)];
    }
}
