namespace Glassbox.Host.Plugins;

/// <summary>A plugin as it was installed.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Version">Its own version.</param>
/// <param name="Source">The package or folder that it came from.</param>
/// <param name="Content">The folder of its files, relative to the folder of all installed plugins.</param>
/// <param name="Files">The SHA-256 of each file by its path within the content, in hexadecimal.</param>
public sealed record InstalledPlugin(string Name, string Version, string Source, string Content, IReadOnlyDictionary<string, string> Files);
