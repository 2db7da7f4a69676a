using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Turns the operators that run into a graph in single-assignment form.</summary>
internal sealed class Recorder : Interceptor.IObserver
{
    [ThreadStatic] private static Recorder? current;

    private readonly List<Node> nodes = [];
    private readonly Dictionary<nint, Tracked> tracked = [];
    private readonly Dictionary<nint, Memory> memories = [];
    private readonly Dictionary<nint, string> parameters = [];
    private readonly Dictionary<nint, string> operatorNames = [];
    private readonly RecordedNames names = new();
    private readonly DisposeScope? scope = CurrentDisposeScope;
    private readonly ModulePaths? modules;
    private bool valuesDecide;

    /// <summary>The value that a native tensor stands for now, if its memory did not change since.</summary>
    private sealed class Tracked(Value value, Memory memory)
    {
        public Value Value = value;
        public readonly Memory Memory = memory;
        public int Version = memory.Version;
    }

    /// <summary>A piece of memory, the first tensor seen in it, and how often it was changed in place.</summary>
    private sealed class Memory(nint root)
    {
        public readonly nint Root = root;
        public readonly List<nint> Members = [root];
        public int Version;
    }

    private Recorder(Model model)
    {
        foreach (var (name, tensor) in model.Parameters) parameters[tensor.Handle] = name;
        if (model.Module is { } module) modules = new ModulePaths(this, module);
    }

    internal static Recorder? Current => current;

    public static Graph Record(Model model, Func<Tensor, Tensor> forward, Tensor inputs, bool gradients)
    {
        if (current is not null) throw new InvalidOperationException("A capture is running on this thread already.");
        using var mode = set_grad_enabled(gradients);
        // A network may change its input in place: it gets a tensor of its own, and where gradients are wanted a copy of the leaf.
        // Whole numbers, such as tokens, have no gradient; what follows their embedding has.
        var given = !gradients || !inputs.is_floating_point() ? inputs.detach().clone() : inputs.requires_grad ? inputs : inputs.detach().requires_grad_();
        var recorder = new Recorder(model);
        var input = recorder.Track(given.Handle, new Value(ValueKind.Input, given, "input") { IsActive = true });
        current = recorder;
        Tensor output;
        try
        {
            using var watch = recorder.modules?.Watch();
            output = Interceptor.Observe(recorder, () => forward(gradients ? given.clone() : given));
        }
        finally
        {
            current = null;
        }
        return recorder.Finish(model, input, output);
    }

    private Graph Finish(Model model, Value input, Tensor output)
    {
        var result = Find(output.Handle);
        if (!result.IsActive)
            throw new GlassboxException($"{model.Name}'s output does not depend on its input: no operator that leads to it could be seen.");
        foreach (var node in nodes) node.RegisterUses();
        names.AddOperators(nodes);
        return new Graph(input, result, nodes, names.Layers, model.Name) { ValuesDecide = valuesDecide };
    }

    // ---- operators -----------------------------------------------------------------------------------------------------------------

