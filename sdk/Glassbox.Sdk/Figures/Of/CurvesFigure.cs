namespace Glassbox;

/// <summary>Curves as a figure.</summary>
public static class CurvesFigure
{
    /// <summary>Curves, those with the same axis titles in one panel.</summary>
    /// <param name="curves">At least one.</param>
    /// <param name="title">What the figure shows.</param>
    public static Figure Of(IReadOnlyList<Curve> curves, string title = "") =>
        new([.. curves.GroupBy(c => (c.XTitle, c.YTitle)).Select(g => new CurvesPanel([.. g]) { Title = g.Count() == 1 ? g.Single().Name : "" })])
        {
            Title = title,
            Columns = 2,
        };
}
