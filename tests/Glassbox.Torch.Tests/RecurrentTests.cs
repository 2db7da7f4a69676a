using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class RecurrentTests
{
    private static Tensor Gates(nn.Module m, Tensor x, Tensor h) =>
        m.get_parameter("weight_ih_l0")!.mv(x) + m.get_parameter("bias_ih_l0")! + m.get_parameter("weight_hh_l0")!.mv(h) + m.get_parameter("bias_hh_l0")!;

    [Fact]
    public void Memory_cell_follows_its_equations()
    {
        manual_seed(1);
        var lstm = nn.LSTM(3, 2);
        var (x, h, c) = (randn(4, 1, 3), zeros(2), zeros(2));
        var (output, lastHidden, lastCell) = lstm.call(x);
        for (var t = 0L; t < 4; t++)
        {
            var gates = Gates(lstm, x[t, 0], h).chunk(4);
            c = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh();
            h = gates[3].sigmoid() * c.tanh();
            output[t, 0].ShouldBe(h, 1e-5);
        }
        lastHidden[0, 0].ShouldBe(h, 1e-5);
        lastCell[0, 0].ShouldBe(c, 1e-5);
        // Two halves with the state passed on are the whole.
        var (_, h1, c1) = lstm.call(x[..2]);
        lstm.call(x[2..], (h1, c1)).Item1.ShouldBe(output[2..], 1e-5);
    }

    [Fact]
    public void Gated_unit_follows_its_equations()
    {
        manual_seed(2);
        var gru = nn.GRU(3, 2);
        var (x, h) = (randn(3, 1, 3), zeros(2));
        var (output, _) = gru.call(x);
        for (var t = 0L; t < 3; t++)
        {
            var input = (gru.get_parameter("weight_ih_l0")!.mv(x[t, 0]) + gru.get_parameter("bias_ih_l0")!).chunk(3);
            var state = (gru.get_parameter("weight_hh_l0")!.mv(h) + gru.get_parameter("bias_hh_l0")!).chunk(3);
            var (reset, update) = ((input[0] + state[0]).sigmoid(), (input[1] + state[1]).sigmoid());
            h = (1 - update) * (input[2] + reset * state[2]).tanh() + update * h;
            output[t, 0].ShouldBe(h, 1e-5);
        }
    }

    [Fact]
    public void Elman_network_with_either_non_linearity()
    {
        manual_seed(3);
        var rnn = nn.RNN(3, 2, nonLinearity: nn.NonLinearities.ReLU);
        var x = randn(1, 1, 3);
        rnn.call(x).Item1[0, 0].ShouldBe(Gates(rnn, x[0, 0], zeros(2)).relu(), 1e-5);
        var tanh = nn.RNN(3, 2);
        tanh.call(x, ones(1, 1, 2)).Item1[0, 0].ShouldBe(Gates(tanh, x[0, 0], ones(2)).tanh(), 1e-5);
    }

    [Fact]
    public void Layouts_layers_and_directions()
    {
        manual_seed(4);
        var lstm = nn.LSTM(3, 2, numLayers: 2, batchFirst: true, bidirectional: true);
        var x = randn(5, 7, 3);
        var (output, h, c) = lstm.call(x);
        output.shape.ShouldBe([5, 7, 4]);
        h.shape.ShouldBe([4, 5, 2]);
        c.shape.ShouldBe([4, 5, 2]);
        var (single, hSingle, _) = lstm.call(x[1]);
        single.ShouldBe(output[1], 1e-5);
        hSingle.shape.ShouldBe([4, 2]);
        Should.Throw<ArgumentException>(() => lstm.call(ones(3))).Message.ShouldContain("[L, N, F]");
    }
}
