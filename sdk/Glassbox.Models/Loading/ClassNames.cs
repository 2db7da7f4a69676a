using Glassbox.Files;

namespace Glassbox.Loading;

/// <summary>The names of a network's classes: given in a file, or ImageNet's where they lie near the weights.</summary>
internal static class ClassNames
{
    private const string ImageNet = "imagenet_classes.txt";
    private const long LargestFile = 1 << 24;

    /// <summary>The names in a text file, one a line.</summary>
    /// <exception cref="GlassboxException">There is no such file, or it has not one line a class.</exception>
    public static IReadOnlyList<string> Read(string path, long? classes)
    {
        var text = System.Text.Encoding.UTF8.GetString(InputFile.Read(path, "list of class names", LargestFile));
        var names = text.Split('\n').Select(l => l.Trim()).ToList();
        while (names.Count > 0 && names[^1].Length == 0) names.RemoveAt(names.Count - 1);
        return classes is null || names.Count == classes ? names : throw new GlassboxException($"{path} has {names.Count} class names, one a line; the model has {classes} classes.");
    }

    /// <summary>ImageNet's names from <c>imagenet_classes.txt</c> beside the weights, or in the folder <c>data</c> beside theirs; empty where there are none.</summary>
    public static IReadOnlyList<string> Near(string weights)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(weights))!;
        string[] places = [Path.Combine(folder, ImageNet), Path.Combine(folder, "data", ImageNet), Path.Combine(folder, "..", "data", ImageNet)];
        return places.FirstOrDefault(File.Exists) is { } found ? Read(found, 1000) : [];
    }
}
