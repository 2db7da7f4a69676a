using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

/// <summary>What changes the shape and keeps the values.</summary>
internal static class ShapeOperators
{
    public static Dictionary<string, OnnxOperator> All => new()
    {
        ["Identity"] = (_, x) => [x[0]],
        ["Dropout"] = Dropout,
        ["Reshape"] = Reshape,
        ["Flatten"] = Flatten,
        ["Transpose"] = (node, x) => [x[0].permute(node.Ints("perm") ?? [.. Enumerable.Range(0, (int)x[0].dim()).Reverse().Select(d => (long)d)])],
        ["Squeeze"] = Squeeze,
        ["Unsqueeze"] = Unsqueeze,
        ["Expand"] = Expand,
        ["Tile"] = (node, x) => [x[0].repeat(Repeats(node, x))],
        ["Concat"] = (node, x) => [cat(x.All(), node.Int("axis", 0))],
        ["Split"] = Split,
        ["Pad"] = Pad,
        ["DepthToSpace"] = DepthToSpace,
        ["SpaceToDepth"] = SpaceToDepth,
        ["Cast"] = (node, x) => [x[0].to(Type(node, node.Int("to", 0)))],
        ["CastLike"] = (_, x) => [x[0].to(x[1].dtype)],
        ["Trilu"] = (node, x) => [(node.Flag("upper", true) ? x[0].triu(x.Longs(1)?[0] ?? 0) : x[0].tril(x.Longs(1)?[0] ?? 0))],
    };

    private static Tensor[] Dropout(OnnxNode node, OnnxInputs inputs)
    {
        // Swin transformers are exported with a dropout of nothing that is never switched off.
        if (inputs.Longs(2) is [not 0] && inputs.Doubles(1) is not [0]) throw node.Unsupported("is in training mode: export the network in evaluation mode");
        return node.Outputs.Length > 1 ? [inputs[0], ones_like(inputs[0], dtype: ScalarType.Bool)] : [inputs[0]];
    }

    private static Tensor[] Reshape(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var shape = inputs.Longs(1) ?? throw node.Unsupported("lacks its shape");
        if (!node.Flag("allowzero"))
            for (var i = 0; i < shape.Length; i++)
                if (shape[i] == 0) shape[i] = i < x.dim() ? x.shape[i] : throw node.Unsupported($"keeps dimension {i} of an input with {x.dim()}");
        // A file written for a batch of one says so in its shapes; the same network runs on any batch.
        if (inputs.BatchOfOneFile is { } batch && shape.Length > 0 && shape[0] == 1 && x.dim() > 0 && x.shape[0] == batch) shape[0] = batch;
        return [x.reshape(shape)];
    }

    private static Tensor[] Flatten(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var axis = node.Int("axis", 1);
        if (axis == 1 && x.dim() >= 2) return [x.flatten(1)];
        if (axis < 0) axis += x.dim();
        if (axis < 0 || axis > x.dim()) throw node.Unsupported($"has the axis {axis} of {x.dim()} dimensions");
        return [x.reshape(x.shape.Take((int)axis).Aggregate(1L, (a, b) => a * b), x.shape.Skip((int)axis).Aggregate(1L, (a, b) => a * b))];
    }

    private static Tensor[] Squeeze(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var axes = node.Opset < 13 ? node.Ints("axes") : inputs.Longs(1);
        if (axes is null) return [x.squeeze()];
        foreach (var axis in node.Axes(axes, x.dim()).OrderDescending())
            x = x.shape[axis] == 1 ? x.squeeze(axis) : throw node.Unsupported($"removes dimension {axis}, which has {x.shape[axis]} elements");
        return [x];
    }

    private static Tensor[] Unsqueeze(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var axes = (node.Opset < 13 ? node.Ints("axes") : inputs.Longs(1)) ?? throw node.Unsupported("lacks its axes");
        foreach (var axis in node.Axes(axes, x.dim() + axes.Length).Order()) x = x.unsqueeze(axis);
        return [x];
    }

    private static Tensor[] Expand(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var wanted = inputs.Longs(1) ?? throw node.Unsupported("lacks its shape");
        // Both broadcast to each other: a 1 in the wanted shape keeps the input's size.
        var rank = Math.Max(wanted.Length, (int)x.dim());
        var shape = new long[rank];
        for (var i = 1; i <= rank; i++)
        {
            var (have, want) = (i <= x.dim() ? x.shape[^i] : 1, i <= wanted.Length ? wanted[^i] : 1);
            shape[^i] = want == 1 ? have : want;
        }
        return [x.expand(node.Bounded(shape))];
    }

    private static long[] Repeats(OnnxNode node, OnnxInputs inputs)
    {
        var repeats = inputs.Longs(1) ?? throw node.Unsupported("lacks its repeats");
        if (repeats.Length != inputs[0].dim()) throw node.Unsupported($"has {repeats.Length} repeats for {inputs[0].dim()} dimensions");
        node.Bounded([.. repeats, inputs[0].numel()]);
        return repeats;
    }

