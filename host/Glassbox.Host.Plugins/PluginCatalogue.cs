using System.Diagnostics;
using System.Security.Cryptography;
using static TorchSharp.torch;
using TorchSharp;

namespace Glassbox.Host.Plugins;

/// <summary>
/// The plugins of some folders. They are listed from metadata when they are first asked for, loaded on first use each in a collectible context of
/// its own, replaced while the host runs, and unloaded. Any thread may use it.
/// </summary>
/// <param name="folders">Folders whose subfolders are plugins, or plugin folders themselves. Where two plugins offer the same method, the later folder wins.</param>
public sealed class PluginCatalogue(IReadOnlyList<string> folders) : IMethods
{
    private readonly Lock gate = new();
    private readonly List<RetiredPlugin> retired = [];
    private readonly Dictionary<string, Plugin> offered = [];
    private readonly Dictionary<Plugin, string> shadowed = [];
    private readonly List<PluginState> unreadable = [];
    private List<Plugin>? plugins;

    /// <summary>Whether a plugin whose files have changed is replaced when one of its methods is next called.</summary>
    public bool Watch { get; set; }

    /// <summary>Every plugin and its state, in the order of the folders, and the unloaded builds that something still holds.</summary>
    public IReadOnlyList<PluginState> Plugins
    {
        get
        {
            lock (gate)
            {
                var states = All().Select(State);
                retired.RemoveAll(r => r.WaitUntilGone(rounds: 3));
                return [.. states, .. unreadable, .. retired.Select(r =>
                    new PluginState(r.Name, r.Folder, PluginStatus.RetiredButAlive, $"Unloaded, but still in memory, probably because of {r.LikelyReason}.", r.Version, []))];
            }
        }
    }

