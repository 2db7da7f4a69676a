using System.Reflection;

namespace Glassbox.Host.Plugins;

/// <summary>One build of a plugin, loaded. Nothing outside this folder may keep a reference to it or to anything in it.</summary>
internal sealed class LoadedPlugin
{
    private readonly Dictionary<string, BoundMethod> methods = [];

    private LoadedPlugin(PluginFiles files, string version)
    {
        (Files, Version) = (files, version);
        Context = new PluginContext(files, Libraries);
        Image = File.ReadAllBytes(files.Assembly!);
    }

    public PluginFiles Files { get; }

    public string Version { get; }

    public PluginContext Context { get; }

    /// <summary>The plugin's assembly as it was loaded, whatever a build has written since.</summary>
    public byte[] Image { get; }

    public NativeLibraries Libraries { get; } = new();

    public BoundMethod this[string id] => methods[id];

    /// <summary>Loads a plugin and finds the methods that its description promises.</summary>
    /// <exception cref="PluginException">It cannot be loaded.</exception>
    public static LoadedPlugin Load(PluginFiles files, PluginDescription description)
    {
        LoadedPlugin? loaded = null;
        try
        {
            loaded = new LoadedPlugin(files, description.Version);
            var assembly = loaded.Context.Load(loaded.Image, Path.ChangeExtension(files.Assembly!, ".pdb"));
            foreach (var method in description.Methods)
                loaded.methods[method.Id] = new BoundMethod(files, assembly, method);
            return loaded;
        }
        catch (Exception e)
        {
            loaded?.Context.Unload();
            throw LoadFailure.Of(files, e) ?? new PluginException($"Plugin {files.Name} cannot be loaded: {Sentence.Of(e)}.", e);
        }
    }
}

/// <summary>A method of a loaded plugin, ready to be called.</summary>
internal sealed class BoundMethod
{
    private readonly ConstructorInfo constructor;
    private readonly ConstructorInfo options;
    private readonly MethodInfo call;

    public BoundMethod(PluginFiles files, Assembly plugin, MethodDescription description)
    {
        var type = plugin.GetType(description.TypeName, throwOnError: true)!;
        var kind = type.GetInterfaces().Single(i => i.IsConstructedGenericType && i.GetGenericTypeDefinition().FullName == description.Kind.InterfaceName);
        constructor = type.GetConstructor(Type.EmptyTypes)!;
        options = kind.GetGenericArguments()[0].GetConstructors().Single();
        call = kind.GetMethods().Single();
        (Files, Description) = (files, description);
    }

    public PluginFiles Files { get; }

    public MethodDescription Description { get; }

    /// <summary>Calls the method on a new instance, so that no call sees what another left behind.</summary>
    /// <param name="operands">The operands, complete.</param>
    /// <param name="values">Every option by name, as <see cref="OptionValues"/> holds them.</param>
    /// <param name="run">The run.</param>
    public object? Call(object?[] operands, IReadOnlyDictionary<string, object?> values, Run run)
    {
        var parameters = options.GetParameters();
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = Argument(parameters[i].ParameterType, Description.Options[i], values[Description.Options[i].Name]);
        var instance = New(constructor);
        return call.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, [.. operands, New(options, arguments), run], null);
    }

    private static object New(ConstructorInfo constructor, params object?[] arguments) =>
        constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static object? Argument(Type type, OptionDescription option, object? value) =>
        option.Shape == OptionShape.Choice && value is string name ? Enum.Parse(Nullable.GetUnderlyingType(type) ?? type, name) : value;
}
