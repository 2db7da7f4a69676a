using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules in a list, registered as "0", "1", and so on.</summary>
    public class ModuleList<T> : nn.Module, IList<T> where T : nn.Module
    {
        private readonly List<T> list = [];

        public ModuleList(params T[] modules) : base(nameof(ModuleList<T>)) => extend(modules);

        public int Count => list.Count;
        public bool IsReadOnly => false;

        public T this[int index]
        {
            get => list[index];
            set
            {
                list[index] = value;
                base.register_module(index.ToString(), value);
            }
        }

        public void Add(T item)
        {
            base.register_module(list.Count.ToString(), item);
            list.Add(item);
        }

        public void append(params T[] parameters) => extend(parameters);

        public void extend(IEnumerable<T> modules)
        {
            foreach (var module in modules) Add(module);
        }

        public void Insert(int index, T item)
        {
            list.Insert(index, item);
            Renumber();
        }

        public void RemoveAt(int index)
        {
            list.RemoveAt(index);
            Renumber();
        }

        public bool Remove(T item)
        {
            var index = list.IndexOf(item);
            if (index >= 0) RemoveAt(index);
            return index >= 0;
        }

        public void Clear()
        {
            list.Clear();
            ClearModules();
        }

        private void Renumber()
        {
            ClearModules();
            for (var i = 0; i < list.Count; i++) base.register_module(i.ToString(), list[i]);
        }

        public override void register_module(string name, nn.Module submodule) => throw new InvalidOperationException("A ModuleList names its modules by position: use Add.");

        public int IndexOf(T item) => list.IndexOf(item);
        public bool Contains(T item) => list.Contains(item);
        public void CopyTo(T[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);
        public IEnumerator<T> GetEnumerator() => list.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => list.GetEnumerator();
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleList<Module> ModuleList(params Module[] modules) => new(modules);
            public static Modules.ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
