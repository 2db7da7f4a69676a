using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>A network of a TorchScript file. Its operators run one by one, unfused, so that capture sees each.</summary>
        public sealed class ScriptModule : IDisposable
        {
            private nint handle;

            internal ScriptModule(nint handle) => this.handle = handle;

            ~ScriptModule() => Release();

            private nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(ScriptModule));

            public ScriptModule eval() => train(false);

            public ScriptModule train(bool train = true)
            {
                if (gb_jit_train(Handle, train ? 1 : 0) < 0) throw TorchException.Last("jit.train");
                return this;
            }

            public Tensor call(Tensor input) => forward(input);

            /// <summary>Runs the network; it must return one tensor.</summary>
            public Tensor forward(params Tensor[] inputs)
            {
                var outputs = call_all(inputs);
                return outputs is [var only] ? only : throw new TorchException($"it returns {outputs.Length} tensors, not one: choose one, as in call_all(x)[0]");
            }

            /// <summary>Runs the network and returns its tensors in order, those of a tuple, a list or a dictionary too.</summary>
            public unsafe Tensor[] call_all(params Tensor[] inputs)
            {
                var handles = inputs.Select(t => t.Handle).ToArray();
                var results = stackalloc NativeValue[16];
                int count;
                fixed (nint* p = handles) count = gb_jit_forward(Handle, p, handles.Length, results, 16);
                GC.KeepAlive(inputs);
                GC.KeepAlive(this);
                if (count < 0) throw TorchException.Last($"TorchScript forward({string.Join(", ", inputs.Select(t => $"{t.dtype} [{string.Join(", ", t.shape)}]"))})");
                var outputs = new Tensor[count];
                for (var i = 0; i < count; i++) outputs[i] = Dispatcher.Take(results[i])!;
                return outputs;
            }

            /// <summary>The parameters and buffers by name, live.</summary>
            public unsafe Dictionary<string, Tensor> state_dict()
            {
                var found = new Dictionary<string, Tensor>();
                var context = GCHandle.Alloc(found);
                try
                {
                    if (gb_jit_tensors(Handle, &Visit, GCHandle.ToIntPtr(context)) < 0) throw TorchException.Last("jit.state_dict");
                }
                finally
                {
                    context.Free();
                }
                return found;
            }

            [UnmanagedCallersOnly]
            private static unsafe void Visit(nint context, byte* name, nint tensor, int isBuffer)
            {
                var found = (Dictionary<string, Tensor>)GCHandle.FromIntPtr(context).Target!;
                found[Marshal.PtrToStringUTF8((nint)name)!] = new Tensor(tensor, 0);
            }

            public void Dispose()
            {
                Release();
                GC.SuppressFinalize(this);
            }

            private void Release()
            {
                if (handle != 0) gb_jit_release(handle);
                handle = 0;
            }
        }

        /// <summary>Reads a TorchScript file.</summary>
        /// <exception cref="TorchException">The file is no TorchScript file, or is damaged.</exception>
        public static ScriptModule load(string filename, Device? map_location = null)
        {
            filename = FileTraffic.Reads(filename, "network");
            if (!File.Exists(filename)) throw new FileNotFoundException($"There is no file {filename}.", filename);
            var device = map_location ?? CPU;
            return gb_jit_load(filename, (int)device.type, device.index, out var handle) < 0
                ? throw TorchException.Last($"jit.load {filename}")
                : new ScriptModule(handle);
        }
    }
}
