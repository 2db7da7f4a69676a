using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox;

/// <summary>A recurrent network in one operator (LSTM, GRU, or Elman's with tanh or ReLU; any number of layers, one or both directions), read into the steps that it is made of.</summary>
internal sealed class RecurrentOperator
{
    private readonly Node node;
    private readonly Value[] weights, states;
    private readonly bool biases, bothWays;
    private readonly long layers;
    private readonly int time;

    private RecurrentOperator(Node node, Value[] states)
    {
        this.node = node;
        this.states = states;
        Input = node.InputNamed("input")!;
        weights = [.. ((Value?[])node.Argument("params")!).OfType<Value>()];
        (biases, bothWays, layers) = (node.Argument("has_biases") is true, node.Argument("bidirectional") is true, (long)node.Argument("num_layers")!);
        time = node.Argument("batch_first") is true ? 1 : 0;
    }

    /// <summary>The sequence: <c>[L, N, F]</c>, or the batch first.</summary>
    public Value Input { get; }

    /// <summary>Reads a node as a recurrent network that depends on the model's input by its sequence alone; null where it is none.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="isActive">Whether a value depends on the model's input.</param>
    public static RecurrentOperator? Of(Node node, Func<Value, bool> isActive)
    {
        if (node.FullName is not ("aten::lstm.input" or "aten::gru.input" or "aten::rnn_tanh.input" or "aten::rnn_relu.input")) return null;
        if (node.Argument("train") is true && node.Argument("dropout") is > 0.0) return null;
        Value[] states = node.Argument("hx") is Value?[] several ? [.. several.OfType<Value>()] : [node.InputNamed("hx")!];
        var recurrent = new RecurrentOperator(node, states);
        return recurrent.Input.Tensor.dim() == 3 && isActive(recurrent.Input) && !states.Concat(recurrent.weights).Any(isActive) ? recurrent : null;
    }

    /// <summary>The steps as a graph of their own.</summary>
    /// <param name="results">What stands for each of <see cref="Node.Outputs"/>: the last layer's outputs, the last hidden state, and an LSTM's last cell state.</param>
    public Graph Unroll(out Value[] results)
    {
        var names = weights.GroupBy(w => w.Name).ToDictionary(w => w.Key, w => w.First().Tensor);
        var graph = new Model(node.Name, Run, names).Capture(Input.Tensor.detach());
        results = [.. Enumerable.Range(0, node.Outputs.Length).Select(i => graph.Layer($"result {i}"))];
        return graph;
    }

    private Tensor Run(Tensor x)
    {
        var (last, cells) = (new List<Tensor>(), new List<Tensor>());
        var directions = bothWays ? 2 : 1;
        var each = weights.Length / (int)(layers * directions);
        for (var layer = 0; layer < layers; layer++)
        {
            var outputs = new List<Tensor>();
            for (var direction = 0; direction < directions; direction++)
            {
                var at = layer * directions + direction;
                var own = new Weights([.. weights.Skip(at * each).Take(each).Select(w => w.Tensor.detach())], biases);
                var state = new State([.. states.Select(s => s.Tensor.detach().select(0, at))]);
                var fromInput = F.linear(x, own.OfInput, own.InputBias);
                var steps = new Tensor[x.size(time)];
                for (var i = 0; i < steps.Length; i++)
                {
                    var t = direction == 0 ? i : steps.Length - 1 - i;
                    state = Step(fromInput.select(time, t), F.linear(state.Hidden, own.OfState, own.StateBias), state, own);
                    steps[t] = state.Hidden;
                }
                outputs.Add(stack(steps, time));
                last.Add(state.Hidden);
                if (states.Length > 1) cells.Add(state.Cell);
            }
            using (layer == layers - 1 ? CaptureScope.Enter("result 0") : null) x = directions == 1 ? outputs[0].alias() : cat(outputs, -1);
        }
        using (CaptureScope.Enter("result 1")) stack(last, 0);
        if (cells.Count > 0)
            using (CaptureScope.Enter("result 2")) stack(cells, 0);
        return x;
    }

    private State Step(Tensor input, Tensor hidden, State before, Weights own)
    {
        switch (node.Kind)
        {
            case "lstm":
                var gates = (input + hidden).chunk(4, -1);
                var cell = gates[1].sigmoid() * before.Cell + gates[0].sigmoid() * gates[2].tanh();
                var shown = gates[3].sigmoid() * cell.tanh();
                return new([own.Projection is { } projection ? F.linear(shown, projection) : shown, cell]);
            case "gru":
                var (i, h) = (input.chunk(3, -1), hidden.chunk(3, -1));
                var update = i[1] + h[1];
                var candidate = (i[2] + (i[0] + h[0]).sigmoid() * h[2]).tanh();
                // One less a sigmoid is the sigmoid of what is opposite: a gate too.
                return new([(-update).sigmoid() * candidate + update.sigmoid() * before.Hidden]);
            default:
                return new([node.Kind == "rnn_relu" ? (input + hidden).relu() : (input + hidden).tanh()]);
        }
    }

    private sealed record State(Tensor[] Parts)
    {
        public Tensor Hidden => Parts[0];

        public Tensor Cell => Parts[1];
    }

    /// <summary>Of one layer and direction, as PyTorch orders them.</summary>
    private sealed record Weights(Tensor[] All, bool Biases)
    {
        public Tensor OfInput => All[0];

        public Tensor OfState => All[1];

        public Tensor? InputBias => Biases ? All[2] : null;

        public Tensor? StateBias => Biases ? All[3] : null;

        /// <summary>An LSTM's from its cells to a smaller state.</summary>
        public Tensor? Projection => All.Length == (Biases ? 5 : 3) ? All[^1] : null;
    }
}
