using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Writes a tensor's elements out in one of the styles.</summary>
internal sealed class TensorText(TensorStringStyle style, string floatFormat, int width, CultureInfo culture, string newLine)
{
    // As PyTorch: tensors of more elements show the first and last few of each dimension.
    private const long WholeUpTo = 1000, Edge = 3;

    public string Write(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var cut = tensor.numel() > WholeUpTo;
        var shown = cut ? Edges(tensor.detach()) : tensor.detach();
        var cells = Cells(shown.cpu());
        var sizes = tensor.shape;
        if (style == TensorStringStyle.Numpy) return Nested(cells, shown.shape, sizes, "[", "]", " ");
        if (style == TensorStringStyle.CSharp) return $"{tensor}, value = {Nested(cells, shown.shape, sizes, "{", "}", ", ")}";
        return $"{tensor}{newLine}{Matrices(cells, shown.shape, sizes)}";
    }

    private static Tensor Edges(Tensor tensor)
    {
        for (var d = 0; d < tensor.dim(); d++)
            if (tensor.size(d) > 2 * Edge) tensor = cat([tensor.narrow(d, 0, Edge), tensor.narrow(d, tensor.size(d) - Edge, Edge)], d);
        return tensor;
    }

    private string[] Cells(Tensor tensor)
    {
        var suffix = style != TensorStringStyle.CSharp ? "" : tensor.dtype switch { ScalarType.Float32 => "f", ScalarType.Int64 => "L", _ => "" };
        string[] cells = tensor.dtype switch
        {
            ScalarType.Bool => Array.ConvertAll(tensor.data<bool>().ToArray(), b => b ? "true" : "false"),
            ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 => Array.ConvertAll(tensor.cdouble().data<System.Numerics.Complex>().ToArray(), c => $"{Number(c.Real)}{(c.Imaginary < 0 ? "-" : "+")}{Number(Math.Abs(c.Imaginary))}i"),
            _ when tensor.is_floating_point() => Array.ConvertAll(tensor.@double().data<double>().ToArray(), Number),
            _ => Array.ConvertAll(tensor.@long().data<long>().ToArray(), n => n.ToString(culture)),
        };
        return suffix.Length == 0 ? cells : Array.ConvertAll(cells, c => c + suffix);
    }

    private string Number(double value) => double.IsNaN(value) ? "nan" : double.IsInfinity(value) ? value > 0 ? "inf" : "-inf" : value.ToString(floatFormat, culture);

    private string Nested(string[] cells, long[] shown, long[] sizes, string open, string close, string separator)
    {
        var longest = cells.Length == 0 ? 0 : cells.Max(c => c.Length);
        var text = new StringBuilder();
        var next = 0;
        Level(0);
        return text.ToString();

        void Level(int d)
        {
            if (d == shown.Length)
            {
                text.Append(cells[next++].PadLeft(shown.Length == 0 ? 0 : longest));
                return;
            }
            text.Append(open);
            var innermost = d == shown.Length - 1;
            var line = d + 1;
            for (var i = 0L; i < shown[d]; i++)
            {
                if (i > 0)
                {
                    if (!innermost) text.Append(separator.TrimEnd()).Append(newLine).Append(' ', d + 1);
                    else if ((line += longest + separator.Length) + longest > width)
                    {
                        text.Append(separator.TrimEnd()).Append(newLine).Append(' ', d + 1);
                        line = d + 1;
                    }
                    else text.Append(separator);
                }
                if (sizes[d] > shown[d] && i == Edge) text.Append("...").Append(innermost ? separator : newLine + new string(' ', d + 1));
                Level(d + 1);
            }
            text.Append(close);
        }
    }

    private string Matrices(string[] cells, long[] shown, long[] sizes)
    {
        if (cells.Length == 0) return "";
        var longest = cells.Max(c => c.Length);
        var columns = shown.Length > 0 ? shown[^1] : 1;
        var rows = shown.Length > 1 ? shown[^2] : 1;
        var text = new StringBuilder();
        var leading = shown.Length > 2 ? shown[..^2] : [];
        var count = leading.Aggregate(1L, (a, b) => a * b);
        for (var m = 0L; m < count; m++)
        {
            if (leading.Length > 0)
            {
                var rest = m;
                var at = new long[leading.Length];
                for (var d = leading.Length - 1; d >= 0; d--) (rest, at[d]) = Math.DivRem(rest, leading[d]);
                // Positions in the whole tensor, not in what is shown of it.
                text.Append('[').AppendJoin(',', at.Select((i, d) => sizes[d] > leading[d] && i >= Edge ? sizes[d] - leading[d] + i : i)).Append(",..,..] =").Append(newLine);
            }
            for (var r = 0L; r < rows; r++)
            {
                if (shown.Length > 1 && sizes[^2] > rows && r == Edge) text.Append(" ...").Append(newLine);
                var row = cells.AsSpan((int)((m * rows + r) * columns), (int)columns);
                var line = 0;
                for (var c = 0; c < row.Length; c++)
                {
                    if (shown.Length > 0 && sizes[^1] > columns && c == Edge) text.Append(" ...");
                    if (line + longest + 1 > width && c > 0)
                    {
                        text.Append(newLine);
                        line = 0;
                    }
                    text.Append(' ').Append(row[c].PadLeft(longest));
                    line += longest + 1;
                }
                text.Append(newLine);
            }
        }
        return text.ToString();
    }
}
