using static TorchSharp.torch;

namespace Glassbox;

/// <summary>One thing that a metric measures: a column of its table, with the value of each input that the column's numbers are the means of.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Values">A row an explanation, a column an input: <c>[rows, N]</c> of Float64 on the CPU; NaN where it is not defined.</param>
/// <param name="Better">Which values speak for an explanation.</param>
public sealed record Measure(string Name, Tensor Values, Better Better = Better.Neither)
{
    /// <summary>The mean of each row over the inputs where it is defined; NaN where it is for none.</summary>
    public double[] Means()
    {
        using var scope = NewDisposeScope();
        return Values.nanmean(1).data<double>().ToArray();
    }
}

/// <summary>Which values of a measure speak for an explanation.</summary>
public enum Better
{
    /// <summary>None do by themselves: agreement with another method, the time it took.</summary>
    Neither,

    /// <summary>Small ones.</summary>
    Less,

    /// <summary>Large ones.</summary>
    More,
}
