using System.Numerics;

namespace Glassbox.Checkpoints;

/// <summary>
/// Reads the pickles of PyTorch's checkpoints (protocols 2 to 5) without being able to run anything: it knows the globals of
/// <see cref="StateDictGlobals"/> and refuses every other one by name. Nothing here recurses, so that no nesting can exhaust the stack.
/// </summary>
internal sealed class PickleReader(PickleStream input, StateDictGlobals globals)
{
    /// <summary>About forty operations make a tensor; the bound keeps a hostile file of one-byte operations from filling the memory.</summary>
    private const int MostOperations = 4_000_000;

    private static readonly object Mark = new();

    private readonly List<object?> stack = [];
    private readonly Dictionary<int, object?> memo = [];

    /// <summary>
    /// The value of the pickle at the stream's position: null, bool, long, <see cref="BigInteger"/>, double, string, byte[], a tuple as <c>object?[]</c>,
    /// a list as <c>List&lt;object?&gt;</c>, a <see cref="PickledDict"/>, or what the globals made.
    /// </summary>
    public object? Read()
    {
        for (var operations = 0; operations < MostOperations; operations++)
        {
            var code = (char)input.Byte();
            switch (code)
            {
                case '\x80':
                    var protocol = input.Byte();
                    if (protocol > 5) throw Damaged($"pickle protocol {protocol} does not exist");
                    break;
                case '\x95': input.UInt64(); break; // A frame only says how much to read ahead.
                case '.': return Pop();

                case 'N': Push(null); break;
                case '\x88': Push(true); break;
                case '\x89': Push(false); break;
                case 'K': Push((long)input.Byte()); break;
                case 'M': Push((long)input.UInt16()); break;
                case 'J': Push((long)input.Int32()); break;
                case '\x8a': Push(Integer(input.Bytes(input.Byte()))); break;
                case 'G': Push(input.BigEndianDouble()); break;
                case 'X': Push(input.Text((uint)input.Int32())); break;
                case '\x8c': Push(input.Text(input.Byte())); break;
                case '\x8d': Push(input.Text(input.UInt64())); break;
                // Python 2's str: text or bytes. Names are ASCII.
                case 'T': Push(Latin1(input.Bytes((uint)input.Int32()))); break;
                case 'U': Push(Latin1(input.Bytes(input.Byte()))); break;
                case 'B': Push(input.Bytes((uint)input.Int32())); break;
                case 'C': Push(input.Bytes(input.Byte())); break;
                case '\x8e': Push(input.Bytes(input.UInt64())); break;

                case '(': Push(Mark); break;
                case '0': Pop(); break;
                case '1': PopToMark(); break;
                case '2': Push(Peek()); break;
                case ')': Push(Array.Empty<object?>()); break;
                case '\x85': Push(Tuple(1)); break;
                case '\x86': Push(Tuple(2)); break;
                case '\x87': Push(Tuple(3)); break;
                case 't': Push(PopToMark()); break;
                case ']': Push(new List<object?>()); break;
                case 'l': Push(PopToMark().ToList()); break;
                case 'a': Append([Pop()]); break;
                case 'e': Append(PopToMark()); break;
                case '}': Push(new PickledDict()); break;
                case 'd':
                    var pairs = PopToMark();
                    Push(new PickledDict());
                    SetItems(pairs);
                    break;
                case 's': SetItems(Tuple(2)); break;
                case 'u': SetItems(PopToMark()); break;

                case 'q': memo[input.Byte()] = Peek(); break;
                case 'r': memo[input.Int32()] = Peek(); break;
                case '\x94': memo[memo.Count] = Peek(); break;
                case 'h': Push(Remembered(input.Byte())); break;
                case 'j': Push(Remembered(input.Int32())); break;

                case 'c':
                    var module = input.Line();
                    Push(globals.Find(module, input.Line()));
                    break;
                case '\x93':
                    var names = Tuple(2);
                    Push(names is [string from, string name] ? globals.Find(from, name) : throw Damaged("a global's name is no text"));
                    break;
                case 'R' or '\x81':
                    var call = Tuple(2);
                    Push(call is [PickledGlobal global, object?[] arguments] ? globals.Call(global, arguments) : throw Damaged("what it calls is not callable"));
                    break;
                case 'b':
                    // An OrderedDict's attributes (PyTorch puts the modules' version numbers there) are no weights.
                    var state = Pop();
                    if (Peek() is not PickledDict || state is not (null or PickledDict)) throw Damaged("it gives state to something that has none");
                    break;
                case 'Q': Push(globals.PersistentLoad(Pop())); break;

                default: throw Damaged($"its pickle holds the operation 0x{(int)code:x2}, which no state dict needs");
            }
        }
        throw Damaged($"its pickle has more than {MostOperations:N0} operations, which no state dict needs");
    }

    private void Push(object? value) => stack.Add(value);

    private object? Peek() => stack.Count > 0 && stack[^1] != Mark ? stack[^1] : throw Damaged("its pickle takes a value that is not there");

    private object? Pop()
    {
        var value = Peek();
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private object?[] PopToMark()
    {
        var mark = stack.LastIndexOf(Mark);
        if (mark < 0) throw Damaged("its pickle closes what it did not open");
        var values = stack.GetRange(mark + 1, stack.Count - mark - 1).ToArray();
        stack.RemoveRange(mark, stack.Count - mark);
        return values;
    }

    private object?[] Tuple(int count)
    {
        var values = new object?[count];
        while (count > 0) values[--count] = Pop();
        return values;
    }

    private void Append(object?[] values) => (Peek() as List<object?> ?? throw Damaged("it appends to what is no list")).AddRange(values);

    private void SetItems(object?[] pairs)
    {
        if (Peek() is not PickledDict dict || pairs.Length % 2 != 0) throw Damaged("it sets items of what is no dict");
        for (var i = 0; i < pairs.Length; i += 2) dict.Items.Add((pairs[i], pairs[i + 1]));
    }

    private object? Remembered(int index) => memo.TryGetValue(index, out var value) ? value : throw Damaged("its pickle refers to a value that is not there");

    private static object Integer(byte[] bytes)
    {
        var value = new BigInteger(bytes);
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private static string Latin1(byte[] bytes) => System.Text.Encoding.Latin1.GetString(bytes);

    private GlassboxException Damaged(string why) => new($"{input.File} is damaged or no state dict: {why}.");
}
