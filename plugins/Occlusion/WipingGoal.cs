namespace Glassbox.Plugins;

/// <summary>What wiping parts of an input shall do to its score.</summary>
public enum WipingGoal
{
    /// <summary>Lower it most: the parts it rests on.</summary>
    Destroy,

    /// <summary>Raise it most: the parts that speak against it.</summary>
    Maximise,
}

/// <summary>How the parts to wipe are looked for.</summary>
public enum WipingSearch
{
    /// <summary>The best part, then the best of the rest given that, and so on.</summary>
    Greedy,

    /// <summary>Each part is tried alone, once; then the best are wiped together.</summary>
    Ranked,
}
