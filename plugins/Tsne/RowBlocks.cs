using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>How many rows of an N x N matrix are worked on at a time, when the whole need not exist.</summary>
internal static class RowBlocks
{
    /// <summary>Rows whose temporaries stay in a processor's cache, or keep a GPU busy.</summary>
    public static long Of(long columns, Device device)
    {
        long elements = device.type == DeviceType.CPU ? 1 << 18 : 1 << 26;
        return Math.Max(1, elements / columns);
    }
}
