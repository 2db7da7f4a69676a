using Glassbox.Host.Plugins;
using Glassbox.Host.Tests.Plugins;

namespace Glassbox.Host.Tests.Installing;

/// <summary>A plugin that says its version.</summary>
internal static class Guest
{
    /// <summary>Builds it into a folder.</summary>
    /// <param name="into">The folder.</param>
    /// <param name="version">Its version, whose major number is the quality of its result.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The folder.</returns>
    public static string Build(string into, string version = "1.0.0", string name = "Guest")
    {
        PluginFixture.Compile(Path.Combine(into, name + ".dll"), $$"""
            using Glassbox; using TorchSharp; using static TorchSharp.torch; using System.Collections.Generic;
            [assembly: System.Reflection.AssemblyInformationalVersion("{{version}}+abc")]
            namespace Fixtures;
            [Method("{{Spelling.Kebab(name)}}", "{{name}} of the fixtures")]
            public sealed class {{name}} : IProjector<{{name}}.Options>
            {
                public sealed record Options(int Count = 3);
                public Embedding Project(Tensor points, Options options, Run run) =>
                    new(points) { Quality = new Dictionary<string, double> { ["quality"] = {{version.Split('.')[0]}} } };
            }
            """, typeof(Result).Assembly.Location, typeof(TorchSharp.torch).Assembly.Location);
        return into;
    }
}
