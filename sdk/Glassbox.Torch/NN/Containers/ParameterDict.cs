using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Parameters under names.</summary>
    public class ParameterDict : nn.Module, IEnumerable<(string, Parameter)>
    {
        private readonly OrderedDictionary<string, Parameter> entries = [];

        public ParameterDict(params (string, Parameter)[] parameters) : base(nameof(ParameterDict))
        {
            foreach (var (name, parameter) in parameters) Add(name, parameter);
        }

        public int Count => entries.Count;
        public IEnumerable<string> keys() => entries.Keys;
        public IEnumerable<Parameter> values() => entries.Values;

        public Parameter this[string key]
        {
            get => entries[key];
            set
            {
                register_parameter(key, value);
                entries[key] = value;
            }
        }

        public void Add(string key, Parameter value)
        {
            entries.Add(key, value);
            register_parameter(key, value);
        }

        public void Add((string, Parameter) item) => Add(item.Item1, item.Item2);

        public bool Remove(string key)
        {
            if (!entries.Remove(key)) return false;
            register_parameter(key, null);
            return true;
        }

        public bool ContainsKey(string key) => entries.ContainsKey(key);
        public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out Parameter value) => entries.TryGetValue(key, out value);
        public IEnumerator<(string, Parameter)> GetEnumerator() => entries.Select(e => (e.Key, e.Value)).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ParameterDict ParameterDict(params (string, Modules.Parameter)[] parameters) => new(parameters);
        }
    }
}
