namespace Glassbox.Checkpoints;

/// <summary>A Python dict in the order it was written; of equal keys the last one holds.</summary>
internal sealed class PickledDict
{
    public List<(object? Key, object? Value)> Items { get; } = [];

    public object? this[string key]
    {
        get
        {
            for (var i = Items.Count - 1; i >= 0; i--)
                if (Items[i].Key is string name && name == key) return Items[i].Value;
            return null;
        }
    }
}

/// <summary>A name that a pickle asked Python for, one of those a state dict needs.</summary>
internal sealed record PickledGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}
