using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What every module has: a name, parameters, buffers and modules of its own, each under a name.</summary>
        public partial class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Module> submodules = [];
            private readonly OrderedDictionary<string, Parameter> ownParameters = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> ownBuffers = [];

            protected Module(string name) => this.name = name;

            protected string name;

            /// <summary>The name that the constructor was given: the class's, by custom.</summary>
            public virtual string GetName() => name;

            /// <summary>Whether the module behaves as in training: dropout draws, batch norm uses the batch's statistics.</summary>
            public virtual bool training { get; private set; } = true;

            /// <summary>Puts this module and all below it in training mode, or with false in evaluation mode.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in submodules.Values) child.train(train);
            }

            public virtual void eval() => train(false);

            internal virtual bool HasHooks => false;

            /// <summary>Whether this is a layer of the library with no modules in it: such a one keeps neither its input nor its output.</summary>
            internal bool KeepsNothing => submodules.Count == 0 && GetType().Assembly == typeof(Module).Assembly;

            /// <summary>Forgets the gradients of all parameters.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var p in parameters())
                {
                    if (set_to_none) p.grad = null;
                    else
                    {
                        using var gradient = p.grad;
                        gradient?.detach_().zero_();
                    }
                }
            }

            /// <summary>Calls <paramref name="fn"/> with every module below this one, and last with this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in submodules.Values) child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>
            /// A scope for temporaries that the modules below were handed, or null where a hook or an observer may have kept one of them.
            /// Close it after moving the results out.
            /// </summary>
            private protected DisposeScope? ScopeUnlessWatched() =>
                ModuleObserver.Current is null && !Paths().Any(p => p.Module != this && p.Module.HasHooks) ? NewDisposeScope() : null;

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                CheckName(name);
                ownBuffers[name] = (Kept(tensor), persistent);
            }

            public virtual void register_parameter(string name, Parameter? param)
            {
                CheckName(name);
                if (param is null) ownParameters.Remove(name);
                else ownParameters[name] = Kept(param);
            }

            public virtual void register_module(string name, Module submodule)
            {
                CheckName(name);
                submodules[name] = submodule;
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>The parameter of this module, not of those below it, under a name.</summary>
            private protected Parameter? Own(string name) => ownParameters.GetValueOrDefault(name);

            /// <summary>The buffer of this module, not of those below it, under a name.</summary>
            private protected Tensor? OwnBuffer(string name) => ownBuffers.GetValueOrDefault(name).Tensor;

            private protected void SetBuffer(string name, Tensor? tensor)
            {
                if (tensor is null) ownBuffers.Remove(name);
                else register_buffer(name, tensor);
            }

            // Separates a module's tensors from the scope they were made in: they live as long as the module.
            private static T Kept<T>(T tensor) where T : Tensor
            {
                tensor.DetachFromDisposeScope();
                return tensor;
            }

            private static void CheckName(string name)
            {
                if (name.Length == 0 || name.Contains('.')) throw new ArgumentException($"\"{name}\" cannot name a part of a module: names are not empty and hold no dot.", nameof(name));
            }

            /// <summary>Forgets the modules under this one, as a container that renumbers them must.</summary>
            protected void ClearModules() => submodules.Clear();

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var p in ownParameters.Values) p.Dispose();
                foreach (var (buffer, _) in ownBuffers.Values) buffer.Dispose();
                foreach (var child in submodules.Values) child.Dispose();
            }
        }
    }
}
