using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules under names.</summary>
    public class ModuleDict<T> : nn.Module, IDictionary<string, T> where T : nn.Module
    {
        private readonly OrderedDictionary<string, T> entries = [];

        public ModuleDict(params (string, T)[] modules) : base(nameof(ModuleDict<T>))
        {
            foreach (var (name, module) in modules) Add(name, module);
        }

        public int Count => entries.Count;
        public bool IsReadOnly => false;
        public ICollection<string> Keys => entries.Keys;
        public ICollection<T> Values => entries.Values;
        public IEnumerable<string> keys() => entries.Keys;
        public IEnumerable<T> values() => entries.Values;
        public IEnumerator<(string, T)> items() => entries.Select(e => (e.Key, e.Value)).GetEnumerator();

        public T this[string key]
        {
            get => entries[key];
            set
            {
                base.register_module(key, value);
                entries[key] = value;
            }
        }

        public void Add(string key, T value)
        {
            entries.Add(key, value);
            base.register_module(key, value);
        }

        public void Add((string, T) item) => Add(item.Item1, item.Item2);
        public void Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

        public bool Remove(string key)
        {
            if (!entries.Remove(key)) return false;
            ClearModules();
            foreach (var (name, module) in entries) base.register_module(name, module);
            return true;
        }

        public bool Remove(KeyValuePair<string, T> item) => Contains(item) && Remove(item.Key);

        public void Clear()
        {
            entries.Clear();
            ClearModules();
        }

        public void clear() => Clear();

        public override void register_module(string name, nn.Module submodule) => throw new InvalidOperationException("Use Add to put a module in a ModuleDict.");

        public bool ContainsKey(string key) => entries.ContainsKey(key);
        public bool Contains(KeyValuePair<string, T> item) => entries.TryGetValue(item.Key, out var found) && ReferenceEquals(found, item.Value);
        public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value) => entries.TryGetValue(key, out value);
        public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => ((ICollection<KeyValuePair<string, T>>)entries).CopyTo(array, arrayIndex);
        public IEnumerator<(string, T)> GetEnumerator() => items();
        IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() => entries.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => new(modules);
            public static Modules.ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module => new(modules);
        }
    }
}
