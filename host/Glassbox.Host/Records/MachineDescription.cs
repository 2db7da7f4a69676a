using System.Runtime.InteropServices;
using Glassbox.Host.Plugins;
using TorchSharp;
using TorchSharp.Interop;

namespace Glassbox.Host.Records;

/// <summary>What a run's bits may depend on besides itself: the programs' versions and the machine.</summary>
internal static class MachineDescription
{
    /// <param name="device">Where it computed; null for the CPU.</param>
    public static IReadOnlyDictionary<string, string> Now(string? device)
    {
        var described = new Dictionary<string, string>
        {
            ["Glassbox"] = Versions.Glassbox,
            [".NET"] = Environment.Version.ToString(),
        };
        // Asking libtorch would load it, which costs a script without tensors more than all else.
        if (NativeMethods.IsLoaded)
        {
            described["libtorch"] = Versions.Libtorch;
            described["BLAS"] = LoadedLibraries.PathOf("mkl_core") ?? LoadedLibraries.PathOf("blas") ?? "inside libtorch";
        }
        if (device is not (null or "cpu")) described["GPU"] = Gpu() ?? "unknown";
        described["processor"] = Processor();
        described["system"] = RuntimeInformation.OSDescription;
        described["machine"] = Environment.MachineName;
        return described;
    }

    private static string Processor()
    {
        // The file ends only after every core's section: no more of it is read than the first.
        var model = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").Take(12).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return $"{model?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores";
    }

    /// <summary>The driver's own words, since libtorch's interface does not give the name.</summary>
    private static string? Gpu()
    {
        const string cards = "/proc/driver/nvidia/gpus";
        return Directory.Exists(cards)
            ? Directory.GetDirectories(cards).Select(c => Path.Combine(c, "information")).Where(File.Exists)
                .SelectMany(File.ReadLines).FirstOrDefault(l => l.StartsWith("Model:", StringComparison.Ordinal))?["Model:".Length..].Trim()
            : null;
    }
}
