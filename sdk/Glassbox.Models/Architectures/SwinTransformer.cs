using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>The Swin transformer (Liu et al. 2021), as in torchvision. Input <c>[N, 3, 224, 224]</c>; other sizes are padded to whole windows.</summary>
public sealed class SwinTransformer : Module<Tensor, Tensor>
{
    private const long Window = 7;

    private readonly Sequential features;
    private readonly LayerNorm norm;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Linear head;

    /// <param name="name">The network's name.</param>
    /// <param name="width">The channels of the first stage.</param>
    /// <param name="blocks">The blocks of each stage.</param>
    /// <param name="heads">The heads of each stage.</param>
    /// <param name="drop">The largest share of residuals that training drops.</param>
    /// <param name="classes">How many classes.</param>
    public SwinTransformer(string name, long width, int[] blocks, long[] heads, double drop, long classes) : base(name)
    {
        var layers = new List<Module<Tensor, Tensor>> { Sequential(Conv2d(3, width, 4, stride: 4), new Permute(0, 2, 3, 1), LayerNorm(width)) };
        var (total, block) = (blocks.Sum(), 0);
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            var channels = width << stage;
            var stack = new List<Module<Tensor, Tensor>>();
            for (var i = 0; i < blocks[stage]; i++) stack.Add(new Block(channels, heads[stage], i % 2 == 0 ? 0 : Window / 2, drop * block++ / (total - 1)));
            layers.Add(Sequential(stack));
            if (stage < blocks.Length - 1) layers.Add(new PatchMerging(channels));
        }
        var last = width << (blocks.Length - 1);
        features = Sequential(layers);
        norm = LayerNorm(last);
        avgpool = AdaptiveAvgPool2d(1);
        head = Linear(last, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => head.call(avgpool.call(norm.call(features.call(x)).permute(0, 3, 1, 2)).flatten(1));

    /// <summary>Four neighbouring patches become one of twice the channels: <c>[N, H, W, C]</c> to <c>[N, H/2, W/2, 2C]</c>.</summary>
    private sealed class PatchMerging : Module<Tensor, Tensor>
    {
        private readonly Linear reduction;
        private readonly LayerNorm norm;

        public PatchMerging(long channels) : base("PatchMerging")
        {
            reduction = Linear(4 * channels, 2 * channels, false);
            norm = LayerNorm(4 * channels);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var (height, width) = (x.shape[1], x.shape[2]);
            if (height % 2 == 1 || width % 2 == 1) x = F.pad(x, [0, 0, 0, width % 2, 0, height % 2], PaddingModes.Constant, 0);
            Tensor Corner(long row, long column) => x.slice(1, row, x.shape[1], 2).slice(2, column, x.shape[2], 2);
            return reduction.call(norm.call(cat([Corner(0, 0), Corner(1, 0), Corner(0, 1), Corner(1, 1)], -1)));
        }
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly LayerNorm norm1, norm2;
        private readonly WindowAttention attn;
        private readonly StochasticDepth stochastic_depth;
        private readonly Sequential mlp;

        public Block(long channels, long heads, long shift, double drop) : base("SwinTransformerBlock")
        {
            norm1 = LayerNorm(channels);
            attn = new WindowAttention(channels, heads, shift);
            stochastic_depth = new StochasticDepth(drop);
            norm2 = LayerNorm(channels);
            mlp = Sequential(Linear(channels, 4 * channels), GELU(), Dropout(0), Linear(4 * channels, channels), Dropout(0));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x = x + stochastic_depth.call(attn.call(norm1.call(x)));
            return x + stochastic_depth.call(mlp.call(norm2.call(x)));
        }
    }

    /// <summary>Attention within windows of 7 x 7 patches, shifted by half a window in every second block: <c>[N, H, W, C]</c> to the same.</summary>
    private sealed class WindowAttention : Module<Tensor, Tensor>
    {
        private readonly Linear qkv, proj;
        private readonly Parameter relative_position_bias_table;
        private readonly Tensor relative_position_index;
        private readonly long heads, shift;

        public WindowAttention(long channels, long heads, long shift) : base("ShiftedWindowAttention")
        {
            (this.heads, this.shift) = (heads, shift);
            qkv = Linear(channels, 3 * channels);
            proj = Linear(channels, channels);
            relative_position_bias_table = new Parameter(randn((2 * Window - 1) * (2 * Window - 1), heads) * 0.02);
            relative_position_index = tensor(RelativePositions());
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var (batch, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
            var (bottom, right) = ((Window - height % Window) % Window, (Window - width % Window) % Window);
            if (bottom + right > 0) x = F.pad(x, [0, 0, 0, right, 0, bottom], PaddingModes.Constant, 0);
            var (rows, columns) = (height + bottom, width + right);
            // A picture of one window needs no shift in that direction.
            var (down, across) = (rows <= Window ? 0 : shift, columns <= Window ? 0 : shift);
            if (down + across > 0) x = x.roll([-down, -across], [1, 2]);

            var count = rows / Window * (columns / Window);
            var windows = x.reshape([batch, rows / Window, Window, columns / Window, Window, channels]).permute(0, 1, 3, 2, 4, 5).reshape(batch * count, Window * Window, channels);
            var parts = qkv.call(windows).reshape(batch * count, Window * Window, 3, heads, channels / heads).permute(2, 0, 3, 1, 4);
            var query = parts.select(0, 0) * Math.Pow(channels / heads, -0.5);
            var scores = query.matmul(parts.select(0, 1).transpose(-2, -1)) + PositionBias();
            if (down + across > 0)
            {
                var mask = Mask(rows, columns, down, across, x.device).to(scores.dtype);
                scores = (scores.reshape(batch, count, heads, Window * Window, Window * Window) + mask.unsqueeze(1).unsqueeze(0)).reshape(batch * count, heads, Window * Window, Window * Window);
            }
            var values = scores.softmax(-1).matmul(parts.select(0, 2)).transpose(1, 2).reshape(batch * count, Window * Window, channels);
            x = proj.call(values).reshape([batch, rows / Window, columns / Window, Window, Window, channels]).permute(0, 1, 3, 2, 4, 5).reshape(batch, rows, columns, channels);

            if (down + across > 0) x = x.roll([down, across], [1, 2]);
            return bottom + right > 0 ? x.slice(1, 0, height, 1).slice(2, 0, width, 1) : x;
        }

        private Tensor PositionBias() => relative_position_bias_table.index_select(0, relative_position_index)
            .reshape(Window * Window, Window * Window, heads).permute(2, 0, 1).unsqueeze(0);

        /// <summary>What keeps patches apart that a shift brought into one window from opposite sides: <c>[windows, 49, 49]</c>, 0 or -100.</summary>
        private static Tensor Mask(long rows, long columns, long down, long across, Device device)
        {
            using var grad = no_grad();
            Tensor Regions(long size, long shift) => arange(size, device: device).ge(size - Window).to(ScalarType.Int64) + arange(size, device: device).ge(size - shift).to(ScalarType.Int64);
            var regions = Regions(rows, down).unsqueeze(1) * 3 + Regions(columns, across).unsqueeze(0);
            var windows = regions.reshape(rows / Window, Window, columns / Window, Window).permute(0, 2, 1, 3).reshape(-1, Window * Window);
            return windows.unsqueeze(1).ne(windows.unsqueeze(2)).to(ScalarType.Float32) * -100;
        }

        /// <summary>For each pair of a window's patches, the row of the bias table for the way from one to the other.</summary>
        private static long[] RelativePositions()
        {
            var index = new long[Window * Window * Window * Window];
            for (long from = 0, i = 0; from < Window * Window; from++)
                for (long to = 0; to < Window * Window; to++, i++)
                    index[i] = (from / Window - to / Window + Window - 1) * (2 * Window - 1) + from % Window - to % Window + Window - 1;
            return index;
        }
    }
}
