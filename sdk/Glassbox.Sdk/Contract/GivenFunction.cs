using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Calls of functions that a user gave: what they throw is told as theirs, not as a failure of the method that called them.</summary>
internal static class GivenFunction
{
    /// <param name="function">The function.</param>
    /// <param name="given">What it is called with.</param>
    /// <param name="name">What it is to the reader, such as the model's name.</param>
    /// <param name="what">What it is given, such as <c>inputs</c>.</param>
    /// <exception cref="GlassboxException">The function failed; the exception inside knows where.</exception>
    public static Tensor Call(Func<Tensor, Tensor> function, Tensor given, string name, string what)
    {
        try { return function(given); }
        catch (TorchException e)
        {
            throw new GlassboxException($"{name} cannot run on {what} of [{string.Join(", ", given.shape)}]: {e.Message.Split(" [aten::")[0].TrimEnd('.')}.{(given.is_floating_point() && e.Message.Contains("argument #1 'indices'") ? " An embedding looks up tokens, whole numbers: give x.to(int64), and read files by Data.Numpy(..., tokens: true)." : "")}", e);
        }
        catch (Exception e) when (e is not (GlassboxException or OperationCanceledException or ThreadInterruptedException))
        {
            throw new GlassboxException($"{name} failed on {what} of [{string.Join(", ", given.shape)}] with {e.GetType().Name}: {e.Message.Split('\n')[0].Trim().TrimEnd('.')}.", e);
        }
    }
}
