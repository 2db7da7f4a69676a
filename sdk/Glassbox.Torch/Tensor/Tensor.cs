using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. It owns one native reference, released by <see cref="Dispose()"/>, by the <see cref="DisposeScope"/> it was made
    /// in, or by the garbage collector, which is asked to look when native memory has grown: forgetting to dispose costs time, not the machine.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount, peakCount;

        private readonly TensorCensus? census = TensorCensus.Current;
        private nint handle;
        private long owned;

        /// <summary>Takes over one reference to a native tensor that owns <paramref name="bytes"/> bytes alone.</summary>
        internal Tensor(nint handle, long bytes)
        {
            this.handle = handle;
            owned = bytes;
            NativeMemory.Allocated(bytes);
            var count = Interlocked.Increment(ref totalCount);
            if (count > Volatile.Read(ref peakCount)) Volatile.Write(ref peakCount, count);
            census?.Made();
            DisposeScope.Current?.Add(this);
        }

        ~Tensor() => Release();

        internal DisposeScope? OwningDisposeScope;

        /// <summary>How many tensors are alive on the managed side: the meter for leaks.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>The largest <see cref="TotalCount"/> so far.</summary>
        public static long PeakCount => Volatile.Read(ref peakCount);

        /// <summary>The native tensor; equal for two tensors that are the same one.</summary>
        /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
        public nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Tensor), "The tensor was disposed, by Dispose or by the DisposeScope it was made in.");

        /// <summary>Whether the tensor was disposed.</summary>
        public bool IsInvalid => handle == 0;

        public void Dispose()
        {
            OwningDisposeScope?.Forget(this);
            if (Release()) census?.Disposed();
            GC.SuppressFinalize(this);
        }

        private bool Release()
        {
            var released = Interlocked.Exchange(ref handle, 0);
            if (released == 0) return false;
            gb_tensor_release(released);
            NativeMemory.Freed(owned);
            Interlocked.Decrement(ref totalCount);
            return true;
        }

        /// <summary>Another managed tensor for the same native one: the same data, gradient and version.</summary>
        public Tensor alias() => Borrowed(Handle);

        /// <summary>A managed tensor for a native one that somebody else owns a reference to.</summary>
        internal static Tensor Borrowed(nint handle)
        {
            gb_tensor_retain(handle);
            return new Tensor(handle, 0);
        }

        /// <summary>Takes over another tensor's reference, which becomes invalid.</summary>
        internal (nint Handle, long Bytes) Steal()
        {
            OwningDisposeScope?.Forget(this);
            var taken = (Handle, owned);
            handle = 0;
            NativeMemory.Freed(owned);
            owned = 0;
            Interlocked.Decrement(ref totalCount);
            census?.Disposed();
            GC.SuppressFinalize(this);
            return taken;
        }

        /// <summary>Hands the tensor to the scope around the one it is in.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } owner) owner.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        /// <summary>Takes the tensor out of its scope: from here on it lives until it is disposed or forgotten.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }
    }
}
