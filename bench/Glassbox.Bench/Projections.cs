using System.Diagnostics;
using System.Runtime.InteropServices;
using Glassbox.Host.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Bench;

/// <summary>
/// How long maps of N points of 50 columns take, how much memory, how both grow with N, and what the maps keep of neighbourhoods, beside scikit-learn's t-SNE, openTSNE and umap-learn on the same points, as far as
/// Python has them (Debian: apt-get install python3-sklearn umap-learn). GLASSBOX_BENCH_POINTS gives other numbers of points (1000,10000); the peers run up to GLASSBOX_BENCH_PEERS points (30000 unless
/// said); PYTHON names the Python to compare with.
/// </summary>
internal static class Projections
{
    private const int Columns = 50, Clusters = 20, Neighbours = 10, Probes = 1000;
    private static readonly string[] Methods = ["pca", "tsne", "umap", "mde"];
    private static readonly Dictionary<string, string> PeerNames = new() { ["sklearn"] = "sklearn t-SNE", ["openTSNE"] = "openTSNE", ["umap"] = "umap-learn" };

    public static void Measure()
    {
        var counts = (Environment.GetEnvironmentVariable("GLASSBOX_BENCH_POINTS") ?? "1000,3000,10000,30000,100000").Split(',').Select(int.Parse).ToArray();
        var peersUpTo = int.Parse(Environment.GetEnvironmentVariable("GLASSBOX_BENCH_PEERS") ?? "30000");
        var peers = Peers();
        Console.WriteLine($"{"N",8} {"method",-14} {"seconds",8} {"cpu s",8} {"MB",7} {"kept",6} {"trust",6}  {"cpu s grow as",-13} {"MB grow as",-10}");
        Console.WriteLine($"MB: the most memory beyond what was used before. kept: the part of {Neighbours} nearest neighbours that are also nearest on the map; trust: trustworthiness for as many; of {Probes} points. {get_num_threads()} threads.");
        var before = new Dictionary<string, Measured>();
        foreach (var n in counts)
        {
            using var scope = NewDisposeScope();
            var points = Points(n);
            foreach (var method in Methods) Report(method, Run((input, output) => Process.Start(new ProcessStartInfo("dotnet", [typeof(Projections).Assembly.Location, "projection", method, input, $"{Columns}", output]) { RedirectStandardOutput = true }), points));
            if (n <= peersUpTo) foreach (var peer in peers) Report(PeerNames[peer], Run((input, output) => Python(Path.Combine(AppContext.BaseDirectory, "projections.py"), peer, input, $"{Columns}", output), points));

            void Report(string method, Measured measured)
            {
                var (kept, trust) = Kept(points, measured.Map);
                string Growth(Func<Measured, double> of) => before.TryGetValue(method, out var smaller) && of(smaller) > 0 && of(measured) > 0
                    ? FormattableString.Invariant($"N^{Math.Log(of(measured) / of(smaller)) / Math.Log((double)n / smaller.N):0.00}") : "";
                Console.WriteLine(FormattableString.Invariant(
                    $"{n,8} {method,-14} {measured.Seconds,8:0.00} {measured.Cpu,8:0.00} {measured.Megabytes,7:0} {kept,6:0.000} {trust,6:0.0000}  {Growth(m => m.Cpu),-13} {Growth(m => m.Megabytes),-10}"));
                before[method] = measured with { N = n };
            }
        }
    }

    private sealed record Measured(double Seconds, double Cpu, double Megabytes, Tensor Map, int N = 0);

    /// <summary>One map, in a process of its own as the peers' are, so that no memory is left from another: <c>projection METHOD POINTS COLUMNS MAP</c> prints seconds, processor seconds and megabytes.</summary>
    public static void Single(string method, string input, int columns, string output)
    {
        var catalogue = new PluginCatalogue(PluginFolders.Default());
        using var points = tensor(MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(input)).ToArray()).reshape(-1, columns);
        Tensor Project(Tensor of) => ((Embedding)catalogue.Invoke(method, [of], new Dictionary<string, object?>(), new Run())).Coordinates;
        // Once before the clock: loading and compiling are not the method.
        Project(points.narrow(0, 0, Math.Min(points.size(0), 200)));
        GC.Collect();
        // Linux keeps the highest use of memory so far until it is told to forget.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var used = Megabytes("VmRSS");
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var map = Project(points);
        Console.Write(FormattableString.Invariant($"{clock.Elapsed.TotalSeconds} {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds} {Megabytes("VmHWM") - used}"));
        File.WriteAllBytes(output, map.to(ScalarType.Float32).contiguous().bytes.ToArray());
    }

    private static double Megabytes(string what) =>
        double.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith(what + ":")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;

    private static Tensor Points(int n)
    {
        using var generator = new Generator(1);
        var centres = randn(Clusters, Columns, generator: generator) * 3;
        return centres.index_select(0, randint(0, Clusters, [n], generator: generator)) + randn(n, Columns, generator: generator);
    }

    /// <summary>The part of each probe's nearest neighbours that are among its nearest on the map, and the trustworthiness of those on the map (Venna and Kaski 2001, equation 2), of probes spread over the points.</summary>
    private static (double Kept, double Trust) Kept(Tensor points, Tensor map)
    {
        using var scope = NewDisposeScope();
        var n = points.size(0);
        var probes = Math.Min(Probes, n);
        var (kept, penalty) = (0L, 0.0);
        for (long first = 0; first < probes; first += 100)
        {
            using var inner = NewDisposeScope();
            var rows = arange(first, Math.Min(probes, first + 100)) * (n / probes);
            Tensor Distances(Tensor all)
            {
                var distances = cdist(all.index_select(0, rows), all);
                return distances.scatter(1, rows.unsqueeze(1), full_like(distances.narrow(1, 0, 1), double.PositiveInfinity));
            }
            var space = Distances(points);
            var onMap = Distances(map.to(ScalarType.Float32)).topk(Neighbours, 1, largest: false).indexes;
            kept += space.topk(Neighbours, 1, largest: false).indexes.unsqueeze(2).eq(onMap.unsqueeze(1)).sum().ToInt64();
            var ranks = stack([.. Enumerable.Range(0, Neighbours).Select(k => space.lt(space.gather(1, onMap.narrow(1, k, 1))).sum(1))], 1) + 1;
            penalty += (ranks - Neighbours).clamp_min(0).sum().ToDouble();
        }
        return (kept / ((double)probes * Neighbours), 1 - penalty * 2 / (probes * (double)Neighbours * (2.0 * n - 3 * Neighbours - 1)));
    }

    private static string[] Peers()
    {
        using var python = Python("-c", "import importlib.util as u; print(*[m for m in ('sklearn', 'openTSNE', 'umap') if u.find_spec(m)])");
        if (python is null) return [];
        var found = python.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Console.WriteLine(found.Length == 0 ? "Python has none of scikit-learn, openTSNE and umap-learn to compare with." : $"Beside Python's {string.Join(", ", found)}.");
        return found;
    }

    private static Measured Run(Func<string, string, Process?> start, Tensor points)
    {
        var (input, output) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            File.WriteAllBytes(input, points.contiguous().bytes.ToArray());
            using var process = start(input, output)!;
            var said = process.StandardOutput.ReadToEnd().Split(' ');
            process.WaitForExit();
            var map = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray();
            return new(double.Parse(said[0]), double.Parse(said[1]), double.Parse(said[2]), tensor(map).reshape(points.size(0), 2));
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
            return Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? (File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3"), arguments) { RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
