using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Gradient descent with momentum, and a gain for each coordinate that grows while the slope keeps turning the coordinate the way it moves and shrinks when it does not (Jacobs 1988, as
/// van der Maaten and Hinton 2008 use it).
/// </summary>
internal sealed class Descent : IDisposable
{
    private const double LeastGain = 0.01;

    private readonly Tensor velocity;
    private readonly Tensor gains;

    /// <param name="y">The map to move, in place: <c>[d, N]</c>.</param>
    public Descent(Tensor y)
    {
        velocity = zeros_like(y);
        gains = ones_like(y);
    }

    /// <summary>Moves the map one step.</summary>
    /// <param name="y">The map: <c>[d, N]</c>.</param>
    /// <param name="gradient">The slope there: <c>[d, N]</c>.</param>
    /// <param name="rate">How far a step goes for a slope of one.</param>
    /// <param name="momentum">How much of the step before is taken again.</param>
    public void Step(Tensor y, Tensor gradient, double rate, double momentum)
    {
        using var scope = NewDisposeScope();
        var onward = (velocity * gradient).lt(0);
        gains.copy_(where(onward, gains + 0.2, gains * 0.8).clamp_min_(LeastGain));
        velocity.mul_(momentum).sub_(gains * gradient * rate);
        y.add_(velocity);
    }

    /// <summary>Forgets the steps so far: no velocity, and all gains one.</summary>
    public void Restart()
    {
        velocity.zero_();
        gains.fill_(1);
    }

    public void Dispose()
    {
        velocity.Dispose();
        gains.Dispose();
    }
}
