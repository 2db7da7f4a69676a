namespace Glassbox.Plugins;

/// <summary>What an area of a picture is chosen for.</summary>
public enum MaskGoal
{
    /// <summary>The area alone gives the highest score: what suffices.</summary>
    Preserve,

    /// <summary>The picture without the area gives the lowest score: what is needed.</summary>
    Delete,

    /// <summary>Both at once.</summary>
    Dual,
}
