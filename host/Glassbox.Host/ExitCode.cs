namespace Glassbox.Host;

/// <summary>What the process answers to the shell.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Good = 0;

    /// <summary>The script threw, or a method failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage: an option, a file, a name that does not exist.</summary>
    public const int Usage = 2;

    /// <summary>The script does not compile.</summary>
    public const int DoesNotCompile = 3;

    /// <summary>A plugin could not be loaded.</summary>
    public const int PluginNotLoaded = 4;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}
