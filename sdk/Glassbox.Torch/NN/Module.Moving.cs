namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public partial class Module
            {
                /// <summary>
                /// Converts all parameters and buffers: <paramref name="dtype"/> those that hold fractions, <paramref name="device"/> all of them.
                /// They stay the same objects, so optimizers made before keep working (TorchSharp makes new ones).
                /// </summary>
                protected internal virtual Module _to(Device? device, ScalarType? dtype, bool non_blocking)
                {
                    using var _ = no_grad();
                    foreach (var (_, module) in Paths())
                    {
                        foreach (var p in module.ownParameters.Values)
                        {
                            Move(p, device, dtype, non_blocking);
                            if (p.grad is not { } gradient) continue;
                            using (gradient)
                            {
                                p.grad = null;
                                Move(gradient, device, dtype, non_blocking);
                                p.grad = gradient;
                            }
                        }
                        foreach (var (buffer, _) in module.ownBuffers.Values) Move(buffer, device, dtype, non_blocking);
                    }
                    return this;
                }

                private static void Move(Tensor tensor, Device? device, ScalarType? dtype, bool non_blocking)
                {
                    var type = dtype is { } t && (tensor.is_floating_point() || tensor.is_complex()) ? t : tensor.dtype;
                    if (type == tensor.dtype && (device is null || device == tensor.device)) return;
                    using var moved = tensor.to(type, device ?? tensor.device, non_blocking: non_blocking);
                    tensor.SetData(moved);
                }
            }
        }
    }

    /// <summary>Moves and converts modules, and returns them under their own type.</summary>
    public static class ModuleExtensionMethods
    {
        public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(device, null, non_blocking);
        public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(new torch.Device(device), null, non_blocking);
        public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(new torch.Device(deviceType, deviceIndex), null, non_blocking);
        public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(null, type, non_blocking);
        public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(device, type, non_blocking);
        public static T to<T>(this T module, torch.Tensor other, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(other.device, other.dtype, non_blocking);
        public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.CPU, non_blocking);
        public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => module.to(DeviceType.CUDA, deviceIndex, non_blocking);
        public static T half<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.ScalarType.Float16, non_blocking);
        public static T bfloat16<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.ScalarType.BFloat16, non_blocking);
        public static T @float<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.ScalarType.Float32, non_blocking);
        public static T @double<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.ScalarType.Float64, non_blocking);
    }
}