    private static Tensor[] Split(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var axis = node.Axis(node.Int("axis", 0), x.dim());
        var sizes = node.Opset < 13 ? node.Ints("split") : inputs.Longs(1);
        if (sizes is null)
        {
            var parts = node.Int("num_outputs", node.Outputs.Length);
            if (parts < 1 || parts > Math.Max(1, x.shape[axis])) throw node.Unsupported($"splits {x.shape[axis]} elements into {parts}");
            var size = (x.shape[axis] + parts - 1) / parts;
            sizes = [.. Enumerable.Range(0, (int)parts).Select(i => Math.Clamp(x.shape[axis] - i * size, 0, size))];
        }
        return Dispatcher.CallList("aten::split_with_sizes", x, sizes, axis);
    }

    private static Tensor[] Pad(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var rank = (int)x.dim();
        var given = (node.Opset < 11 ? node.Ints("pads") : inputs.Longs(1)) ?? throw node.Unsupported("lacks its pads");
        var axes = inputs.Longs(3) is { } some ? node.Axes(some, rank) : [.. Enumerable.Range(0, rank).Select(d => (long)d)];
        if (given.Length != 2 * axes.Length) throw node.Unsupported($"has {given.Length} pads for {axes.Length} dimensions");
        var (begin, end) = (new long[rank], new long[rank]);
        for (var i = 0; i < axes.Length; i++) (begin[axes[i]], end[axes[i]]) = (given[i], given[axes.Length + i]);
        node.Bounded([.. x.shape.Select((size, d) => size + begin[d] + end[d])]);
        var mode = node.Text("mode", "constant");
        if (mode == "constant")
        {
            var value = node.Opset < 11 ? node.Float("value", 0) : inputs.Doubles(2)?[0] ?? 0;
            var pads = new List<long>();
            for (var d = rank - 1; d >= 0; d--) pads.AddRange([begin[d], end[d]]);
            return [Dispatcher.Call("aten::constant_pad_nd", x, pads.ToArray(), x.is_floating_point() ? (Scalar)value : (long)value)];
        }
        for (var d = 0; d < rank; d++)
        {
            if (begin[d] == 0 && end[d] == 0) continue;
            var size = x.shape[d];
            if (size == 0) throw node.Unsupported($"pads the empty dimension {d}");
            var source = new long[size + begin[d] + end[d]];
            for (var i = 0L; i < source.Length; i++) source[i] = Source(i - begin[d], size);
            using var index = tensor(source, device: x.device);
            x = x.index_select(d, index);
        }
        return [x];

        // Which element stands at a place outside 0 .. size-1.
        long Source(long at, long size) => mode switch
        {
            "edge" => Math.Clamp(at, 0, size - 1),
            "wrap" => (at % size + size) % size,
            "reflect" => Mirror(at, size),
            _ => throw node.Unsupported($"has the mode \"{mode}\""),
        };

        static long Mirror(long at, long size)
        {
            if (size == 1) return 0;
            var period = 2 * (size - 1);
            var phase = (at % period + period) % period;
            return phase < size ? phase : period - phase;
        }
    }

    private static Tensor[] DepthToSpace(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var (n, c, h, w, b) = Sizes(node, x);
        if (c % (b * b) != 0) throw node.Unsupported($"spreads {c} channels over blocks of {b} x {b}");
        var blocks = node.Text("mode", "DCR") == "CRD"
            ? x.reshape([n, c / (b * b), b, b, h, w]).permute(0, 1, 4, 2, 5, 3)
            : x.reshape([n, b, b, c / (b * b), h, w]).permute(0, 3, 4, 1, 5, 2);
        return [blocks.reshape(n, c / (b * b), h * b, w * b)];
    }

    private static Tensor[] SpaceToDepth(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var (n, c, h, w, b) = Sizes(node, x);
        if (h % b != 0 || w % b != 0) throw node.Unsupported($"gathers {h} x {w} pixels in blocks of {b} x {b}");
        return [x.reshape([n, c, h / b, b, w / b, b]).permute(0, 3, 5, 1, 2, 4).reshape(n, c * b * b, h / b, w / b)];
    }

    private static (long N, long C, long H, long W, long Block) Sizes(OnnxNode node, Tensor x)
    {
        var block = node.Int("blocksize", 0);
        if (x.dim() != 4 || block < 1) throw node.Unsupported($"has blocks of {block} in an input of {x.dim()} dimensions");
        return (x.shape[0], x.shape[1], x.shape[2], x.shape[3], block);
    }

    private static ScalarType Type(OnnxNode node, long type) => type switch
    {
        1 => ScalarType.Float32, 2 => ScalarType.Byte, 3 => ScalarType.Int8, 5 => ScalarType.Int16, 6 => ScalarType.Int32, 7 => ScalarType.Int64,
        9 => ScalarType.Bool, 10 => ScalarType.Float16, 11 => ScalarType.Float64, 16 => ScalarType.BFloat16,
        // Unsigned types that torch lacks are widened, as constants are.
        4 => ScalarType.Int32, 12 => ScalarType.Int64,
        _ => throw node.Unsupported($"casts to ONNX element type {type}"),
    };
}
