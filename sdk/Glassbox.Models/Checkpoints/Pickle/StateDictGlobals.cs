using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Checkpoints;

/// <summary>The only Python names that a state dict needs, and what calling them gives. Everything else is refused by name.</summary>
/// <param name="file">The checkpoint's name, for messages.</param>
/// <param name="storage">The storage of this key with this many bytes, checked to lie within the file.</param>
internal sealed class StateDictGlobals(string file, Func<string, long, StoredBytes> storage)
{
    private static readonly Dictionary<string, ScalarType> StorageTypes = new()
    {
        ["FloatStorage"] = ScalarType.Float32, ["DoubleStorage"] = ScalarType.Float64, ["HalfStorage"] = ScalarType.Float16, ["BFloat16Storage"] = ScalarType.BFloat16,
        ["LongStorage"] = ScalarType.Int64, ["IntStorage"] = ScalarType.Int32, ["ShortStorage"] = ScalarType.Int16, ["CharStorage"] = ScalarType.Int8,
        ["ByteStorage"] = ScalarType.Byte, ["BoolStorage"] = ScalarType.Bool, ["ComplexFloatStorage"] = ScalarType.ComplexFloat32, ["ComplexDoubleStorage"] = ScalarType.ComplexFloat64,
    };

    private static readonly Dictionary<string, ScalarType> Dtypes = new()
    {
        ["float32"] = ScalarType.Float32, ["float64"] = ScalarType.Float64, ["float16"] = ScalarType.Float16, ["bfloat16"] = ScalarType.BFloat16,
        ["int64"] = ScalarType.Int64, ["int32"] = ScalarType.Int32, ["int16"] = ScalarType.Int16, ["int8"] = ScalarType.Int8, ["uint8"] = ScalarType.Byte,
        ["bool"] = ScalarType.Bool, ["complex64"] = ScalarType.ComplexFloat32, ["complex128"] = ScalarType.ComplexFloat64,
    };

    /// <summary>What views may show beyond what is stored, and dicts copy of lists, in elements: it bounds what a small file can ask for.</summary>
    private const long MostExpanded = 1 << 27, MostCopied = 4_000_000;

    private readonly Dictionary<string, (StoredBytes Bytes, ScalarType? Dtype)> storages = [];
    private long expanded, copied;

    /// <summary>The name, if a state dict needs it.</summary>
    /// <exception cref="GlassboxException">It does not; the message names it.</exception>
    public object Find(string module, string name) => (module, name) switch
    {
        ("torch", _) when Dtypes.TryGetValue(name, out var dtype) => dtype,
        ("torch" or "torch.cuda" or "torch.storage", _) when StorageTypes.ContainsKey(name) || name == "UntypedStorage" => new PickledGlobal(module, name),
        ("torch._utils", "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_tensor_v3" or "_rebuild_parameter") => new PickledGlobal(module, name),
        ("collections", "OrderedDict" or "Counter") or ("torch", "Size" or "device") => new PickledGlobal(module, name),
        _ => throw new GlassboxException($"{file} wants Python's {module}.{name}, which no state dict needs and which could run code, so it was not loaded: save the network's state_dict() alone."),
    };

    /// <summary>What calling a known name gives.</summary>
    public object? Call(PickledGlobal global, object?[] arguments) => (global.Name, arguments) switch
    {
        ("OrderedDict", []) => new PickledDict(),
        ("OrderedDict", [List<object?> pairs]) => FromPairs(pairs),
        // What schedules of the learning rate are saved with.
        ("Counter", [PickledDict counts]) => counts,
        ("Size", [object?[] sizes]) => sizes,
        ("device", [string, ..]) => arguments[0],
        ("_rebuild_tensor", [TypedStorage s, long offset, object?[] shape, object?[] strides]) => View(s, null, offset, shape, strides),
        ("_rebuild_tensor_v2", [TypedStorage s, long offset, object?[] shape, object?[] strides, bool, PickledDict, .. var rest]) => View(s, null, offset, shape, strides, Metadata(rest)),
        ("_rebuild_tensor_v3", [TypedStorage s, long offset, object?[] shape, object?[] strides, bool, PickledDict, ScalarType dtype, .. var rest]) => View(s, dtype, offset, shape, strides, Metadata(rest)),
        ("_rebuild_parameter", [StoredTensor data, bool, PickledDict]) => data,
        _ => throw Damaged($"it calls {global} with arguments that it does not take"),
    };

