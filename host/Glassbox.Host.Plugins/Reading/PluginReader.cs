using System.Reflection;
using System.Reflection.PortableExecutable;

namespace Glassbox.Host.Plugins;

/// <summary>Reads what a plugin brings from its metadata, without running a line of it.</summary>
internal sealed class PluginReader
{
    private static readonly AssemblyName Sdk = typeof(Result).Assembly.GetName();

    /// <summary>As deep as <c>runtimes/linux-x64/native</c>.</summary>
    private static readonly EnumerationOptions NativeFolders = new() { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true };

    private readonly PluginFiles files;
    private readonly Assembly assembly;
    private readonly Documentation documentation;

    private PluginReader(PluginFiles files, Assembly assembly)
    {
        this.files = files;
        this.assembly = assembly;
        documentation = Documentation.Beside(files.Assembly!);
    }

    /// <summary>Describes a plugin.</summary>
    /// <exception cref="RefusedException">It cannot or must not be loaded; the message says why.</exception>
    public static PluginDescription Read(PluginFiles files)
    {
        try
        {
            RefuseChanged(files);
            RefuseOwnCopies(files);
            if (files.Assembly is null)
                throw new RefusedException(PluginStatus.Refused,
                    $"The plugin folder {files.Folder} holds several assemblies: name the plugin's own after the folder, {files.Name}.dll.");
            var dependencies = new PluginDependencies(files);
            using var context = new MetadataLoadContext(new Resolver(dependencies), typeof(object).Assembly.GetName().Name);
            var image = File.ReadAllBytes(files.Assembly);
            RefuseCutShort(image);
            var reader = new PluginReader(files, context.LoadFromByteArray(image));
            reader.CheckSdk();
            reader.CheckDependencies(dependencies);
            return reader.Describe();
        }
        catch (Exception e) when (e is not RefusedException)
        {
            throw new RefusedException(PluginStatus.Broken, $"Plugin {files.Name} cannot be read ({Sentence.Of(e)}): build it again.");
        }
    }

    private static void RefuseChanged(PluginFiles files)
    {
        if (files.ChangedSinceInstalled() is { Length: > 0 } difference)
            throw new RefusedException(PluginStatus.Refused,
                $"Plugin {files.Name} has changed since it was installed ({difference}): if that is meant, `glassbox plugins accept {files.Name}`; if not, install it again.");
    }

    private static void RefuseOwnCopies(PluginFiles files)
    {
        foreach (var file in PluginDependencies.Shared.Keys.Select(name => name + ".dll"))
            if (File.Exists(Path.Combine(files.Folder, file)))
                throw new RefusedException(PluginStatus.Refused,
                    $"Plugin {files.Name} carries its own copy of {file}, whose types are not the host's: reference it with Private=\"false\" ExcludeAssets=\"runtime\", and delete {Path.Combine(files.Folder, file)}.");
        if (Directory.EnumerateFiles(files.Folder, "libtorch*.so*", NativeFolders).FirstOrDefault() is { } libtorch)
            throw new RefusedException(PluginStatus.Refused, $"Plugin {files.Name} carries its own libtorch, and a process holds one only: delete {libtorch}.");
    }

    /// <summary>Metadata can be whole where code is missing, as when a build is seen halfway.</summary>
    private static void RefuseCutShort(byte[] image)
    {
        using var stream = new MemoryStream(image);
        if (new PEHeaders(stream).SectionHeaders.Any(s => s.PointerToRawData + s.SizeOfRawData > image.Length))
            throw new BadImageFormatException("the file is cut short");
    }

    private void CheckSdk()
    {
        var wanted = assembly.GetReferencedAssemblies().FirstOrDefault(r => r.Name == Sdk.Name)?.Version
            ?? throw new RefusedException(PluginStatus.Refused, $"{Path.GetFileName(files.Assembly)} is no plugin: it does not refer to {Sdk.Name}.");
        var have = Sdk.Version!;
        if (wanted.Major != have.Major)
            throw new RefusedException(PluginStatus.Refused,
                $"Plugin {files.Name} was built for version {wanted.Major} of the Glassbox SDK and this host has version {have.Major}: build it against this SDK.");
        if (wanted > have)
            throw new RefusedException(PluginStatus.Refused,
                $"Plugin {files.Name} was built for Glassbox SDK {wanted} and this host has the older {have}: update Glassbox, or build the plugin against this SDK.");
    }

