using System.Reflection;

namespace Glassbox.ModelTests;

/// <summary>The files of tests/goldens.</summary>
internal static class Goldens
{
    private static readonly string Folder = typeof(Goldens).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "goldens").Value!;

    public static string PathOf(string file) => Path.Combine(Folder, file);
}
