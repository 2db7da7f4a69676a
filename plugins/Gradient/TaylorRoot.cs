namespace Glassbox.Plugins;

/// <summary>The point that a Taylor expansion explains an input relative to.</summary>
public enum TaylorRoot
{
    /// <summary>What is left of the input without its part along the gradient, <c>x - (g.x / g.g) g</c>: there <c>g.root = 0</c>, and the relevances are gradient x input.</summary>
    Orthogonal,

    /// <summary>The nearest point where the score is zero, by Newton's steps along the gradient from the input; the expansion is made there (Montavon et al. 2017, section 3.2).</summary>
    Nearest,
}
