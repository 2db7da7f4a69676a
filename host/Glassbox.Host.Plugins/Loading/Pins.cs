using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Glassbox.Host.Plugins;

/// <summary>What is known to keep an unloaded plugin in memory for good, found by the members that its code refers to.</summary>
internal static class Pins
{
    private static readonly (string Type, string Member, string Reason)[] Known =
    [
        ("System.AppDomain", "add_", "a handler that it added to an event of AppDomain"),
        ("System.Console", "add_", "a handler that it added to Console.CancelKeyPress"),
        ("System.Runtime.Loader.AssemblyLoadContext", "add_", "a handler that it added to an event of AssemblyLoadContext"),
        ("System.Threading.Tasks.TaskScheduler", "add_", "a handler that it added to an event of TaskScheduler"),
        ("System.Runtime.InteropServices.PosixSignalRegistration", "Create", "a signal handler that it did not dispose"),
        ("System.Threading.Thread", ".ctor", "a thread that it started and that still runs"),
        ("System.Threading.Thread", "AllocateNamedDataSlot", "a named thread slot"),
        ("System.Threading.Thread", "GetNamedDataSlot", "a named thread slot"),
        ("System.Threading.Timer", ".ctor", "a timer that it did not dispose"),
        ("System.Timers.Timer", ".ctor", "a timer that it did not dispose"),
        ("System.Threading.PeriodicTimer", ".ctor", "a timer that it did not dispose"),
        ("System.Threading.ThreadPool", "RegisterWaitForSingleObject", "a wait that it registered with the thread pool and did not unregister"),
        ("System.Runtime.InteropServices.GCHandle", "Alloc", "a GCHandle that it did not free"),
        ("System.AppDomain", "SetData", "an object that it stored with AppDomain.SetData"),
        ("System.ComponentModel.TypeDescriptor", "", "TypeDescriptor, which keeps every type that it has seen"),
        ("Microsoft.CSharp.RuntimeBinder.Binder", "", "a dynamic call, whose binder keeps every type that it has seen"),
        ("System.Threading.Tasks.Task", "Delay", "a task of its own that still runs"),
        ("System.Threading.Tasks.Task", "Run", "a task of its own that still runs"),
    ];

    /// <summary>The likely reason, for after "because of".</summary>
    /// <param name="image">The plugin's assembly.</param>
    public static string In(byte[] image)
    {
        using var file = new PEReader(ImmutableArray.Create(image));
        var metadata = file.GetMetadataReader();
        var used = metadata.MemberReferences.Select(metadata.GetMemberReference).Select(m => (Type: Parent(metadata, m.Parent), Member: metadata.GetString(m.Name))).ToHashSet();
        var reasons = Known.Where(k => used.Any(u => u.Type == k.Type && u.Member.StartsWith(k.Member, StringComparison.Ordinal))).Select(k => k.Reason).Distinct().ToArray();
        return reasons.Length > 0 ? string.Join(" or ", reasons) : "a result of it that can still compute, such as an embedding that places new points, or a call that still runs";
    }

    private static string Parent(MetadataReader metadata, EntityHandle parent)
    {
        if (parent.Kind != HandleKind.TypeReference) return "";
        var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name);
    }
}
