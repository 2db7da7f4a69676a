extern alias TsnePlugin;
extern alias UmapPlugin;

using System.Diagnostics;
using TorchSharp;
using UmapPlugin::Glassbox.Plugins;
using static TorchSharp.torch;
using RepulsionGrid = TsnePlugin::Glassbox.Plugins.RepulsionGrid;

namespace Glassbox.Bench;

// Not the SDK's curve, which is drawn.
using Curve = UmapPlugin::Glassbox.Plugins.Curve;

/// <summary>What the same bits with any number of threads cost, against the same work by threads that do not care: 10,000 points of 50 columns, the fastest of several runs each, in turn.</summary>
internal static class DeterminismCost
{
    private const int N = 10_000, Columns = 50, Epochs = 20, Repetitions = 3;

    public static void Measure()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var centres = randn(20, Columns, dtype: ScalarType.Float64, generator: generator) * 3;
        var points = centres.index_select(0, randint(0, 20, [N], generator: generator)) + randn(N, Columns, dtype: ScalarType.Float64, generator: generator);
        Console.WriteLine($"{get_num_threads()} threads; seconds and, where both were measured, processor seconds");
        Pca(points);
        Umap(points);
        Tsne(generator);
    }

    private static void Pca(Tensor points) => Report("PCA, exact", "LAPACK on all threads",
        () => { using var inner = NewDisposeScope(); PrincipalComponents.Exact(points, 2, new Run()); },
        () => { using var inner = NewDisposeScope(); linalg.svd(points - points.mean(0), fullMatrices: false); });

    private static void Umap(Tensor points)
    {
        var run = new Run();
        var neighbours = Neighbours.Of(points, 14, run).WithThemselves();
        var (rho, sigma) = FuzzySet.Bandwidths(neighbours, localConnectivity: 1);
        var graph = FuzzySet.Of(neighbours, rho, sigma, mix: 1);
        var curve = Curve.Fit(0.1, 1);
        var start = SpectralStart.Places(graph, points, 2, run);
        var layout = new Layout(graph, 2, curve, 1, 5, 0);
        Report("UMAP, layout", "threads that race (Hogwild)", () => layout.Optimise(start, Epochs, 1, run), () => Race(graph, curve, (float[])start.Clone()));
    }

    /// <summary>umap-learn's layout (McInnes, Healy and Melville 2018, algorithm 5): each thread moves both ends of its edges at once, where other threads read and write.</summary>
    private static void Race(SparseGraph graph, Curve curve, float[] y)
    {
        var (strongest, a, b) = (graph.Values.Max(), (float)curve.A, (float)curve.B);
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            var (step, time) = (1 - (epoch - 1) / (float)Epochs, epoch);
            Parallel.For(0, (N + 255) / 256, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, chunk =>
            {
                var random = (ulong)(time * 7919 + chunk) | 1;
                for (var i = chunk * 256; i < Math.Min(N, (chunk + 1) * 256); i++)
                    for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++)
                    {
                        var strength = graph.Values[e] / strongest;
                        if (Math.Floor((double)strength * time) <= Math.Floor((double)strength * (time - 1))) continue;
                        Move(i, graph.Columns[e], pull: true);
                        for (var s = 0; s < 5; s++)
                        {
                            random ^= random << 13;
                            random ^= random >> 7;
                            random ^= random << 17;
                            Move(i, (int)(random % N), pull: false);
                        }
                    }

                void Move(int i, int j, bool pull)
                {
                    var (dx, dy) = (y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1]);
                    var squared = dx * dx + dy * dy;
                    if (squared == 0) return;
                    var power = MathF.Pow(squared, b);
                    var strength = pull ? -2 * a * b * power / (squared * (a * power + 1)) : 2 * b / ((0.001f + squared) * (a * power + 1));
                    var (mx, my) = (step * Math.Clamp(strength * dx, -4, 4), step * Math.Clamp(strength * dy, -4, 4));
                    y[2 * i] += mx;
                    y[2 * i + 1] += my;
                    if (!pull) return;
                    y[2 * j] -= mx;
                    y[2 * j + 1] -= my;
                }
            });
        }
    }

    /// <summary>t-SNE puts the points on its grid on one thread; all else is split. At best the other threads would take that time away.</summary>
    private static void Tsne(Generator generator)
    {
        var places = randn(2, N, generator: generator) * 20;
        var (x, y) = (places[0].data<float>().ToArray(), places[1].data<float>().ToArray());
        using var grid = new RepulsionGrid(0.3);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() };
        var (forceX, forceY, potential) = (new float[N], new float[N], new float[N]);
        void Whole()
        {
            grid.Spread(x, y, parallel);
            grid.Read(x, y, forceX, forceY, potential, parallel);
        }
        Whole();
        var (whole, _) = Fastest(() => { for (var i = 0; i < 20; i++) Whole(); });
        var (scatter, _) = Fastest(() => { for (var i = 0; i < 20; i++) grid.Scatter(x, y); });
        Console.WriteLine(FormattableString.Invariant(
            $"{"t-SNE, repulsion",-16} {whole / 20:0.0000} s, of which {scatter / 20:0.0000} s on one thread: at most {whole / (whole - scatter):0.00} times the cost of threads that race there"));
    }

    private static void Report(string what, string other, Action ours, Action theirs)
    {
        var (mine, free) = ((Seconds: double.MaxValue, Cpu: 0.0), (Seconds: double.MaxValue, Cpu: 0.0));
        for (var r = -1; r < Repetitions; r++)
        {
            var (a, b) = (Timed(ours), Timed(theirs));
            if (r < 0) continue;
            if (a.Seconds < mine.Seconds) mine = a;
            if (b.Seconds < free.Seconds) free = b;
        }
        Console.WriteLine(FormattableString.Invariant(
            $"{what,-16} {mine.Seconds:0.000} s ({mine.Cpu:0.000}) against {free.Seconds:0.000} s ({free.Cpu:0.000}) by {other}: {mine.Seconds / free.Seconds:0.00} times, by processor time {mine.Cpu / free.Cpu:0.00}"));
    }

    private static (double Seconds, double Cpu) Fastest(Action action) => Enumerable.Range(0, Repetitions).Select(_ => Timed(action)).MinBy(t => t.Seconds);

    private static (double Seconds, double Cpu) Timed(Action action)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        action();
        return (clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds);
    }
}
