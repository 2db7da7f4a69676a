using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>How many threads loops of our own may use.</summary>
internal static class Threads
{
    /// <summary>As many as libtorch is set to use.</summary>
    /// <param name="cancellation">Asks the loop to stop.</param>
    public static ParallelOptions AsSet(CancellationToken cancellation = default) => new() { MaxDegreeOfParallelism = get_num_threads(), CancellationToken = cancellation };
}
