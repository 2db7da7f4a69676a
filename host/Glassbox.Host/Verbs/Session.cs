using Glassbox.Host.Plugins;

namespace Glassbox.Host.Verbs;

/// <summary>Connects the generated verbs with a catalogue.</summary>
public static class Session
{
    /// <summary>Lets the verbs call a catalogue's methods, in this flow of execution and all that it starts.</summary>
    /// <param name="methods">The plugins.</param>
    /// <param name="newRun">Makes the run of a verb that is called without one.</param>
    public static void Use(PluginCatalogue methods, Func<Run> newRun) =>
        VerbHost.Use(new VerbSession(methods, newRun, (explanations, run) => Comparisons.Of(methods, explanations, run)));
}