    private void CheckDependencies(PluginDependencies dependencies)
    {
        foreach (var reference in assembly.GetReferencedAssemblies())
            if (dependencies.PathOf(reference) is null)
                throw new RefusedException(PluginStatus.Broken, MissingDependency(files, reference));
    }

    internal static string MissingDependency(PluginFiles files, AssemblyName missing) =>
        $"Plugin {files.Name} needs {missing.Name} {missing.Version}, which is not in {files.Folder}: build the plugin with EnableDynamicLoading, or copy {missing.Name}.dll there.";

    private PluginDescription Describe()
    {
        var methods = new List<MethodDescription>();
        foreach (var type in assembly.GetTypes())
            if (Attributes.Find(type.CustomAttributes, typeof(MethodAttribute)) is { } attribute)
                methods.Add(Method(type, attribute));
        if (methods.Count == 0)
            throw new RefusedException(PluginStatus.Refused, $"Plugin {files.Name} holds no method: mark a public class with [Method(\"id\", \"title\")].");
        if (methods.GroupBy(m => m.Id).Concat(methods.GroupBy(m => m.VerbName)).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new RefusedException(PluginStatus.Refused, $"Plugin {files.Name} has two methods named \"{twice.Key}\": give one of them another name.");
        var version = Attributes.Find(assembly.CustomAttributes, typeof(AssemblyInformationalVersionAttribute))?.ConstructorArguments[0].Value as string;
        return new PluginDescription(
            files.Name, version ?? assembly.GetName().Version!.ToString(),
            assembly.GetReferencedAssemblies().First(r => r.Name == Sdk.Name).Version!, methods);
    }

    private MethodDescription Method(Type type, CustomAttributeData attribute)
    {
        var id = attribute.ConstructorArguments[0].Value as string ?? "";
        if (!id.Split('-').All(word => word != "" && word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))))
            throw Wrong(type, $"the id \"{id}\" must be lower-case letters and digits with hyphens between words");
        if (!type.IsVisible || type.IsAbstract || type.ContainsGenericParameters || type.GetConstructor(Type.EmptyTypes) is null)
            throw Wrong(type, "a method is a public class with a public constructor without parameters");
        var kinds = type.GetInterfaces().Where(i => i.IsConstructedGenericType && Attributes.Find(i.GetGenericTypeDefinition().CustomAttributes, typeof(KindAttribute)) is not null).ToArray();
        if (kinds.Length != 1)
            throw Wrong(type, kinds.Length == 0 ? "it implements no kind of method, such as IAttributor<Options>" : "it implements several kinds of method: make a class for each");
        var kind = KindReader.Read(kinds[0].GetGenericTypeDefinition(), documentation, reason => Wrong(type, reason));
        var options = OptionReader.Read(kinds[0].GetGenericArguments()[0], kind, documentation, reason => Wrong(type, reason));
        bool Set(string name) => attribute.NamedArguments.Any(a => a.MemberName == name && a.TypedValue.Value is true);
        string? Named(string name) => attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name).TypedValue.Value as string;
        return new MethodDescription(
            id, type.Name, attribute.ConstructorArguments[1].Value as string ?? type.Name, Named(nameof(MethodAttribute.Source)), Named(nameof(MethodAttribute.Notice)),
            documentation.Summary(Documentation.Id(type)), kind, options, files.Name, type.FullName!)
        {
            OnRequest = Set(nameof(MethodAttribute.OnRequest)),
            Control = Set(nameof(MethodAttribute.Control)),
        };
    }

    private RefusedException Wrong(Type type, string reason) =>
        new(PluginStatus.Refused, $"Plugin {files.Name} has a class {type.Name} that is no method: {reason}.");

    private sealed class Resolver(PluginDependencies dependencies) : MetadataAssemblyResolver
    {
        public override Assembly? Resolve(MetadataLoadContext context, AssemblyName name) =>
            dependencies.PathOf(name) is { } path ? context.LoadFromAssemblyPath(path) : null;
    }
}
