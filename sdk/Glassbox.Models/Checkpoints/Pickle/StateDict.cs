namespace Glassbox.Checkpoints;

/// <summary>Finds the state dict in what a training script saved: alone, or beside the epoch and the optimizer in a dict.</summary>
internal static class StateDict
{
    /// <summary>The names that training scripts give it, in the order they are tried.</summary>
    private static readonly string[] Names = ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params"];

    /// <summary>The tensors by name.</summary>
    /// <exception cref="GlassboxException">There is none, or several and none of a usual name.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Find(object? root, string file)
    {
        if (root is StoredTensor) throw new GlassboxException($"{file} holds a single tensor, not a network's state dict.");
        if (root is not PickledDict dict) throw new GlassboxException($"{file} holds no state dict.");
        for (var depth = 0; depth < 4; depth++)
        {
            // First by name: a training script may also save its best accuracy, which is a tensor too.
            if (Names.Select(n => dict[n]).OfType<PickledDict>().FirstOrDefault(d => d.Items.Count > 0) is { } named)
            {
                dict = named;
                continue;
            }
            var tensors = Tensors(dict);
            if (tensors.Count > 0) return tensors;
            dict = OnlyStateDict(dict);
        }
        throw new GlassboxException($"{file} holds no state dict.");

        PickledDict OnlyStateDict(PickledDict from)
        {
            var found = from.Items.Where(i => i is (string, PickledDict value) && Tensors(value).Count > 0).ToArray();
            return found switch
            {
                [(_, PickledDict only)] => only,
                [] => throw new GlassboxException($"{file} holds no state dict: it has {Listed(from.Items.Select(i => i.Key?.ToString() ?? "None"))}."),
                _ => throw new GlassboxException($"{file} holds several state dicts ({Listed(found.Select(f => (string)f.Key!))}): save one of them alone."),
            };
        }
    }

    private static Dictionary<string, StoredTensor> Tensors(PickledDict dict)
    {
        var tensors = new Dictionary<string, StoredTensor>();
        foreach (var item in dict.Items)
            if (item is (string name, StoredTensor tensor)) tensors[name] = tensor;
        return tensors;
    }

    private static string Listed(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return all.Length == 0 ? "nothing" : string.Join(", ", all.Take(8).Select(n => n.Length > 60 ? n[..60] + "..." : n)) + (all.Length > 8 ? ", ..." : "");
    }
}
