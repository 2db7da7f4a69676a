namespace TorchSharp;

/// <summary>A kind of device, with libtorch's numbers.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    META = 14,
    MPS = 13,
}
