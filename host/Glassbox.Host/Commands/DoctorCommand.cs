using System.CommandLine;
using System.Runtime.InteropServices;
using Glassbox.Files;
using Glassbox.Host.Plugins;
using Glassbox.Host.Terminal;
using TorchSharp;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox doctor</c>: what this machine has, and what is wrong with it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new HostCommand("doctor", "What this machine has: libtorch, BLAS, GPU, plugins; and what is wrong with it.", "glassbox doctor");
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var plugins = new PluginCatalogue(PluginFolders.Default()).Plugins;
            var problems = new List<string>();
            Columns.Write(output,
            [
                ["glassbox", Versions.Glassbox],
                [".NET", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores"],
                .. Torch(problems),
                ["libpng", Library("libpng16.so.16", "libpng16-16", problems)],
                ["libjpeg-turbo", Library("libturbojpeg.so.0", "libturbojpeg0", problems)],
                ["cache", CacheFolder.Of("")],
                .. PluginFolders.Default().Select(folder => new[] { "plugins in", folder }),
            ]);
            output.WriteLine();
            PluginsCommand.List(plugins, output);
            foreach (var problem in problems) Console.Error.WriteLine(problem);
            return problems.Count > 0 ? ExitCode.Failed
                : plugins.Any(p => p.Status is PluginStatus.Broken or PluginStatus.Refused) ? ExitCode.PluginNotLoaded : ExitCode.Good;
        });
        return command;
    }

    private static IEnumerable<string[]> Torch(List<string> problems)
    {
        string version;
        try { version = Versions.Libtorch; }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            problems.Add((e.InnerException ?? e).Message);
            return [["libtorch", "cannot be used"]];
        }
        var blas = LoadedLibraries.PathOf("mkl_core") ?? LoadedLibraries.PathOf("blas");
        // Debian's reference BLAS lies in .../blas/, OpenBLAS in .../openblas-pthread/.
        if (blas is not null && blas.Contains("/blas/", StringComparison.Ordinal))
            problems.Add($"{blas} is the reference BLAS, some 30 times slower than OpenBLAS: apt-get install libopenblas0-pthread");
        return
        [
            ["libtorch", $"{version}, {LoadedLibraries.PathOf("libtorch_cpu") ?? "linked statically"}"],
            ["BLAS", blas ?? "inside libtorch"],
            ["threads", torch.get_num_threads().ToString(System.Globalization.CultureInfo.InvariantCulture)],
            ["GPU", torch.cuda.is_available() ? $"{torch.cuda.device_count()} (cuda:0 ...)" : "none that this libtorch sees"],
        ];
    }

    private static string Library(string file, string package, List<string> problems)
    {
        if (NativeLibrary.TryLoad(file, out _)) return LoadedLibraries.PathOf(file.Split('.')[0]) ?? file;
        problems.Add($"{file} is not installed: apt-get install {package}");
        return "missing";
    }
}
