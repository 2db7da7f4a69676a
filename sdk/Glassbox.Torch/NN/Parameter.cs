namespace TorchSharp.Modules
{
    /// <summary>
    /// A tensor that a module learns. It shares the memory of the tensor it was made from, which stays valid
    /// (TorchSharp takes that one's handle away).
    /// </summary>
    public sealed class Parameter : torch.Tensor
    {
        /// <summary>A leaf with the data of <paramref name="data"/>.</summary>
        public Parameter(torch.Tensor data, bool requires_grad = true) : this(data.detach().Steal(), requires_grad) { }

        /// <summary>A parameter of any values, on the default device unless said.</summary>
        internal static Parameter Empty(long[] shape, torch.ScalarType? dtype, torch.Device? device)
        {
            using var values = torch.empty(shape, dtype, device);
            return new Parameter(values);
        }

        private Parameter((nint Handle, long Bytes) taken, bool requires_grad) : base(taken.Handle, taken.Bytes) => this.requires_grad = requires_grad;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
