using System.Text;

namespace Glassbox.Terminal;

/// <summary>A picture as Kitty's graphics protocol sends it (sw.kovidgoyal.net/kitty/graphics-protocol): PNG, in base64, in pieces of at most 4096 bytes.</summary>
internal static class KittyImage
{
    private const int Piece = 4096;

    /// <param name="png">The picture.</param>
    /// <param name="columns">How many characters wide it is shown.</param>
    /// <param name="rows">How many high.</param>
    public static string Encode(byte[] png, int columns, int rows)
    {
        var data = Convert.ToBase64String(png);
        var text = new StringBuilder();
        for (var at = 0; at < data.Length; at += Piece)
        {
            var more = at + Piece < data.Length ? 1 : 0;
            // Transmit and show at once; quiet, since an answer would look like typing; the cursor stays.
            text.Append(at == 0 ? $"\e_Ga=T,f=100,q=2,C=1,c={columns},r={rows},m={more};" : $"\e_Gm={more};")
                .Append(data, at, Math.Min(Piece, data.Length - at)).Append("\e\\");
        }
        return text.ToString();
    }
}
