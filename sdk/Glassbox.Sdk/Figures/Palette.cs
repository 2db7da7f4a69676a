namespace Glassbox;

/// <summary>Colours and shapes that tell groups apart, also with the common kinds of colour blindness: the ten-colour sequence of M. A. Petroff, "Accessible color sequences for data visualization", 2021.</summary>
internal static class Palette
{
    private static readonly Colour[] Sequence =
    [
        Colour.Of(0x3f90da), Colour.Of(0xffa90e), Colour.Of(0xbd1f01), Colour.Of(0x94a4a2), Colour.Of(0x832db6),
        Colour.Of(0xa96b59), Colour.Of(0xe76300), Colour.Of(0xb9ac70), Colour.Of(0x717581), Colour.Of(0x92dadd),
    ];

    /// <summary>The colour of a group; after ten they repeat, with the next <see cref="ShapeOf"/>.</summary>
    public static Colour ColourOf(int group) => Sequence[group % Sequence.Length];

    /// <summary>The shape of a group's points.</summary>
    public static Shape ShapeOf(int group) => (Shape)(group / Sequence.Length % 4);

    /// <summary>How many groups look different.</summary>
    public const int Distinct = 40;
}

/// <summary>The shape that marks a point.</summary>
internal enum Shape { Circle, Square, Triangle, Diamond }
