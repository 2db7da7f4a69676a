namespace Glassbox.ModelTests;

/// <summary>Damages files: the same seed damages them the same way.</summary>
internal static class Mutation
{
    /// <summary>Copies of a file, each with a few bytes changed, cut off, doubled, removed or overwritten by numbers that lengths and counts fear.</summary>
    public static IEnumerable<byte[]> Of(byte[] file, int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var copy = file.ToList();
            for (var changes = random.Next(1, 5); changes > 0 && copy.Count > 0; changes--)
            {
                // Heads and directories, where lengths stand, are hit more often than data.
                var at = random.Next(4) switch { 0 => random.Next(Math.Min(64, copy.Count)), 1 => copy.Count - 1 - random.Next(Math.Min(256, copy.Count)), _ => random.Next(copy.Count) };
                switch (random.Next(7))
                {
                    case 0: copy[at] = (byte)random.Next(256); break;
                    case 1: copy[at] ^= (byte)(1 << random.Next(8)); break;
                    case 2: copy.RemoveRange(at, copy.Count - at); break;
                    case 3: copy.RemoveRange(at, Math.Min(random.Next(1, 9), copy.Count - at)); break;
                    case 4: copy.InsertRange(at, copy.Skip(at).Take(random.Next(1, 33)).ToArray()); break;
                    case 5: Overwrite(copy, at, [0xff, 0xff, 0xff, 0x7f]); break;
                    default: Overwrite(copy, at, [.. Enumerable.Repeat((byte)0xff, 8)]); break;
                }
            }
            yield return [.. copy];
        }
    }

    private static void Overwrite(List<byte> copy, int at, byte[] bytes)
    {
        for (var i = 0; i < bytes.Length && at + i < copy.Count; i++) copy[at + i] = bytes[i];
    }
}
