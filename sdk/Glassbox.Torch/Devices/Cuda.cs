using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static class cuda
    {
        /// <summary>Whether this libtorch has CUDA and there is a GPU.</summary>
        public static bool is_available() => device_count() > 0;

        public static int device_count() => NativeMethods.gb_device_count((int)DeviceType.CUDA);

        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
        public static Generator manual_seed_all(long seed) => torch.manual_seed(seed);

        /// <summary>Waits until the work queued on the device is done.</summary>
        public static void synchronize(Device? device = null)
        {
            if (NativeMethods.gb_cuda_synchronize(device?.index ?? 0) < 0) throw TorchException.Last("cuda.synchronize");
        }
    }
}
