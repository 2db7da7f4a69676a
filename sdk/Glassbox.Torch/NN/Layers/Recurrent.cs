using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>What recurrent networks share: a weight and bias for input and state, for each layer and direction, under PyTorch's names.</summary>
    public abstract class Recurrent<TState, TResult> : nn.Module<Tensor, TState, TResult>
    {
        private readonly long hiddenSize, layers;
        private readonly bool bias, batchFirst, bidirectional;
        private readonly double dropout;

        private protected Recurrent(string name, long gates, long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional, Device? device, ScalarType? dtype) : base(name)
        {
            (this.hiddenSize, layers, this.bias, this.batchFirst, this.dropout, this.bidirectional) = (hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional);
            var bound = 1 / Math.Sqrt(hiddenSize);
            for (var layer = 0L; layer < numLayers; layer++)
                foreach (var suffix in bidirectional ? new[] { "", "_reverse" } : [""])
                {
                    Draw($"weight_ih_l{layer}{suffix}", [gates * hiddenSize, layer == 0 ? inputSize : hiddenSize * Directions]);
                    Draw($"weight_hh_l{layer}{suffix}", [gates * hiddenSize, hiddenSize]);
                    if (!bias) continue;
                    Draw($"bias_ih_l{layer}{suffix}", [gates * hiddenSize]);
                    Draw($"bias_hh_l{layer}{suffix}", [gates * hiddenSize]);
                }

            void Draw(string name, long[] shape)
            {
                var parameter = Parameter.Empty(shape, dtype, device);
                nn.init.uniform_(parameter, -bound, bound);
                register_parameter(name, parameter);
            }
        }

        private long Directions => bidirectional ? 2 : 1;

        /// <summary>Runs an operator of libtorch's over a batch; [L, F] without a batch gets one and loses it again.</summary>
        private protected Tensor[] Run(string op, Tensor input, Tensor[]? state)
        {
            using var scope = NewDisposeScope();
            var batched = input.dim() == 3;
            if (input.dim() is < 2 or > 3) throw new ArgumentException($"{GetName()} needs [L, N, F]{(batchFirst ? " (here [N, L, F])" : "")} or [L, F], not [{string.Join(", ", input.shape)}].");
            if (!batched)
            {
                input = input.unsqueeze(batchFirst ? 0 : 1);
                state = state?.Select(s => s.unsqueeze(1)).ToArray();
            }
            state ??= [.. Enumerable.Range(0, op == "aten::lstm.input" ? 2 : 1).Select(_ => input.new_zeros(layers * Directions, input.size(batchFirst ? 0 : 1), hiddenSize))];
            Argument start = op == "aten::lstm.input" ? state : state[0];
            var results = Dispatcher.CallMany(op, input, start, Argument.Tensors(parameters(recurse: false)), bias, layers, dropout, training, bidirectional, batchFirst);
            if (!batched) results = [results[0].squeeze(batchFirst ? 0 : 1), .. results.Skip(1).Select(s => s.squeeze(1))];
            return [.. results.Select(r => r.MoveToOuterDisposeScope())];
        }
    }

    /// <summary>Long short-term memory. Gates are stacked as input, forget, cell, output.</summary>
    public sealed class LSTM : Recurrent<(Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
    {
        internal LSTM(long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional, Device? device, ScalarType? dtype)
            : base(nameof(LSTM), 4, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype) { }

        /// <returns>The outputs of the last layer, and the last hidden and cell states [layers * directions, N, hidden].</returns>
        public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

        public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
        {
            var results = Run("aten::lstm.input", input, h0_c0 is var (h, c) ? [h, c] : null);
            return (results[0], results[1], results[2]);
        }
    }

    /// <summary>Gated recurrent units. Gates are stacked as reset, update, new.</summary>
    public sealed class GRU : Recurrent<Tensor?, (Tensor, Tensor)>
    {
        internal GRU(long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional, Device? device, ScalarType? dtype)
            : base(nameof(GRU), 3, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype) { }

        public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

        public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
        {
            var results = Run("aten::gru.input", input, h0 is null ? null : [h0]);
            return (results[0], results[1]);
        }
    }

    /// <summary>Elman's recurrent network.</summary>
    public sealed class RNN : Recurrent<Tensor?, (Tensor, Tensor)>
    {
        private readonly nn.NonLinearities nonLinearity;

        internal RNN(long inputSize, long hiddenSize, long numLayers, nn.NonLinearities nonLinearity, bool bias, bool batchFirst, double dropout, bool bidirectional, Device? device, ScalarType? dtype)
            : base(nameof(RNN), 1, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype) => this.nonLinearity = nonLinearity;

        public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

        public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
        {
            var results = Run(nonLinearity == nn.NonLinearities.ReLU ? "aten::rnn_relu.input" : "aten::rnn_tanh.input", input, h0 is null ? null : [h0]);
            return (results[0], results[1]);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public enum NonLinearities
            {
                ReLU = 0,
                Tanh = 1,
            }

            public static Modules.LSTM LSTM(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);
            public static Modules.GRU GRU(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);
            public static Modules.RNN RNN(long inputSize, long hiddenSize, long numLayers = 1, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, hiddenSize, numLayers, nonLinearity, bias, batchFirst, dropout, bidirectional, device, dtype);
        }
    }
}
