using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Onnx;

/// <summary>
/// Resize and its forerunner Upsample. Resizing one dimension is a linear map, so every combination of ONNX's modes is one matrix
/// (or, for nearest, one list of indices) per dimension, exact and differentiable.
/// </summary>
internal static class ResizeOperators
{
    public static Dictionary<string, OnnxOperator> All => new() { ["Resize"] = Resize, ["Upsample"] = Upsample };

    private static Tensor[] Upsample(OnnxNode node, OnnxInputs inputs)
    {
        var scales = node.Opset < 9 ? node.Attributes.TryGetValue("scales", out var a) ? [.. a.Floats.Select(f => (double)f)] : null : inputs.Doubles(1);
        return [Along(node, inputs[0], scales, null, null, "asymmetric", "floor")];
    }

    private static Tensor[] Resize(OnnxNode node, OnnxInputs inputs)
    {
        if (node.Opset < 11) return [Along(node, inputs[0], inputs.Doubles(1), null, null, "asymmetric", "floor")];
        var sizes = inputs.Longs(3) is { Length: > 0 } given ? given : null;
        return [Along(node, inputs[0], sizes is null ? inputs.Doubles(2) : null, sizes, node.Ints("axes"),
            node.Text("coordinate_transformation_mode", "half_pixel"), node.Text("nearest_mode", "round_prefer_floor"))];
    }

    private static Tensor Along(OnnxNode node, Tensor x, double[]? scales, long[]? sizes, long[]? given, string transform, string rounding)
    {
        var rank = (int)x.dim();
        var axes = given is null ? [.. Enumerable.Range(0, rank).Select(d => (long)d)] : node.Axes(given, rank);
        if ((scales?.Length ?? sizes?.Length) != axes.Length) throw node.Unsupported($"does not say a scale or size for each of {axes.Length} dimensions");
        if (scales is null)
        {
            scales = [.. axes.Select((axis, i) => sizes![i] / (double)x.shape[axis])];
            var policy = node.Text("keep_aspect_ratio_policy", "stretch");
            if (policy != "stretch")
            {
                var scale = policy == "not_larger" ? scales.Min() : scales.Max();
                scales = [.. scales.Select(_ => scale)];
                sizes = [.. axes.Select(axis => (long)Math.Floor(scale * x.shape[axis] + 0.5))];
            }
        }
        for (var i = 0; i < axes.Length; i++)
        {
            var (axis, scale, inputs) = (axes[i], scales[i], x.shape[axes[i]]);
            var outputs = sizes?[i] ?? (long)Math.Floor(inputs * scale);
            if (scale == 1 && outputs == inputs) continue;
            if (!(scale > 0) || inputs < 1 || outputs < 1) throw node.Unsupported($"makes {outputs} pixels of {inputs}");
            node.Bounded([.. x.shape.Select((size, d) => d == axis ? outputs : size)]);
            var line = new Line(node, inputs, outputs, scale, transform);
            if (node.Text("mode", "nearest") == "nearest")
            {
                using var index = tensor(line.Nearest(rounding), device: x.device);
                x = x.index_select(axis, index);
            }
            else
            {
                node.Bounded([inputs, outputs]);
                var weights = tensor(line.Weights(), [outputs, inputs]).to(x.dtype).to(x.device);
                x = F.linear(x.movedim([axis], [rank - 1]), weights).movedim([rank - 1], [axis]);
            }
        }
        return x;
    }

    /// <summary>One dimension: where each output pixel looks in the input.</summary>
    private sealed class Line(OnnxNode node, long inputs, long outputs, double scale, string transform)
    {
        private double Place(long o) => transform switch
        {
            "half_pixel" => (o + 0.5) / scale - 0.5,
            "pytorch_half_pixel" => outputs > 1 ? (o + 0.5) / scale - 0.5 : 0,
            "asymmetric" => o / scale,
            "align_corners" => outputs > 1 ? o * (inputs - 1.0) / (outputs - 1) : 0,
            // Centres what the rounding of the output's size cut off.
            "half_pixel_symmetric" => inputs / 2.0 * (1 - outputs / (scale * inputs)) + (o + 0.5) / scale - 0.5,
            _ => throw node.Unsupported($"has the coordinate_transformation_mode \"{transform}\""),
        };

        public long[] Nearest(string rounding)
        {
            var source = new long[outputs];
            for (var o = 0L; o < outputs; o++)
            {
                var at = Place(o);
                var whole = rounding switch
                {
                    "round_prefer_floor" => Math.Ceiling(at - 0.5),
                    "round_prefer_ceil" => Math.Floor(at + 0.5),
                    "floor" => Math.Floor(at),
                    "ceil" => Math.Ceiling(at),
                    _ => throw node.Unsupported($"has the nearest_mode \"{rounding}\""),
                };
                source[o] = (long)Math.Clamp(whole, 0, inputs - 1);
            }
            return source;
        }

        /// <summary>The map of the dimension: <c>[outputs, inputs]</c>, row by row.</summary>
        public double[] Weights()
        {
            var (kernel, reach) = node.Text("mode", "nearest") switch
            {
                "linear" => ((Func<double, double>)(d => Math.Max(0, 1 - Math.Abs(d))), 1.0),
                "cubic" => (Cubic, 2.0),
                var mode => throw node.Unsupported($"has the mode \"{mode}\""),
            };
            // Antialiasing widens the kernel where the picture shrinks.
            var antialias = node.Flag("antialias");
            var stretch = antialias ? Math.Max(1, 1 / scale) : 1;
            var excludeOutside = node.Flag("exclude_outside");
            var weights = new double[outputs * inputs];
            for (var o = 0L; o < outputs; o++)
            {
                var at = Place(o);
                double total = 0;
                for (var i = (long)Math.Floor(at - reach * stretch) + 1; i < at + reach * stretch; i++)
                {
                    if (excludeOutside && (i < 0 || i >= inputs)) continue;
                    var weight = kernel((i - at) / stretch);
                    weights[o * inputs + Math.Clamp(i, 0, inputs - 1)] += weight;
                    total += weight;
                }
                if (!antialias && !excludeOutside) continue;
                for (var i = 0L; i < inputs; i++) weights[o * inputs + i] /= total;
            }
            return weights;
        }

        private double Cubic(double d)
        {
            var a = node.Float("cubic_coeff_a", -0.75);
            d = Math.Abs(d);
            return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
        }
    }
}
