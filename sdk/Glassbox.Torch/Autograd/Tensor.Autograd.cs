using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => (Info.Flags & 1) != 0;
            set
            {
                if (gb_set_requires_grad(Handle, value ? 1 : 0) < 0) throw TorchException.Last("requires_grad");
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The gradient that the last backward pass left here; null where there is none. Each read gives a tensor of its own.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                NativeValue result;
                if (gb_grad_get(Handle, &result) < 0) throw TorchException.Last("grad");
                return Dispatcher.Take(result);
            }
            set
            {
                if (gb_grad_set(Handle, value?.Handle ?? 0) < 0) throw TorchException.Last("grad");
                GC.KeepAlive(value);
            }
        }

        /// <summary>The name of the backward function that made this tensor; empty for a leaf.</summary>
        public string grad_fn => Marshal.PtrToStringUTF8(gb_grad_fn_name(Handle))!;

        public void retain_grad()
        {
            if (gb_retain_grad(Handle) < 0) throw TorchException.Last("retain_grad");
        }

        public Tensor detach() => Dispatcher.Call("aten::detach", this);
        public Tensor detach_() => Dispatcher.CallInPlace(this, "aten::detach_", this);

        /// <summary>Replaces the data, keeping what points here; libtorch's <c>set_data</c>.</summary>
        internal void SetData(Tensor data)
        {
            if (gb_set_data(Handle, data.Handle) < 0) throw TorchException.Last("set_data");
            GC.KeepAlive(data);
        }

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors, retain_graph || create_graph, create_graph, inputs);

        /// <summary>Calls <paramref name="hook"/> with the gradient of this tensor when a backward pass computes it; what it returns, unless null, takes its place.</summary>
        public unsafe TensorHook register_hook(Func<Tensor, Tensor?> hook)
        {
            var context = GCHandle.Alloc(hook);
            var position = gb_hook_add(Handle, &RunHook, &Callbacks.Release, GCHandle.ToIntPtr(context));
            if (position >= 0) return new TensorHook(this, position);
            context.Free();
            throw TorchException.Last("register_hook");
        }

        [UnmanagedCallersOnly]
        private static unsafe nint RunHook(nint context, nint gradient, int* failed)
        {
            try
            {
                var given = new Tensor(gradient, 0);
                var replaced = ((Func<Tensor, Tensor?>)GCHandle.FromIntPtr(context).Target!)(given) ?? given;
                gb_tensor_retain(replaced.Handle);
                return replaced.Handle;
            }
            catch (Exception e)
            {
                Callbacks.Keep(e);
                *failed = 1;
                return 0;
            }
        }
    }

    /// <summary>A hook on a tensor's gradient, to be removed.</summary>
    public sealed class TensorHook
    {
        private readonly Tensor tensor;
        private readonly int position;

        internal TensorHook(Tensor tensor, int position) => (this.tensor, this.position) = (tensor, position);

        public void remove()
        {
            if (gb_hook_remove(tensor.Handle, position) < 0) throw TorchException.Last("remove hook");
        }
    }
}
