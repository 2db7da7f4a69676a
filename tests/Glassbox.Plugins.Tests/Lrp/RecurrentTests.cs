using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Plugins.Tests;

/// <summary>Recurrent networks that run as one operator are walked through step by step.</summary>
public class RecurrentTests
{
    private static Tensor Random(params long[] shape) => randn(shape, dtype: ScalarType.Float64, generator: new Generator(3));

    private static Attribution Explain(Func<Tensor, Tensor> network, Tensor x, Gates gates = Gates.Constant) =>
        new Lrp().Attribute(new Model("recurrent", network), x, Target.Class(0), new(Composite.Epsilon, Epsilon: 0, Gates: gates, Stabiliser: 1e-12), new Run());

    /// <summary>A tanh that passes relevance on as it is has the slope tanh(t) / t.</summary>
    private static Tensor Passing(Tensor t) => t * (t.tanh() / t).detach();

    /// <summary>Several layers by hand, with gates that are constants.</summary>
    /// <param name="weights">Of each layer and direction: of the input, of the state, and their biases.</param>
    private static Tensor ByHand(Tensor x, Tensor[] weights, int directions, bool gru)
    {
        for (var layer = 0; layer * directions * 4 < weights.Length; layer++)
        {
            var both = new List<Tensor>();
            for (var d = 0; d < directions; d++)
            {
                var w = weights[((layer * directions + d) * 4)..((layer * directions + d) * 4 + 4)];
                var (h, c) = (zeros(x.size(0), w[1].size(1), dtype: x.dtype), zeros(x.size(0), w[1].size(1), dtype: x.dtype));
                var outputs = new Tensor[x.size(1)];
                for (var i = 0; i < outputs.Length; i++)
                {
                    var t = d == 0 ? i : outputs.Length - 1 - i;
                    var (a, b) = (F.linear(x.select(1, t), w[0], w[2]), F.linear(h, w[1], w[3]));
                    if (gru)
                    {
                        var (p, q) = (a.chunk(3, 1), b.chunk(3, 1));
                        var z = (p[1] + q[1]).sigmoid().detach();
                        h = (1 - z) * Passing(p[2] + (p[0] + q[0]).sigmoid().detach() * q[2]) + z * h;
                    }
                    else
                    {
                        var g = (a + b).chunk(4, 1);
                        c = g[1].sigmoid().detach() * c + g[0].sigmoid().detach() * Passing(g[2]);
                        h = g[3].sigmoid().detach() * Passing(c);
                    }
                    outputs[t] = h;
                }
                both.Add(stack(outputs, 1));
            }
            x = cat(both, -1);
        }
        return x;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_gates_held_constant_it_is_gradient_times_input_of_the_network_in_which_they_are_constants(bool gru)
    {
        foreach (var batchFirst in new[] { true, false })
        {
            manual_seed(1);
            var (head, x) = (Random(3, 8), Random(2, 5, 3));
            var rnn = GRU(3, 4, numLayers: 2, batchFirst: batchFirst, bidirectional: true, dtype: ScalarType.Float64);
            var lstm = LSTM(3, 4, numLayers: 2, batchFirst: batchFirst, bidirectional: true, dtype: ScalarType.Float64);
            Tensor Outputs(Tensor t) => gru ? rnn.call(t).Item1 : lstm.call(t).Item1;
            Tensor Network(Tensor t) => F.linear((batchFirst ? Outputs(t) : Outputs(t.transpose(0, 1)).transpose(0, 1)).select(1, 2), head);
            Tensor[] weights = [.. gru ? rnn.parameters() : lstm.parameters()];

            var leaf = x.detach().requires_grad_();
            var constant = F.linear(ByHand(leaf, weights, 2, gru).select(1, 2), head);
            Network(x).ShouldEqual(constant.detach());
            var lrp = Explain(Network, x);
            lrp.Values.ShouldEqual(autograd.grad([constant.select(1, 0).sum()], [leaf])[0] * x, 1e-7);
            lrp.Checks[0].Holds.ShouldBeTrue(lrp.Checks[0].ToString());
            Explain(Network, x, Gates.Half).Checks[0].Holds.ShouldBeTrue();
        }
    }

    [Fact]
    public void Two_steps_of_a_GRU_by_hand()
    {
        // The update gate is 1/2 always and the candidate tanh(x): h1 = tanh(1) / 2, h2 = tanh(2) / 2 + h1 / 2. The score 4 h2 is tanh(1) + 2 tanh(2), each from its own step.
        var gru = GRU(1, 1, bias: false, batchFirst: true, dtype: ScalarType.Float64);
        gru.load_state_dict(new Dictionary<string, Tensor>
        {
            ["weight_ih_l0"] = tensor(new[,] { { 0.0 }, { 0.0 }, { 1.0 } }), ["weight_hh_l0"] = zeros(3, 1, dtype: ScalarType.Float64),
        });
        var lrp = Explain(x => 4 * gru.call(x).Item2.select(0, 0), tensor(new[] { 1.0, 2.0 }).reshape(1, 2, 1));
        lrp.Values.flatten().data<double>().ToArray().ShouldBe([Math.Tanh(1), 2 * Math.Tanh(2)], 1e-9);
    }

    [Fact]
    public void A_cell_written_out_with_one_less_its_gate_is_walked_as_the_operator_is()
    {
        var gru = GRU(3, 4, batchFirst: true, dtype: ScalarType.Float64);
        Tensor[] weights = [.. gru.parameters()];
        Tensor WrittenOut(Tensor x)
        {
            var h = x.new_zeros(x.size(0), 4);
            for (var t = 0; t < x.size(1); t++)
            {
                var (a, b) = (F.linear(x.select(1, t), weights[0], weights[2]).chunk(3, 1), F.linear(h, weights[1], weights[3]).chunk(3, 1));
                var z = (a[1] + b[1]).sigmoid();
                h = (1 - z) * (a[2] + (a[0] + b[0]).sigmoid() * b[2]).tanh() + z * h;
            }
            return h;
        }
        var x = Random(2, 4, 3);
        Explain(WrittenOut, x).Values.ShouldEqual(Explain(t => gru.call(t).Item2.squeeze(0), x).Values, 1e-7);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DeepLIFT_sums_to_the_difference_of_the_scores(bool gru)
    {
        manual_seed(2);
        var rnn = GRU(3, 4, batchFirst: true, bidirectional: true, dtype: ScalarType.Float64);
        var lstm = LSTM(3, 4, batchFirst: true, bidirectional: true, dtype: ScalarType.Float64);
        var model = new Model("recurrent", x => (gru ? rnn.call(x).Item1 : lstm.call(x).Item1).max(1).values);
        var x = Random(2, 6, 3);
        var result = new DeepLift().Attribute(model, x, Target.Class(1), new(), new Run());
        result.Values.sum([1L, 2L]).ShouldEqual((model.Logits(x) - model.Logits(zeros_like(x))).select(1, 1).detach(), 1e-9);
        result.Checks[0].Holds.ShouldBeTrue();
    }
}
