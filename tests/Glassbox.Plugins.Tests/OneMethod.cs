using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

/// <summary>A host that offers one attributor.</summary>
internal sealed class OneMethod(string only, Func<Model, Tensor, Target, IReadOnlyDictionary<string, object?>, Run, Attribution> method) : IMethods
{
    public int Calls { get; private set; }

    public object Invoke(string id, object?[] operands, IReadOnlyDictionary<string, object?> options, Run run)
    {
        id.ShouldBe(only);
        Calls++;
        return method((Model)operands[0]!, (Tensor)operands[1]!, (Target)operands[2]!, options, run);
    }
}
