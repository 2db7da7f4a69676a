using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules that run one after the other. Unnamed ones are called "0", "1", and so on.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<(string Name, nn.Module<Tensor, Tensor> Module)> steps = [];

        internal Sequential(IEnumerable<(string name, nn.Module<Tensor, Tensor> submodule)> modules) : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules) append(name, module);
        }

        internal Sequential(IEnumerable<nn.Module<Tensor, Tensor>> modules) : base(nameof(Sequential))
        {
            foreach (var module in modules) append(module);
        }

        public int Count => steps.Count;

        public nn.IModule<Tensor, Tensor> this[int index] => steps[index].Module;

        /// <summary>The modules of a range, shared, in a container of their own.</summary>
        public Sequential this[Range range]
        {
            get
            {
                var (start, length) = range.GetOffsetAndLength(Count);
                return new(steps.GetRange(start, length).Select(s => s.Module));
            }
        }

        public Sequential append(string name, nn.Module<Tensor, Tensor> module)
        {
            register_module(name, module);
            return this;
        }

        public Sequential append(nn.Module<Tensor, Tensor> module) => append(Count.ToString(), module);

        /// <summary>Adds a module at the end; one of a name that is taken replaces it, and runs in its place.</summary>
        public override void register_module(string name, nn.Module submodule)
        {
            if (submodule is not nn.Module<Tensor, Tensor> step)
                throw new ArgumentException($"Sequential runs modules of one tensor to one tensor; \"{name}\" is a {submodule.GetType().Name}.", nameof(submodule));
            base.register_module(name, submodule);
            var index = steps.FindIndex(s => s.Name == name);
            if (index < 0) steps.Add((name, step));
            else steps[index] = (name, step);
        }

        /// <summary>
        /// Runs the modules through their hooks. An intermediate result is released early only between two layers of this library that nobody
        /// watches; what a hook or a module of yours was handed stays alive (TorchSharp releases it).
        /// </summary>
        public override Tensor forward(Tensor input)
        {
            var x = input;
            var releasable = false;
            foreach (var (_, step) in steps)
            {
                var plain = step is { HasHooks: false, KeepsNothing: true };
                var y = step.call(x);
                if (ReferenceEquals(x, y))
                {
                    releasable &= plain;
                    continue;
                }
                if (releasable && plain) x.Dispose();
                (x, releasable) = (y, plain && ModuleObserver.Current is null);
            }
            return x;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);
            public static Modules.Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules);
            public static Modules.Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) => new(modules.Select(m => (m.Item1, m.Item2)));
            public static Modules.Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) => new(modules.Select(m => (m.Item1, m.Item2)));
            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);
            public static Modules.Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(modules);
            public static Modules.Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());
        }
    }
}