    /// <summary>The storage that a persistent id speaks of: <c>('storage', type, key, device, elements[, view])</c>. The device it was saved from does not matter.</summary>
    public object PersistentLoad(object? id)
    {
        if (id is not object?[] parts) throw Damaged("it names a storage in no known way");
        if (parts is ["module", PickledGlobal source, ..])
            throw new GlassboxException($"{file} holds a whole pickled network of class {source}, which cannot be loaded without its code: save its state_dict() instead.");
        if (parts is not ["storage", PickledGlobal type, string key, _, long count, .. var rest]) throw Damaged("it names a storage in no known way");
        ScalarType? dtype = type.Name == "UntypedStorage" ? null : StorageTypes.TryGetValue(type.Name, out var known) ? known : throw Damaged($"{type} is no storage");
        var size = dtype is null ? 1 : SizeOf(dtype.Value);
        if (count < 0 || count > long.MaxValue / size) throw Damaged($"a storage has {count} elements");
        if (storages.TryGetValue(key, out var seen))
        {
            if (seen.Dtype != dtype || seen.Bytes.Length != count * size) throw Damaged($"storage {key} is described in two ways");
        }
        else
        {
            storages.Add(key, seen = (storage(key, count * size), dtype));
        }
        // PyTorch 0.3 and earlier: a storage may be a part of another, given by (key, first element, elements).
        return rest.FirstOrDefault() switch
        {
            null => new TypedStorage(seen.Bytes, dtype, 0, count),
            object?[] and [string, long first, long length] when first >= 0 && length >= 0 && first <= count - length => new TypedStorage(seen.Bytes, dtype, first, length),
            _ => throw Damaged($"storage {key} is a view that leaves it"),
        };
    }

    private StoredTensor View(TypedStorage s, ScalarType? given, long offset, object?[] shape, object?[] strides, object? metadata = null)
    {
        if (metadata is not null and not PickledDict { Items.Count: 0 }) throw new GlassboxException($"{file} holds a conjugated or negated view, which cannot be loaded: call resolve_conj() or resolve_neg() before saving.");
        var dtype = given ?? s.Dtype ?? throw Damaged("an untyped storage makes a tensor without a type");
        if (s.Dtype is { } stored && stored != dtype) throw Damaged("a tensor's type is not its storage's");
        var elements = s.Dtype is null ? s.Count / SizeOf(dtype) : s.Count;
        var sizes = shape.OfType<long>().ToArray();
        var steps = strides.OfType<long>().ToArray();
        if (sizes.Length != shape.Length || steps.Length != strides.Length || sizes.Length != steps.Length || sizes.Length > 64 || sizes.Any(d => d < 0) || steps.Any(d => d < 0) || offset < 0)
            throw Damaged($"a tensor has the shape ({string.Join(", ", shape)}) and the strides ({string.Join(", ", strides)})");
        // Int128: the product of a hostile shape and stride must not wrap around into the storage.
        Int128 last = offset;
        Int128 count = 1;
        foreach (var (size, step) in sizes.Zip(steps))
        {
            last += (Int128)Math.Max(size - 1, 0) * step;
            count = Int128.Min(count * size, long.MaxValue);
        }
        if (count > 0 && last >= elements) throw Damaged($"a tensor of shape ({string.Join(", ", sizes)}) reaches beyond its storage of {elements} elements");
        if (count > MostExpanded + elements || (expanded += (long)Int128.Max(count - elements, 0)) > MostExpanded)
            throw Damaged($"a tensor of shape ({string.Join(", ", sizes)}) repeats a storage of {elements} elements");
        return new StoredTensor(dtype, sizes, steps, s.First + offset, s.Bytes);
    }

    private static object? Metadata(object?[] rest) => rest is [var metadata, ..] ? metadata : null;

    private PickledDict FromPairs(List<object?> pairs)
    {
        var dict = new PickledDict();
        if ((copied += pairs.Count) > MostCopied) throw Damaged($"its dicts are made of more than {MostCopied:N0} pairs");
        foreach (var pair in pairs)
            dict.Items.Add(pair switch
            {
                List<object?> and [var key, var value] => (key, value),
                object?[] and [var key, var value] => (key, value),
                _ => throw Damaged("an OrderedDict is made of what are no pairs"),
            });
        return dict;
    }

    private GlassboxException Damaged(string why) => new($"{file} is damaged or no state dict: {why}.");

    /// <summary>A storage, or a part of one, with the type of its elements (none where the tensors say it).</summary>
    private sealed record TypedStorage(StoredBytes Bytes, ScalarType? Dtype, long First, long Count);
}
