namespace Glassbox;

/// <summary>The files that lie beside the assembly: weights and data that are part of Glassbox.</summary>
internal static class Shipped
{
    /// <summary>The path of a shipped file.</summary>
    public static string Path(string name) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(Shipped).Assembly.Location)!, "Shipped", name);
}
