namespace Glassbox.Host.Plugins;

/// <summary>A method as its metadata and its XML documentation describe it; everything that the host shows of a method comes from here.</summary>
/// <param name="Id">The name on the command line: <c>grad-cam</c>.</param>
/// <param name="VerbName">The name in scripts: <c>GradCam</c>.</param>
/// <param name="Title">The method's name in words.</param>
/// <param name="Source">The paper it comes from; null where it names none.</param>
/// <param name="Notice">What a user must know before using it; null where there is nothing.</param>
/// <param name="Summary">What its author says of it; empty where nothing is said.</param>
/// <param name="Kind">Which question it answers, and from what.</param>
/// <param name="Options">Its options, in the order of the options record.</param>
/// <param name="PluginName">The plugin that brings it.</param>
/// <param name="TypeName">The class's full name.</param>
public sealed record MethodDescription(
    string Id, string VerbName, string Title, string? Source, string? Notice, string Summary,
    KindDescription Kind, IReadOnlyList<OptionDescription> Options, string PluginName, string TypeName)
{
    /// <summary>Whether it runs only when it is named, never because all methods of its kind are called.</summary>
    public bool OnRequest { get; init; }

    /// <summary>Whether it is an attributor whose maps know nothing of the model.</summary>
    public bool Control { get; init; }
}

/// <summary>A plugin as its metadata describes it.</summary>
/// <param name="Name">The assembly's name, without a leading <c>Glassbox.Plugins.</c>.</param>
/// <param name="Version">The assembly's own version.</param>
/// <param name="SdkVersion">The version of the contract that it was built for.</param>
/// <param name="Methods">The methods that it brings.</param>
public sealed record PluginDescription(string Name, string Version, Version SdkVersion, IReadOnlyList<MethodDescription> Methods);
