using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>The vision transformer (Dosovitskiy et al. 2021), as in torchvision. Attention is made of plain operators, so that capture sees each head's weights. Input <c>[N, 3, 224, 224]</c>.</summary>
public sealed class VisionTransformer : Module<Tensor, Tensor>
{
    private readonly Conv2d conv_proj;
    private readonly Parameter class_token;
    private readonly TokenEncoder encoder;
    private readonly Sequential heads;

    /// <param name="name">The network's name.</param>
    /// <param name="patch">The side of a patch in pixels; the picture has 224.</param>
    /// <param name="layers">How many encoder layers.</param>
    /// <param name="headCount">How many heads a layer.</param>
    /// <param name="width">The length of a token.</param>
    /// <param name="hidden">The neurons within a layer's perceptron.</param>
    /// <param name="classes">How many classes.</param>
    public VisionTransformer(string name, long patch, int layers, long headCount, long width, long hidden, long classes) : base(name)
    {
        conv_proj = Conv2d(3, width, patch, stride: patch);
        class_token = new Parameter(zeros(1, 1, width));
        encoder = new TokenEncoder(224 / patch * (224 / patch) + 1, layers, headCount, width, hidden);
        heads = Sequential(("head", Linear(width, classes)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var patches = conv_proj.call(x).flatten(2).permute(0, 2, 1);
        var tokens = cat([class_token.expand(x.shape[0], -1, -1), patches], 1);
        if (tokens.shape[1] != encoder.Tokens) throw new GlassboxException($"{GetName()} takes pictures of 224 x 224 pixels, not {x.shape[2]} x {x.shape[3]}.");
        return heads.call(encoder.call(tokens).select(1, 0));
    }

    private sealed class TokenEncoder : Module<Tensor, Tensor>
    {
        private readonly Parameter pos_embedding;
        private readonly Sequential layers;
        private readonly LayerNorm ln;

        public TokenEncoder(long tokens, int count, long heads, long width, long hidden) : base("Encoder")
        {
            pos_embedding = new Parameter(randn(1, tokens, width) * 0.02);
            layers = Sequential(Enumerable.Range(0, count).Select(i => ($"encoder_layer_{i}", (Module<Tensor, Tensor>)new Layer(heads, width, hidden))).ToArray());
            ln = LayerNorm(width, 1e-6);
            RegisterComponents();
        }

        public long Tokens => pos_embedding.shape[1];

        public override Tensor forward(Tensor x) => ln.call(layers.call(x + pos_embedding));
    }

    private sealed class Layer : Module<Tensor, Tensor>
    {
        private readonly LayerNorm ln_1, ln_2;
        private readonly SelfAttention self_attention;
        private readonly Sequential mlp;

        public Layer(long heads, long width, long hidden) : base("EncoderBlock")
        {
            ln_1 = LayerNorm(width, 1e-6);
            self_attention = new SelfAttention(heads, width);
            ln_2 = LayerNorm(width, 1e-6);
            mlp = Sequential(Linear(width, hidden), GELU(), Dropout(0), Linear(hidden, width), Dropout(0));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x = x + self_attention.call(ln_1.call(x));
            return x + mlp.call(ln_2.call(x));
        }
    }

    /// <summary>Multi-head self-attention with the parameter names of torch.nn.MultiheadAttention: <c>[N, tokens, width]</c> to the same.</summary>
    private sealed class SelfAttention : Module<Tensor, Tensor>
    {
        private readonly Parameter in_proj_weight, in_proj_bias;
        private readonly Linear out_proj;
        private readonly long heads;

        public SelfAttention(long heads, long width) : base("MultiheadAttention")
        {
            this.heads = heads;
            in_proj_weight = new Parameter(empty(3 * width, width));
            init.xavier_uniform_(in_proj_weight);
            in_proj_bias = new Parameter(zeros(3 * width));
            out_proj = Linear(width, width);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var (batch, tokens, width) = (x.shape[0], x.shape[1], x.shape[2]);
            var parts = F.linear(x, in_proj_weight, in_proj_bias).reshape(batch, tokens, 3, heads, width / heads).permute(2, 0, 3, 1, 4);
            var (query, key, value) = (parts.select(0, 0), parts.select(0, 1), parts.select(0, 2));
            var attention = (query.matmul(key.transpose(-2, -1)) / Math.Sqrt(width / heads)).softmax(-1);
            return out_proj.call(attention.matmul(value).transpose(1, 2).reshape(batch, tokens, width));
        }
    }
}
