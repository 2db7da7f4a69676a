namespace Glassbox.Terminal;

/// <summary>A picture as iTerm2's inline images protocol sends it (iterm2.com/documentation-images.html).</summary>
internal static class ITerm2Image
{
    /// <param name="png">The picture.</param>
    /// <param name="columns">How many characters wide it is shown.</param>
    /// <param name="rows">How many high.</param>
    public static string Encode(byte[] png, int columns, int rows) =>
        $"\e]1337;File=inline=1;size={png.Length};width={columns};height={rows};preserveAspectRatio=0:{Convert.ToBase64String(png)}\a";
}