    /// <summary>Every method that is offered, in order of the ids.</summary>
    public IReadOnlyList<MethodDescription> Methods
    {
        get
        {
            lock (gate)
            {
                All();
                return [.. offered.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => Description(o.Value, o.Key))];
            }
        }
    }

    /// <summary>A method.</summary>
    /// <param name="id">Its id: <c>grad-cam</c>.</param>
    /// <exception cref="GlassboxException">There is no such method; the message names the nearest.</exception>
    public MethodDescription Method(string id)
    {
        lock (gate) return Description(Current(id), id);
    }

    /// <summary>
    /// Changes when any plugin does. It costs reading the plugins' files, without looking into them: what is made from the descriptions, such as the
    /// verbs, can be found in a cache by it.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var assembly in PluginDependencies.Shared.Values.Append(typeof(PluginCatalogue).Assembly))
            hash.AppendData(assembly.ManifestModule.ModuleVersionId.ToByteArray());
        foreach (var files in Found([]))
            files.AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>Changes when a build writes any plugin's files, and when plugins come and go. It costs the files' stats, and may be asked a few times a second.</summary>
    public string Stamp() => string.Join('\n', Found([]).Select(files => $"{files.Folder}\n{files.Stamp()}"));

    /// <inheritdoc/>
    public IReadOnlyList<OfferedMethod> Offered => [.. Methods.Select(m => new OfferedMethod(m.Id, m.Title, m.Kind.Id, m.Source ?? "", m.OnRequest, m.Control))];

    /// <inheritdoc/>
    public object Invoke(string id, object?[] operands, IReadOnlyDictionary<string, object?> options, Run run)
    {
        run.Cancellation.ThrowIfCancellationRequested();
        BoundMethod bound;
        IReadOnlyDictionary<string, object?> values;
        string version;
        lock (gate)
        {
            var plugin = Current(id);
            var method = Description(plugin, id);
            operands = Complete(method, operands);
            values = OptionValues.Complete(method, options);
            bound = plugin.Bind(id);
            version = plugin.Description!.Version;
        }
        var clock = Stopwatch.StartNew();
        var result = Guarded.Call(bound, operands, values, run.Methods is null ? run.With(this) : run);
        // A GPU may still be at work when the call is back; how long the method took includes that.
        if (operands.OfType<Model>().Any(m => m.Device.type == DeviceType.CUDA) || operands.OfType<torch.Tensor>().Any(t => t.device.type == DeviceType.CUDA)) torch.cuda.synchronize();
        if (result is Result made)
            made.Provenance = Provenances.Of(bound.Description, version, operands, values, run, clock.Elapsed);
        return result;
    }

    /// <summary>Looks at the folders again: takes up new plugins and new builds, and unloads those that are gone.</summary>
    public void Refresh()
    {
        lock (gate)
        {
            if (plugins is null) return;
            var known = plugins.ToDictionary(p => (p.Files.Folder, p.Files.Assembly));
            plugins = [.. Found(unreadable).Select(f =>
            {
                if (!known.Remove((f.Folder, f.Assembly), out var plugin)) return new Plugin(f);
                if (plugin.HasChanged) Keep(plugin.Rebuild());
                return plugin;
            })];
            foreach (var gone in known.Values) Keep(gone.Unload());
            Index();
        }
    }

    /// <summary>Loads a plugin's files anew, puts the new build in the place of the old one, and unloads that.</summary>
    /// <param name="plugin">The plugin's name.</param>
    /// <returns>Whether the old build is gone from memory; <see cref="Plugins"/> says what probably holds it otherwise.</returns>
    /// <exception cref="GlassboxException">There is no such plugin.</exception>
    /// <exception cref="PluginException">The new build cannot be used; the old one stays in use.</exception>
    public bool Reload(string plugin)
    {
        RetiredPlugin? old;
        lock (gate)
        {
            var named = Named(plugin);
            old = Keep(named.Rebuild());
            Index();
            if (named.Reason != "") throw new PluginException(named.Reason);
        }
        return old?.WaitUntilGone() ?? true;
    }

    /// <summary>Unloads a plugin; the next call of one of its methods loads it again.</summary>
    /// <param name="plugin">The plugin's name.</param>
    /// <returns>Whether it is gone from memory; <see cref="Plugins"/> says what probably holds it otherwise.</returns>
    /// <exception cref="GlassboxException">There is no such plugin.</exception>
    public bool Unload(string plugin)
    {
        RetiredPlugin? old;
        lock (gate) old = Keep(Named(plugin).Unload());
        return old?.WaitUntilGone() ?? true;
    }

    private List<Plugin> All()
    {
        if (plugins is null)
        {
            plugins = [.. Found(unreadable).Select(f => new Plugin(f))];
            Index();
        }
        return plugins;
    }

    private List<PluginFiles> Found(List<PluginState> problems)
    {
        problems.Clear();
        var found = new List<PluginFiles>();
        foreach (var folder in folders)
        {
            try
            {
                found.AddRange(PluginFiles.In(folder));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                problems.Add(new PluginState(Path.GetFileName(folder), folder, PluginStatus.Broken, $"The plugin folder {folder} cannot be read: {Sentence.Of(e)}.", "", []));
            }
        }
        return [.. found.DistinctBy(f => f.Folder)];
    }

    /// <summary>Settles which plugin offers each id and each verb: of several, the last.</summary>
    private void Index()
    {
        offered.Clear();
        shadowed.Clear();
        foreach (var plugin in plugins!)
            foreach (var method in plugin.Description?.Methods ?? [])
            {
                foreach (var id in offered.Where(o => o.Key == method.Id || Description(o.Value, o.Key).VerbName == method.VerbName).Select(o => o.Key).ToArray())
                {
                    offered.Remove(id, out var before);
                    if (before != plugin) shadowed[before!] = $"{id} is offered by plugin {plugin.Files.Name} in {plugin.Files.Folder} instead.";
                }
                offered[method.Id] = plugin;
            }
        foreach (var plugin in plugins.Where(p => p.IsLoaded && !offered.ContainsValue(p)))
            Keep(plugin.Unload());
    }

    private PluginState State(Plugin plugin)
    {
        string[] ids = [.. offered.Where(o => o.Value == plugin).Select(o => o.Key).Order(StringComparer.Ordinal)];
        var status = plugin.Description is not null && ids.Length == 0 ? PluginStatus.Replaced : plugin.Status;
        var reason = plugin.Reason != "" ? plugin.Reason : shadowed.GetValueOrDefault(plugin, "");
        return new PluginState(plugin.Files.Name, plugin.Files.Folder, status, reason, plugin.Description?.Version.Split('+')[0] ?? "", ids);
    }

    private static MethodDescription Description(Plugin plugin, string id) => plugin.Description!.Methods.First(m => m.Id == id);

    private Plugin Current(string id)
    {
        All();
        if (!offered.TryGetValue(id, out var plugin))
        {
            if (Watch) Refresh();
        }
        // Even unwatched, what is loaded now must be what the description was read from.
        else if ((Watch || !plugin.IsLoaded) && plugin.HasChanged)
        {
            // What was updated lies elsewhere now.
            if (!Directory.Exists(plugin.Files.Folder)) Refresh();
            else
            {
                Keep(plugin.Rebuild());
                Index();
            }
        }
        return Offering(id);
    }

    private Plugin Offering(string id)
    {
        All();
        if (offered.TryGetValue(id, out var plugin)) return plugin;
        var unusable = plugins!.FirstOrDefault(p => p.Description is null && Spelling.Kebab(p.Files.Name).Replace("-", "") == id.Replace("-", ""));
        throw unusable is null
            ? new GlassboxException($"There is no method \"{id}\".{Nearest.Hint(id, offered.Keys)}")
            : new PluginException(unusable.Reason);
    }

    private Plugin Named(string name)
    {
        var all = All();
        return all.LastOrDefault(p => string.Equals(p.Files.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new GlassboxException($"There is no plugin \"{name}\".{Nearest.Hint(name, [.. all.Select(p => p.Files.Name)])}");
    }

    private RetiredPlugin? Keep(RetiredPlugin? old)
    {
        retired.RemoveAll(r => !r.IsAlive);
        if (old is not null) retired.Add(old);
        return old;
    }

    private static object?[] Complete(MethodDescription method, object?[] operands)
    {
        var expected = method.Kind.Operands;
        if (operands.Length > expected.Count)
            throw new GlassboxException($"{method.Id} takes {expected.Count} operands ({string.Join(", ", expected.Select(o => o.Name))}); it was given {operands.Length}.");
        // Data is read to the CPU; what a model is given must be where the model is.
        if (operands.OfType<Model>().FirstOrDefault() is { } model)
            operands = Array.ConvertAll(operands, o => o is Tensor tensor && tensor.device != model.Device ? tensor.to(model.Device) : o);
        return [.. expected.Select((operand, i) =>
        {
            var given = operands.ElementAtOrDefault(i) ?? operand.Default;
            if (given is Tensor { shape: [0, ..] } none) throw new GlassboxException($"The {operand.Name} of {method.Id} are none: [{string.Join(", ", none.shape)}].");
            if (given is Tensor values && !IsFinite(values)) throw new GlassboxException($"The {operand.Name} of {method.Id} hold values that are no numbers (NaN or infinite): nothing could be said of them.");
            return operand.Type.IsInstanceOfType(given) ? given
                : throw new GlassboxException($"Operand {operand.Name} of {method.Id} must be a {operand.Type.Name}; it was given {(given is null ? "nothing" : "a " + given.GetType().Name)}.");
        })];
    }

    private static bool IsFinite(Tensor values)
    {
        if (!values.is_floating_point()) return true;
        using var scope = NewDisposeScope();
        return values.detach().isfinite().all().ToBoolean();
    }
}
