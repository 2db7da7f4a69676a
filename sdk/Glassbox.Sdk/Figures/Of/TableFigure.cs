namespace Glassbox;

/// <summary>A table as a figure.</summary>
public static class TableFigure
{
    /// <summary>A table as a figure.</summary>
    public static Figure Of(Table table) => new(new TablePanel(table));
}
