namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters and persistent buffers by path, live: writing to them changes the module. Shared modules appear under each of their names, as in PyTorch.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach (var (path, module) in Paths(prefix ?? ""))
                {
                    foreach (var (name, parameter) in module.ownParameters) destination[Joined(path, name)] = parameter;
                    foreach (var (name, (buffer, persistent)) in module.ownBuffers)
                        if (persistent) destination[Joined(path, name)] = buffer;
                }
                return destination;
            }

            /// <summary>Copies tensors of these names into the module's own, converting type and device.</summary>
            /// <param name="source">Tensors by path.</param>
            /// <param name="strict">Whether every name must be on both sides; shapes must agree in any case.</param>
            /// <param name="skip">Names to leave as they are.</param>
            /// <returns>The names that the source lacks, and those that the module lacks.</returns>
            /// <exception cref="ArgumentException">Names or shapes do not agree; nothing was changed.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                var skipped = skip ?? [];
                var missing = own.Keys.Where(k => !source.ContainsKey(k) && !skipped.Contains(k)).ToList();
                var unexpected = source.Keys.Where(k => !own.ContainsKey(k) && !skipped.Contains(k)).ToList();
                var wanted = own.Where(o => source.ContainsKey(o.Key) && !skipped.Contains(o.Key)).ToList();
                var misshapen = wanted
                    .Where(o => !o.Value.shape.AsSpan().SequenceEqual(source[o.Key].shape))
                    .Select(o => $"{o.Key} is [{string.Join(", ", source[o.Key].shape)}] but should be [{string.Join(", ", o.Value.shape)}]")
                    .ToList();

                var faults = new List<string>();
                if (strict && missing.Count > 0) faults.Add($"missing {Some(missing)}");
                if (strict && unexpected.Count > 0) faults.Add($"unexpected {Some(unexpected)}");
                if (misshapen.Count > 0) faults.Add($"of another shape: {Some(misshapen)}");
                if (faults.Count > 0) throw new ArgumentException($"The state does not fit {GetName()}: {string.Join("; ", faults)}.");

                using (no_grad())
                    foreach (var (key, target) in wanted) target.copy_(source[key]);
                return (missing, unexpected);
            }

            private static string Some(List<string> names) =>
                names.Count <= 8 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(8))} and {names.Count - 8} more";

            /// <summary>Writes the state in TorchSharp's own format. <see cref="Safetensors"/> writes the one that everybody reads.</summary>
            public Module save(string location, IList<string>? skip = null)
            {
                WholeFile.Write(location, stream => save(stream, skip));
                return this;
            }

            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null) => StateFormat.Write(writer, sd, skip ?? []);

            /// <summary>Reads a state in TorchSharp's own format.</summary>
            /// <param name="location">The file.</param>
            /// <param name="strict">Whether every name must be on both sides.</param>
            /// <param name="skip">Names to leave as they are.</param>
            /// <param name="loadedParameters">Filled with the module's names, and whether each was in the file.</param>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var stream = File.OpenRead(FileTraffic.Reads(location, "checkpoint"));
                return load(stream, strict, skip, loadedParameters);
            }

            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                return load(reader, strict, skip, loadedParameters);
            }

            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var scope = NewDisposeScope();
                var source = StateFormat.Read(reader);
                load_state_dict(source, strict, skip);
                if (loadedParameters is not null)
                    foreach (var key in state_dict().Keys) loadedParameters[key] = source.ContainsKey(key) && skip?.Contains(key) != true;
                return this;
            }
        }
    }
}
