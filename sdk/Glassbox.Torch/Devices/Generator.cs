using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with a state of its own.</summary>
    public sealed class Generator : IDisposable
    {
        internal nint Handle { get; private set; }

        /// <summary>A generator on the device (the CPU unless said), seeded.</summary>
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            if (NativeMethods.gb_generator_new((int)this.device.type, this.device.index, seed, out var handle) < 0)
                throw TorchException.Last($"Generator on {this.device}");
            Handle = handle;
        }

        private Generator(nint handle) => (Handle, device) = (handle, CPU);

        ~Generator() => Release();

        /// <summary>The CPU's generator that operators draw from when none is given.</summary>
        public static Generator Default =>
            NativeMethods.gb_generator_default(out var handle) < 0 ? throw TorchException.Last("default generator") : new Generator(handle);

        public Device device { get; }

        public Generator manual_seed(long seed)
        {
            if (NativeMethods.gb_generator_seed(Handle, (ulong)seed) < 0) throw TorchException.Last("manual_seed");
            return this;
        }

        public long initial_seed() => (long)NativeMethods.gb_generator_initial_seed(Handle);

        public unsafe Tensor get_state()
        {
            NativeValue result;
            if (NativeMethods.gb_generator_state(Handle, &result) < 0) throw TorchException.Last("get_state");
            return Dispatcher.Take(result)!;
        }

        public void set_state(Tensor value)
        {
            if (NativeMethods.gb_generator_set_state(Handle, value.Handle) < 0) throw TorchException.Last("set_state");
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Release();
            GC.SuppressFinalize(this);
        }

        private void Release()
        {
            if (Handle != 0) NativeMethods.gb_generator_release(Handle);
            Handle = 0;
        }
    }

    /// <summary>Seeds every device's default generator.</summary>
    public static Generator manual_seed(long seed)
    {
        if (NativeMethods.gb_manual_seed((ulong)seed) < 0) throw TorchException.Last("manual_seed");
        return Generator.Default;
    }

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
        public static Tensor get_rng_state() => Generator.Default.get_state();
        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }
}
