namespace Glassbox.Plugins;

/// <summary>
/// Moves points so that the map's similarities become the fuzzy set's: stochastic gradient descent on their cross entropy (McInnes, Healy and Melville 2018, section 3.2 and algorithm 5). An edge is
/// used as often as it is strong, and each use pushes its first point from a few random ones. Each epoch goes in rounds; in a round each point sums what pulls and pushes it where all
/// points lay at the round's start, and what is random is a function of epoch, point and edge alone, so that the layout does not depend on the number of threads.
/// </summary>
internal sealed class Layout
{
    private const int Rounds = 8, Chunk = 256;
    private const byte Never = 255;
    private const float LargestMove = 4;

    private readonly SparseGraph graph;
    private readonly int dimensions;
    private readonly Curve curve;
    private readonly float repulsion;
    private readonly int negatives;
    private readonly ulong seed;

    /// <param name="graph">The fuzzy set.</param>
    /// <param name="dimensions">The map's dimensions.</param>
    /// <param name="curve">The similarity on the map.</param>
    /// <param name="repulsion">How much pushes count against pulls.</param>
    /// <param name="negatives">How many random points push at each use of an edge.</param>
    /// <param name="seed">What is random follows from it.</param>
    public Layout(SparseGraph graph, int dimensions, Curve curve, double repulsion, int negatives, long seed) =>
        (this.graph, this.dimensions, this.curve, this.repulsion, this.negatives, this.seed) = (graph, dimensions, curve, (float)repulsion, negatives, (ulong)seed);

