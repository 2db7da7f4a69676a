namespace Glassbox;

/// <summary>What stands in one cell of a <see cref="Table"/>: text or a number.</summary>
public readonly record struct Cell
{
    private Cell(string? text, double? number, bool whole) => (Text, Number, IsWhole) = (text, number, whole);

    /// <summary>The text; null where the cell holds a number.</summary>
    public string? Text { get; }

    /// <summary>The number; null where the cell holds text.</summary>
    public double? Number { get; }

    /// <summary>Whether the number counts something (it was given as an integer): it is written without decimals.</summary>
    public bool IsWhole { get; }

    /// <summary>Where the number may be, such as a confidence interval; it is written behind the number.</summary>
    public (double Low, double High)? Interval { get; private init; }

    /// <summary>A cell with a measured number and where it may be.</summary>
    /// <param name="number">The number.</param>
    /// <param name="low">The interval's lower end.</param>
    /// <param name="high">The interval's upper end.</param>
    public static Cell Within(double number, double low, double high) => new(null, number, false) { Interval = (low, high) };

    /// <summary>An empty cell.</summary>
    public static Cell Empty => new("", null, false);

    /// <summary>A cell of text.</summary>
    public static implicit operator Cell(string? text) => new(text ?? "", null, false);

    /// <summary>A cell with a measured number.</summary>
    public static implicit operator Cell(double number) => new(null, number, false);

    /// <summary>A cell with a measured number.</summary>
    public static implicit operator Cell(float number) => new(null, number, false);

    /// <summary>A cell with a measured number, empty where there is none.</summary>
    public static implicit operator Cell(double? number) => number is { } n ? new(null, n, false) : Empty;

    /// <summary>A cell with a count or an index.</summary>
    public static implicit operator Cell(long number) => new(null, number, true);

    /// <summary>A cell with a count or an index.</summary>
    public static implicit operator Cell(int number) => new(null, number, true);

    /// <summary>A cell that says yes or no.</summary>
    public static implicit operator Cell(bool value) => new(value ? "yes" : "no", null, false);
}
