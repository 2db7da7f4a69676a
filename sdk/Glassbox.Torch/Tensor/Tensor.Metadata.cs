using TorchSharp.Interop;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private unsafe TensorInfo Info
        {
            get
            {
                TensorInfo info;
                if (gb_tensor_info(Handle, &info) < 0) throw TorchException.Last("tensor");
                GC.KeepAlive(this);
                return info;
            }
        }

        public long dim() => Info.Dimensions;
        public long ndim => Info.Dimensions;
        public long Dimensions => Info.Dimensions;
        public long numel() => Info.Elements;
        public long NumberOfElements => Info.Elements;
        public ScalarType dtype => (ScalarType)Info.DType;
        public int element_size() => SizeOf(dtype);
        public long ElementSize => SizeOf(dtype);
        public long nbytes => numel() * SizeOf(dtype);
        public bool is_leaf => (Info.Flags & 2) != 0;
        public bool is_contiguous() => (Info.Flags & 4) != 0;
        public bool is_inference() => (Info.Flags & 8) != 0;
        public bool is_sparse => (Info.Flags & 16) != 0;
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_cpu() => device_type == DeviceType.CPU;

        public Device device
        {
            get
            {
                var info = Info;
                return info.DeviceType == 0 ? CPU : new Device((DeviceType)info.DeviceType, info.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Info.DeviceType;
        public int device_index => Info.DeviceIndex;

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Info.Dimensions];
                fixed (long* p = sizes)
                    if (gb_tensor_sizes(Handle, p) < 0) throw TorchException.Last("shape");
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long[] size() => shape;

        public long size(int dim)
        {
            var sizes = shape;
            var d = dim < 0 ? dim + sizes.Length : dim;
            return d >= 0 && d < sizes.Length
                ? sizes[d]
                : throw new ArgumentOutOfRangeException(nameof(dim), $"There is no dimension {dim}: the tensor is [{string.Join(", ", sizes)}].");
        }

        public unsafe long[] stride()
        {
            var strides = new long[Info.Dimensions];
            fixed (long* p = strides)
                if (gb_tensor_strides(Handle, p) < 0) throw TorchException.Last("stride");
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)ndim : dim];
        public long storage_offset() => gb_tensor_offset(Handle);

        /// <summary>Equal for tensors that share memory.</summary>
        internal nint StorageIdentity => gb_tensor_storage(Handle);
    }
}
