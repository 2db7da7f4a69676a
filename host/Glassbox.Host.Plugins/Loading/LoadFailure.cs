using System.Reflection;

namespace Glassbox.Host.Plugins;

/// <summary>Says in one sentence why the runtime could not load something of a plugin, whether at once or in the middle of a call.</summary>
internal static class LoadFailure
{
    /// <summary>The failure; null where the exception is of another nature.</summary>
    public static PluginException? Of(PluginFiles files, Exception e) => Sentence.Cause(e) switch
    {
        // An assembly's name says its version; a data file's does not.
        FileNotFoundException { FileName: { } file } when file.Contains(", Version=", StringComparison.Ordinal) =>
            new PluginException(PluginReader.MissingDependency(files, new AssemblyName(file)), e),
        DllNotFoundException missing => new PluginException($"Plugin {files.Name} lacks a native library: {Sentence.Of(missing).Split(". ")[0]}.", e),
        FileLoadException or BadImageFormatException or MissingMemberException or TypeLoadException =>
            new PluginException($"Plugin {files.Name} does not fit what it was built against: {Sentence.Of(e)}. Build it again.", e),
        _ => null,
    };
}
