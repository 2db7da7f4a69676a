using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Terminal;

/// <summary>A tensor in characters: shape, type, device, statistics, and a corner of it.</summary>
internal static class TerminalTensor
{
    private const int MostRows = 8, MostColumns = 10, Bins = 16;

    public static CellGrid Of(Tensor tensor, Screen screen)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var plain = tensor.detach();
        var headline = $"[{string.Join(", ", tensor.shape)}] {tensor.dtype} {tensor.device}{(tensor.requires_grad ? ", requires grad" : "")}";
        if (tensor.device_type == DeviceType.META || tensor.numel() == 0) return CellGrid.Paragraph(tensor.numel() == 0 ? headline + ", empty" : headline, screen.Width);
        return CellGrid.Stack(
            CellGrid.Paragraph(headline, screen.Width), CellGrid.Paragraph(Statistics(plain, screen), screen.Width, TerminalFigure.Faint), Corner(plain, screen.Width));
    }

    private static string Statistics(Tensor tensor, Screen screen)
    {
        if (tensor.numel() == 1 || tensor.is_complex()) return "";
        if (tensor.dtype == ScalarType.Bool) return $"{tensor.sum().ToInt64():N0} of {tensor.numel():N0} true";
        var all = tensor.flatten().to(ScalarType.Float64);
        var finite = all.isfinite();
        var lost = tensor.numel() - finite.sum().ToInt64();
        var values = lost == 0 ? all : all.masked_select(finite);
        if (values.numel() == 0) return "no finite value";
        var (low, high) = (values.min().ToDouble(), values.max().ToDouble());
        var text = tensor.is_floating_point()
            ? $"min {Numbers.Text(low)} · mean {Numbers.Text(values.mean().ToDouble())} · max {Numbers.Text(high)} · std {Numbers.Text(values.std(unbiased: false).ToDouble())}"
            : $"min {low:0} · max {high:0}";
        if (lost > 0) text += $" · not finite {lost:N0}";
        if (tensor.numel() < 4 || low == high) return text;
        // A vector's values in their order; of anything else, how often values of each size occur.
        var blocks = screen.Colours != ColourDepth.None;
        return tensor.dim() == 1
            ? $"{text} · values {Sparkline.Of(all.cpu().data<double>().ToArray(), 40, blocks)}"
            : $"{text} · spread {Sparkline.Of(Histogram(values, low, high), Bins, blocks)}";
    }

    private static double[] Histogram(Tensor values, double low, double high)
    {
        var bins = ((values - low) * (Bins / (high - low))).floor().clamp(0, Bins - 1).to(ScalarType.Int64);
        return Array.ConvertAll(bins.bincount(minlength: Bins).cpu().data<long>().ToArray(), count => (double)count);
    }

    private static CellGrid Corner(Tensor tensor, int width)
    {
        // Of more than two dimensions, the first matrix.
        var leading = tensor.dim() > 2 ? tensor.shape[..^2] : [];
        var matrix = tensor.dim() switch { 0 => tensor.view(1, 1), 1 => tensor.unsqueeze(0), _ => tensor.reshape([-1, .. tensor.shape[^2..]])[0] };
        var (rows, columns) = (matrix.size(0), matrix.size(1));
        var shownRows = (int)(rows <= MostRows ? rows : MostRows - 1);
        var shownColumns = (int)Math.Min(columns, MostColumns);
        var cells = Written(matrix.narrow(0, 0, shownRows).narrow(1, 0, shownColumns).cpu());
        var widest = cells.Max(c => c.Length);
        // As many columns as the width has room for, with two characters for an ellipsis.
        shownColumns = Math.Clamp((width - 2) / (widest + 2), 1, shownColumns);

        var total = Math.Min(columns, MostColumns);
        var label = leading.Length == 0 ? "" : $"[{string.Join(", ", leading.Select(_ => "0"))}, :, :]{(leading.Aggregate(1L, (a, b) => a * b) is var count and > 1 ? $" of {count:N0}" : "")}";
        var grid = new CellGrid(Math.Max(CellGrid.ColumnsOf(label), 2 + shownColumns * (widest + 2) + 2), (label == "" ? 0 : 1) + shownRows + (shownRows < rows ? 1 : 0));
        grid.Put(0, 0, label, TerminalFigure.Faint);
        var top = label == "" ? 0 : 1;
        for (var r = 0; r < shownRows; r++)
        {
            for (var c = 0; c < shownColumns; c++)
            {
                var text = cells[(int)(r * total + c)];
                grid.Put(2 + c * (widest + 2) + widest - text.Length, top + r, text);
            }
            if (shownColumns < columns) grid.Put(2 + shownColumns * (widest + 2) - 1, top + r, "…", TerminalFigure.Faint);
        }
        if (shownRows < rows) grid.Put(2, top + shownRows, "…", TerminalFigure.Faint);
        return grid;
    }

    private static string[] Written(Tensor corner)
    {
        if (corner.dtype == ScalarType.Bool) return Array.ConvertAll(corner.contiguous().data<bool>().ToArray(), b => b ? "true" : "false");
        if (corner.is_complex())
            return Array.ConvertAll(corner.cdouble().contiguous().data<System.Numerics.Complex>().ToArray(), c => $"{Numbers.Text(c.Real)}{(c.Imaginary < 0 ? "−" : "+")}{Numbers.Text(Math.Abs(c.Imaginary))}i");
        var values = corner.to(ScalarType.Float64).contiguous().data<double>().ToArray();
        if (!corner.is_floating_point()) return Array.ConvertAll(corner.to(ScalarType.Int64).contiguous().data<long>().ToArray(), n => Numbers.Format(n, "0"));
        var write = Numbers.Column(values);
        return Array.ConvertAll(values, v => write(v));
    }
}
