using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Names are PyTorch's: the path of fields, joined by dots. Walks go depth first, in the order of registration.
        public partial class Module
        {
            /// <summary>The modules directly under this one. One that is registered twice comes once, under its first name.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children()
            {
                var seen = new HashSet<Module>(ReferenceEqualityComparer.Instance);
                foreach (var (name, child) in submodules)
                    if (seen.Add(child)) yield return (name, child);
            }

            public virtual IEnumerable<Module> children() => named_children().Select(c => c.module);

            /// <summary>All modules below this one, itself left out as in TorchSharp. One that is registered twice comes once, under its first name.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                var seen = new HashSet<Module>(ReferenceEqualityComparer.Instance);
                return Paths().Where(p => p.Path.Length > 0 && seen.Add(p.Module)).Select(p => (p.Path, p.Module));
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            /// <summary>Every path to a module, the empty one to this module first; shared modules come under each of their names.</summary>
            private IEnumerable<(string Path, Module Module)> Paths(string path = "")
            {
                yield return (path, this);
                foreach (var (name, child) in submodules)
                    foreach (var below in child.Paths(Joined(path, name)))
                        yield return below;
            }

            private static string Joined(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

            private IEnumerable<(string Path, Module Module)> Paths(bool recurse) => recurse ? Paths() : [("", this)];

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (path, module) in Paths(recurse))
                    foreach (var (name, parameter) in module.ownParameters)
                        if (seen.Add(parameter)) yield return (Joined(path, name), parameter);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (path, module) in Paths(recurse))
                    foreach (var (name, (buffer, persistent)) in module.ownBuffers)
                        if ((persistent || include_nonpersistent) && seen.Add(buffer)) yield return (Joined(path, name), buffer);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            /// <summary>The module at a path such as <c>layer1.0.conv2</c>; the empty path is this one. TorchSharp lacks it.</summary>
            /// <exception cref="ArgumentException">There is none.</exception>
            public Module get_submodule(string target)
            {
                var at = this;
                if (target.Length == 0) return at;
                foreach (var part in target.Split('.'))
                    at = at.submodules.GetValueOrDefault(part)
                        ?? throw new ArgumentException($"There is no module \"{target}\": \"{part}\" is not among {string.Join(", ", at.submodules.Keys)}.", nameof(target));
                return at;
            }

            /// <summary>The parameter at a path, or null where there is none.</summary>
            public virtual Parameter? get_parameter(string target) => Owner(target) is var (owner, name) ? owner.ownParameters.GetValueOrDefault(name) : null;

            /// <summary>The buffer at a path, or null where there is none.</summary>
            public virtual Tensor? get_buffer(string target) => Owner(target) is var (owner, name) ? owner.ownBuffers.GetValueOrDefault(name).Tensor : null;

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;
            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            private (Module Owner, string Name)? Owner(string target)
            {
                var parts = target.Split('.');
                var at = this;
                foreach (var part in parts[..^1])
                    if (!at.submodules.TryGetValue(part, out at)) return null;
                return (at, parts[^1]);
            }
        }
    }
}
