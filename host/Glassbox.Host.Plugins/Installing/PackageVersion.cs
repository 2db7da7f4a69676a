using System.Globalization;

namespace Glassbox.Host.Plugins;

/// <summary>Which of two versions of a package is the later one (semantic versioning 2.0, section 11).</summary>
internal sealed class PackageVersion(string text) : IComparable<PackageVersion>
{
    private readonly string[] numbers = text.Split('+')[0].Split('-', 2)[0].Split('.');
    private readonly string[] prerelease = text.Split('+')[0].Split('-', 2) is [_, var after] ? after.Split('.') : [];

    public int CompareTo(PackageVersion? other)
    {
        if (other is null) return 1;
        for (var i = 0; i < Math.Max(numbers.Length, other.numbers.Length); i++)
            if (Compare(numbers.ElementAtOrDefault(i) ?? "0", other.numbers.ElementAtOrDefault(i) ?? "0") is var order and not 0) return order;
        // What comes before a release is earlier than the release.
        if (prerelease.Length == 0 || other.prerelease.Length == 0) return other.prerelease.Length.CompareTo(prerelease.Length);
        for (var i = 0; i < Math.Min(prerelease.Length, other.prerelease.Length); i++)
            if (Compare(prerelease[i], other.prerelease[i]) is var order and not 0) return order;
        return prerelease.Length.CompareTo(other.prerelease.Length);
    }

    /// <summary>Numbers by size and before words, words by their letters.</summary>
    private static int Compare(string one, string other)
    {
        var (mine, theirs) = (Number(one), Number(other));
        return mine is { } m && theirs is { } t ? m.CompareTo(t) : mine is null && theirs is null ? string.CompareOrdinal(one, other) : mine is null ? 1 : -1;
    }

    private static ulong? Number(string part) => ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
