using TorchSharp;

namespace Glassbox.Files;

/// <summary>Writes results in the format of the path's extension.</summary>
internal static class ResultFile
{
    public static void Write(Result result, string path)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png" or ".svg":
                result.Figure().Save(path);
                break;
            case ".html":
                new Report(result.Provenance?.Title ?? result.GetType().Name).Add(result).Save(path);
                break;
            case ".npz":
                NumpyFile.WriteArchive(path, result.Tensors);
                break;
            case ".safetensors":
                OutputFile.Written(path, () => Safetensors.Save(path, result.Tensors, Metadata(result)));
                break;
            case ".csv":
                (result.Table() ?? throw new GlassboxException($"{path}: this result has no table; save its tensors as .npz.")).Save(path);
                break;
            default:
                throw Unknown(path, ".png", ".svg", ".html", ".npz", ".safetensors", ".csv");
        }
    }

    public static GlassboxException Unknown(string path, params string[] known)
    {
        var extension = Path.GetExtension(path);
        return new($"{path}: {(extension == "" ? "a file name without an extension does not say" : $"\"{extension}\" is not")} {(extension == "" ? "what to write" : "written")}; there are {string.Join(", ", known)}.");
    }

    /// <summary>What made the tensors, as safetensors' text entries.</summary>
    private static Dictionary<string, string> Metadata(Result result)
    {
        var entries = new Dictionary<string, string> { ["format"] = "pt" };
        if (result.Provenance is not { } p) return entries;
        (entries["method"], entries["model"], entries["target"], entries["seed"]) = (p.Method, p.Model, p.Target, p.Seed.ToString());
        foreach (var (name, value) in p.Options) entries["option." + name] = value;
        foreach (var (name, value) in p.Versions) entries["version." + name] = value;
        return entries;
    }
}