    /// <summary>Moves points.</summary>
    /// <param name="start">Where they lie, point after point: N d numbers.</param>
    /// <param name="epochs">How often the strongest edges are used.</param>
    /// <param name="rate">The size of the first steps, which fall to nothing.</param>
    /// <param name="run">Is told of progress.</param>
    /// <returns>Where they lie then.</returns>
    public float[] Optimise(float[] start, int epochs, double rate, Run run)
    {
        var strongest = graph.Values.Max();
        var (now, next) = ((float[])start.Clone(), new float[start.Length]);
        var parallel = Threads.AsSet(run.Cancellation);
        var n = graph.Rows;
        // The rounds in which each edge is used from its own point and from the other end.
        var (own, others) = (new byte[graph.Values.Length], new byte[graph.Values.Length]);
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            if (epoch % 10 == 1) run.Step(epoch - 1, epochs, "epochs");
            var step = (float)(rate * (1 - (epoch - 1) / (double)epochs));
            Plan(own, others, strongest, epoch, parallel);
            for (var round = 0; round < Rounds; round++)
            {
                var (from, to, turn, time) = (now, next, round, epoch);
                Parallel.For(0, (n + Chunk - 1) / Chunk, parallel, chunk =>
                {
                    Span<float> move = stackalloc float[dimensions];
                    for (var i = chunk * Chunk; i < Math.Min(n, (chunk + 1) * Chunk); i++)
                    {
                        move.Clear();
                        var place = Place(from, i);
                        for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++)
                        {
                            // An edge is used once from each end, in two rounds; both ends move each time.
                            if (own[e] == turn)
                            {
                                Pull(place, Place(from, graph.Columns[e]), move);
                                for (var s = 0; s < negatives; s++)
                                {
                                    var k = Other(time, e, s, n);
                                    if (k != i) Push(place, Place(from, k), move);
                                }
                            }
                            if (others[e] == turn) Pull(place, Place(from, graph.Columns[e]), move);
                        }
                        for (var a = 0; a < dimensions; a++) to[i * dimensions + a] = place[a] + step * move[a];
                    }
                });
                (now, next) = (next, now);
            }
        }
        run.Step(epochs, epochs, "epochs");
        return now;
    }

    /// <summary>Settles for an epoch which edges are used, and in which rounds.</summary>
    private void Plan(byte[] own, byte[] others, float strongest, int epoch, ParallelOptions parallel) =>
        Parallel.For(0, (graph.Rows + Chunk - 1) / Chunk, parallel, chunk =>
        {
            for (var i = chunk * Chunk; i < Math.Min(graph.Rows, (chunk + 1) * Chunk); i++)
                for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++)
                {
                    var due = IsDue(graph.Values[e] / strongest, epoch);
                    own[e] = due ? RoundOf(i, graph.Columns[e], epoch) : Never;
                    others[e] = due ? RoundOf(graph.Columns[e], i, epoch) : Never;
                }
        });

    /// <summary>Moves one point among others that are held still.</summary>
    /// <param name="place">Where it lies; takes where it lies then.</param>
    /// <param name="strengths">How strong its edges are, the strongest one.</param>
    /// <param name="ends">The other ends of its edges.</param>
    /// <param name="others">Where the others lie, point after point.</param>
    /// <param name="epochs">How often the strongest edges are used.</param>
    /// <param name="rate">The size of the first steps, which fall to nothing.</param>
    public void OptimiseOne(Span<float> place, ReadOnlySpan<float> strengths, ReadOnlySpan<int> ends, float[] others, int epochs, double rate)
    {
        var count = others.Length / dimensions;
        Span<float> move = stackalloc float[dimensions];
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            var step = (float)(rate * (1 - (epoch - 1) / (double)epochs));
            for (var e = 0; e < ends.Length; e++)
            {
                if (!IsDue(strengths[e], epoch)) continue;
                move.Clear();
                Pull(place, Place(others, ends[e]), move);
                for (var s = 0; s < negatives; s++) Push(place, Place(others, Other(epoch, e, s, count)), move);
                for (var a = 0; a < dimensions; a++) place[a] += step * move[a];
            }
        }
    }

    /// <summary>Whether an edge is used in an epoch: in as many of the epochs so far as its strength is of the strongest's.</summary>
    private static bool IsDue(float strength, int epoch) => Math.Floor((double)strength * epoch) > Math.Floor((double)strength * (epoch - 1));

    private byte RoundOf(int first, int second, int epoch) => (byte)(Hash(((ulong)(uint)first << 32 | (uint)second) + ((ulong)epoch << 20)) % Rounds);

    /// <summary>A random point of so many, for one of an edge's pushes in an epoch.</summary>
    private int Other(int epoch, int edge, int push, int count) => (int)Math.BigMul(Hash(((ulong)epoch << 32 | (uint)edge) * 64 + (ulong)push), (ulong)count, out _);

    private ReadOnlySpan<float> Place(float[] places, int point) => places.AsSpan(point * dimensions, dimensions);

    /// <summary>Adds what the edge to another point does to a point's move.</summary>
    private void Pull(ReadOnlySpan<float> place, ReadOnlySpan<float> other, Span<float> move)
    {
        var squared = Squared(place, other);
        if (squared == 0) return;
        var power = MathF.Pow(squared, (float)curve.B);
        Add(place, other, (float)(-2 * curve.A * curve.B) * power / (squared * ((float)curve.A * power + 1)), move);
    }

    /// <summary>Adds what a point that is no neighbour does.</summary>
    private void Push(ReadOnlySpan<float> place, ReadOnlySpan<float> other, Span<float> move)
    {
        var squared = Squared(place, other);
        if (squared == 0) return;
        var power = MathF.Pow(squared, (float)curve.B);
        Add(place, other, 2 * repulsion * (float)curve.B / ((0.001f + squared) * ((float)curve.A * power + 1)), move);
    }

    private static float Squared(ReadOnlySpan<float> place, ReadOnlySpan<float> other)
    {
        var sum = 0f;
        for (var a = 0; a < place.Length; a++) sum += (place[a] - other[a]) * (place[a] - other[a]);
        return sum;
    }

    private static void Add(ReadOnlySpan<float> place, ReadOnlySpan<float> other, float strength, Span<float> move)
    {
        for (var a = 0; a < place.Length; a++) move[a] += Math.Clamp(strength * (place[a] - other[a]), -LargestMove, LargestMove);
    }

    /// <summary>A random number that belongs to a key and the seed (Steele, Lea and Flood 2014, SplitMix64).</summary>
    private ulong Hash(ulong key)
    {
        unchecked
        {
            var z = (key + 1) * 0x9E3779B97F4A7C15 + seed * 0xD1342543DE82EF95;
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
            z = (z ^ z >> 27) * 0x94D049BB133111EB;
            return z ^ z >> 31;
        }
    }
}
