using System.Diagnostics;
using System.Runtime.InteropServices;
using Glassbox.Host.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Bench;

/// <summary>
/// How long maps of N points of 50 columns take, and what they keep of neighbourhoods, beside scikit-learn's t-SNE, openTSNE and umap-learn on the same points, as far as python3 has them
/// (Debian: apt-get install python3-sklearn). GLASSBOX_BENCH_POINTS gives other numbers of points: 1000,10000,100000.
/// </summary>
internal static class Projections
{
    private const int Columns = 50, Clusters = 20, Neighbours = 10, Probes = 1000;

    public static void Measure()
    {
        var counts = (Environment.GetEnvironmentVariable("GLASSBOX_BENCH_POINTS") ?? "1000,3000,10000,30000").Split(',').Select(int.Parse).ToArray();
        var catalogue = new PluginCatalogue(PluginFolders.Default());
        var peers = Peers();
        Console.WriteLine($"{"N",8} {"method",-22} {"seconds",8} {"cpu s",8} {"kept",7}   the part of {Neighbours} nearest neighbours that are also nearest on the map; {get_num_threads()} threads");
        foreach (var n in counts)
        {
            using var scope = NewDisposeScope();
            var points = Points(n);
            // Once before the clock: loading and compiling are not the method.
            if (n == counts[0]) foreach (var method in new[] { "tsne", "umap" }) Project(catalogue, method, points.narrow(0, 0, Math.Min(n, 200)));
            foreach (var method in new[] { "pca", "tsne", "umap" })
            {
                var (clock, cpu) = (Stopwatch.StartNew(), Cpu());
                var map = Project(catalogue, method, points);
                Print(n, method, clock.Elapsed.TotalSeconds, Cpu() - cpu, Kept(points, map));
            }
            foreach (var peer in peers)
            {
                var (seconds, cpu, map) = RunPeer(peer, points);
                Print(n, peer, seconds, cpu, Kept(points, map));
            }
            Console.WriteLine($"{n,8} {"peak memory",-22} {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6,8:0} MB");
        }
    }

    private static Tensor Project(PluginCatalogue catalogue, string method, Tensor points) =>
        ((Embedding)catalogue.Invoke(method, [points.alias()], new Dictionary<string, object?>(), new Run())).Coordinates;

    private static Tensor Points(int n)
    {
        using var generator = new Generator(1);
        var centres = randn(Clusters, Columns, generator: generator) * 3;
        return centres.index_select(0, randint(0, Clusters, [n], generator: generator)) + randn(n, Columns, generator: generator);
    }

    private static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    private static void Print(int n, string method, double seconds, double cpu, double kept) =>
        Console.WriteLine(FormattableString.Invariant($"{n,8} {method,-22} {seconds,8:0.00} {cpu,8:0.00} {kept,7:0.000}"));

    /// <summary>The part of each probe's nearest neighbours that are among its nearest on the map.</summary>
    private static double Kept(Tensor points, Tensor map)
    {
        using var scope = NewDisposeScope();
        var probes = Math.Min(Probes, points.size(0));
        Tensor Nearest(Tensor all)
        {
            var distances = cdist(all.narrow(0, 0, probes), all);
            distances.diagonal().fill_(float.PositiveInfinity);
            return distances.topk(Neighbours, 1, largest: false).indexes;
        }
        return Nearest(points).unsqueeze(2).eq(Nearest(map.to(ScalarType.Float32)).unsqueeze(1)).sum().ToDouble() / (probes * Neighbours);
    }

    private static string[] Peers()
    {
        using var python = Python("-c", "import importlib.util as u; print(*[m for m in ('sklearn', 'openTSNE', 'umap') if u.find_spec(m)])");
        if (python is null) return [];
        var found = python.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Console.WriteLine(found.Length == 0 ? "python3 has none of scikit-learn, openTSNE and umap-learn to compare with." : $"Beside python3's {string.Join(", ", found)}.");
        return found;
    }

    private static (double Seconds, double Cpu, Tensor Map) RunPeer(string peer, Tensor points)
    {
        var (input, output) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            File.WriteAllBytes(input, points.contiguous().bytes.ToArray());
            using var python = Python(Path.Combine(AppContext.BaseDirectory, "projections.py"), peer, input, $"{Columns}", output)!;
            var said = python.StandardOutput.ReadToEnd().Split(' ');
            python.WaitForExit();
            var map = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray();
            return (double.Parse(said[0]), double.Parse(said[1]), tensor(map).reshape(points.size(0), 2));
        }
        finally
        {
            File.Delete(input);
            File.Delete(output);
        }
    }

    private static Process? Python(params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