    public unsafe void Ran(InterceptedCall* call)
    {
        var name = NameOf(call);
        var produces = false;
        for (var i = 0; i < call->ResultCount; i++) produces |= call->Results[i].Tag is NativeTag.Tensor or NativeTag.TensorList;
        if (!produces)
        {
            // Such as item: what it gave may decide what runs next.
            for (var i = 0; i < call->ArgumentCount; i++)
                if (call->Arguments[i].Tag == NativeTag.Tensor) Read((nint)call->Arguments[i].Extra);
            return;
        }

        var arguments = new object?[call->ArgumentCount];
        var changed = new List<(nint Identity, Tensor Before)>();
        for (var i = 0; i < arguments.Length; i++)
        {
            ref var argument = ref call->Arguments[i];
            if (argument.Tag == NativeTag.Tensor && argument.Count == 1) changed.Add(((nint)argument.Extra, Own(new Tensor(argument.Pointer, 0))));
            arguments[i] = argument.Tag == NativeTag.Tensor ? Find((nint)argument.Extra) : ToObject(argument);
        }
        // The tensors recorded so far hold what the operator wrote: give them back what they held, from the copy.
        foreach (var (identity, before) in changed) RestoreBefore(identity, before);

        var results = Results(call);
        // An operator that gave back what it was given (dropout when evaluating, contiguous on contiguous data) computed nothing.
        if (changed.Count == 0 && results.All(r => r == 0 || tracked.ContainsKey(r))) return;

        var path = modules?.Path ?? RecordedNames.ScriptPath(Marshal.PtrToStringUTF8((nint)call->Path)!);
        if (path.Length == 0) path = names.ScopeOrParameterPath(arguments);
        var node = new Node(nodes.Count, name, names.Unique(path, name), path, arguments);
        nodes.Add(node);
        var active = node.IsActive;
        valuesDecide |= active && ShapedByValues(node);
        node.Outputs = new Value?[results.Length];
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] == 0) continue;
            var value = new Value(ValueKind.Computed, Borrow(results[i]), results.Length == 1 ? node.Name : $"{node.Name}.{i}", node, i) { IsActive = active };
            node.Outputs[i] = value;
            if (changed.Any(c => c.Identity == results[i])) continue;
            Track(results[i], value);
        }
        foreach (var (identity, _) in changed) Changed(identity, node, Array.FindIndex(results, r => r == identity), active);
    }

    public void Read(nint tensor) => valuesDecide |= tracked.TryGetValue(tensor, out var found) && found.Value.IsActive;

    /// <summary>Whether the shape of what the operator gives depends on what it was given, not on its shape alone.</summary>
    private static bool ShapedByValues(Node node) =>
        node.Kind is "nonzero" or "masked_select" or "repeat_interleave" or "bincount" or "histc" || node.Kind.Contains("unique") ||
        (node.Kind is "index" && node.Inputs.Any(i => i.IsActive && i.Tensor.dtype is ScalarType.Bool or ScalarType.Byte));

    /// <summary>The value that a native tensor stands for; tensors never seen are parameters or constants.</summary>
    private Value Find(nint identity)
    {
        if (tracked.TryGetValue(identity, out var found))
        {
            if (found.Version < found.Memory.Version) Refresh(identity, found);
            return found.Value;
        }
        var tensor = Borrow(identity);
        var value = parameters.TryGetValue(identity, out var name)
            ? new Value(ValueKind.Parameter, tensor, name)
            : new Value(ValueKind.Constant, tensor, names.Unique("", "constant"));
        return Track(identity, value);
    }

    private Value Track(nint identity, Value value)
    {
        var storage = value.Tensor.StorageIdentity;
        if (!memories.TryGetValue(storage, out var memory)) memories[storage] = memory = new Memory(identity);
        else memory.Members.Add(identity);
        tracked[identity] = new Tracked(value, memory);
        return value;
    }

    // ---- changes in place ----------------------------------------------------------------------------------------------------------

    private void RestoreBefore(nint identity, Tensor before)
    {
        var memory = tracked[identity].Memory;
        foreach (var member in memory.Members)
        {
            var entry = tracked[member];
            if (entry.Version < memory.Version) continue;
            var live = entry.Value.Tensor;
            entry.Value.Tensor = member == identity ? before : Own(Dispatcher.Call("aten::as_strided", before.detach(), live.shape, live.stride(), live.storage_offset()));
        }
    }

    /// <summary>After <paramref name="node"/> changed a tensor: the tensor has a new value, and whatever shares its memory is out of date.</summary>
    private void Changed(nint identity, Node node, int output, bool active)
    {
        var entry = tracked[identity];
        var memory = entry.Memory;
        var activeBefore = entry.Value.IsActive;
        Value after;
        if (output >= 0)
        {
            after = node.Outputs[output]!;
        }
        else
        {
            // Such as batch norm's counters: the operator changes the tensor but does not return it.
            after = new Value(ValueKind.Computed, Borrow(identity), $"{node.Name}.changed", node, node.Outputs.Length) { IsActive = active };
            node.Outputs = [.. node.Outputs, after];
        }
        after.IsActive = active || activeBefore;
        entry.Value = after;
        entry.Version = ++memory.Version;
        if (memory.Root == identity || memory.Members.Count == 1) return;
        // A view was changed: write the change back into the tensor that the memory belongs to.
        var root = tracked[memory.Root];
        var view = after.Tensor;
        var whole = Synthetic("aten::as_strided_scatter", [root.Value, after, view.shape, view.stride(), view.storage_offset()], Borrow(memory.Root));
        root.Value = whole;
        root.Version = memory.Version;
    }

    /// <summary>A view of memory that was changed since: read it again from the tensor that the memory belongs to.</summary>
    private void Refresh(nint identity, Tracked entry)
    {
        var root = tracked[entry.Memory.Root];
        var live = Borrow(identity);
        entry.Value = Synthetic("aten::as_strided", [root.Value, live.shape, live.stride(), live.storage_offset()], live);
        entry.Version = entry.Memory.Version;
    }

    private Value Synthetic(string name, object?[] arguments, Tensor result)
    {
        var path = nodes.Count > 0 ? nodes[^1].Path : "";
        var node = new Node(nodes.Count, name, names.Unique(path, name), path, arguments);
        nodes.Add(node);
        var value = new Value(ValueKind.Computed, result, node.Name, node) { IsActive = node.IsActive };
        node.Outputs = [value];
        return value;
    }

    // ---- tensors and constants -----------------------------------------------------------------------------------------------------

    /// <summary>A tensor that lives as long as the scope the capture was started in, not one that the network opened.</summary>
    private Tensor Own(Tensor tensor)
    {
        tensor.DetachFromDisposeScope();
        scope?.Attach(tensor);
        return tensor;
    }

    private Tensor Borrow(nint handle) => Own(Tensor.Borrowed(handle));

    private static unsafe nint[] Results(InterceptedCall* call)
    {
        var results = new List<nint>();
        for (var i = 0; i < call->ResultCount; i++)
        {
            ref var result = ref call->Results[i];
            if (result.Tag == NativeTag.TensorList) results.AddRange(new ReadOnlySpan<nint>((void*)result.Pointer, result.Count));
            else results.Add(result.Tag == NativeTag.Tensor ? result.Pointer : 0);
        }
        return [.. results];
    }

    private unsafe object? ToObject(in NativeValue value)
    {
        switch (value.Tag)
        {
            case NativeTag.Int: return value.Int;
            case NativeTag.Double: return value.Double;
            case NativeTag.Bool: return value.Int != 0;
            case NativeTag.Complex: return new Complex(value.Double, value.Imaginary);
            case NativeTag.String: return Marshal.PtrToStringUTF8(value.Pointer, value.Count);
            case NativeTag.Device: return new Device((DeviceType)value.Count, (int)value.Extra);
            case NativeTag.IntList: return new ReadOnlySpan<long>((void*)value.Pointer, value.Count).ToArray();
            case NativeTag.DoubleList: return new ReadOnlySpan<double>((void*)value.Pointer, value.Count).ToArray();
            case NativeTag.BoolList: return new ReadOnlySpan<bool>((void*)value.Pointer, value.Count).ToArray();
            case NativeTag.TensorList or NativeTag.OptionalTensorList:
                var list = new Value?[value.Count];
                for (var i = 0; i < list.Length; i++)
                    if (((nint*)value.Pointer)[i] is var identity and not 0) list[i] = Find(identity);
                return list;
            default: return null;
        }
    }

    // ---- names ---------------------------------------------------------------------------------------------------------------------

    private unsafe string NameOf(InterceptedCall* call)
    {
        // A schema's overload text lives as long as libtorch, and no two schemas share one.
        var key = (nint)call->Overload;
        if (operatorNames.TryGetValue(key, out var known) && known.StartsWith(Marshal.PtrToStringUTF8((nint)call->Name)!, StringComparison.Ordinal)) return known;
        var (name, overload) = (Marshal.PtrToStringUTF8((nint)call->Name)!, Marshal.PtrToStringUTF8((nint)call->Overload)!);
        return operatorNames[key] = overload.Length > 0 ? $"{name}.{overload}" : name;
    }

    internal void EnterScope(string name) => names.EnterScope(name);

    internal void LeaveScope() => names.LeaveScope(nodes.LastOrDefault()?.Outputs.LastOrDefault(o => o is not null));

    /// <summary>A module gave back a tensor.</summary>
    internal void ModuleLeft(string path, Tensor output)
    {
        if (tracked.ContainsKey(output.Handle)) names.AddLayer(path, Find(output.Handle));
    }
}
