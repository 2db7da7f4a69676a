using Glassbox.Host.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Host.Commands;

/// <summary>One input, explained by one method, as files in a folder: <c>heatmap.png</c>, <c>report.html</c>, <c>attribution.npz</c>.</summary>
/// <param name="runs">Calls the method.</param>
/// <param name="source">What is explained.</param>
/// <param name="network">The network that is asked.</param>
/// <param name="targetName">The class to explain, by name or index; null for the predicted class.</param>
internal sealed class Explanation(Runs runs, InputSource source, ModelSource network, string? targetName)
{
    private static readonly string[] Files = ["heatmap.png", "report.html", "attribution.npz"];

    /// <summary>Explains the input, writes the files whole and together, and prints what was found.</summary>
    /// <param name="method">The method.</param>
    /// <param name="options">The options that were given, as texts.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="output">What is found goes here.</param>
    public void Write(MethodDescription method, IReadOnlyDictionary<string, object?> options, string folder, TextWriter output)
    {
        OptionValues.Complete(method, options);   // A mistake in an option is known before the network is read.
        var model = Models.Load(network.Model, network.Weights, network.ClassNames, network.PicturesAs is { } other ? Models.PreprocessingOf(other) : null);
        using var scope = NewDisposeScope();
        (model, var input) = Read(model);
        Target target = targetName is null ? Target.Predicted : Target.Class(targetName);
        var run = runs.New();
        var result = (Result)runs.Invoke(method.Id, [.. method.Kind.Operands.Select(o => o.Type == typeof(Model) ? model : o.Type == typeof(Target) ? target : (object)input)], options, run);
        Save(result, folder);

        output.WriteLine($"predicted  {Predicted(model, input)}");
        if (result is Attribution { Target: var explained }) output.WriteLine($"explained  {explained.Description}");
        foreach (var check in result.Checks) output.WriteLine($"check      {check}");
        foreach (var name in Files) output.WriteLine(Path.Combine(folder, name));
    }

    /// <summary>The input, and the model that knows its columns' names where it has columns.</summary>
    private (Model Model, Tensor Input) Read(Model model)
    {
        if (!Path.GetExtension(source.File).Equals(".csv", StringComparison.OrdinalIgnoreCase)) return (model, Data.Image(source.File, model));
        var table = Data.Csv(source.File, ignore: source.Ignored);
        return source.Row >= 0 && source.Row < table.Count
            ? (model.WithFeatureNames(table.FeatureNames), table[source.Row].Input.to(model.Device))
            : throw new GlassboxException($"{source.File} has no row {source.Row}: it has rows 0 to {table.Count - 1}.");
    }

    /// <summary>The model's answer in words: its class and how probable that is, or the score of a model that gives one alone.</summary>
    private static string Predicted(Model model, Tensor input)
    {
        using var off = no_grad();
        var scores = model.Logits(input)[0];
        if (scores.numel() == 1) return FormattableString.Invariant($"{scores.ToDouble():g6}");
        var best = scores.argmax().ToInt64();
        var name = best < model.ClassNames.Count ? $"{model.ClassName(best)} (class {best}, " : $"class {best} (";
        return FormattableString.Invariant($"{name}probability {scores.softmax(0)[best].ToDouble():0.###})");
    }

    /// <summary>All files or none: they are made in a folder beside the one that they are for.</summary>
    private static void Save(Result result, string folder)
    {
        var place = Path.GetFullPath(folder);
        if (File.Exists(place)) throw new GlassboxException($"{folder} is a file: --out takes a folder.");
        var made = $"{place}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(made);
            foreach (var name in Files) result.Save(Path.Combine(made, name));
            Directory.CreateDirectory(place);
            foreach (var name in Files) File.Move(FileTraffic.Reads(Path.Combine(made, name), "result"), FileTraffic.Writes(Path.Combine(place, name)), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GlassboxException($"{folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(made)) Directory.Delete(made, recursive: true);
        }
    }
}

/// <summary>Where a network comes from.</summary>
/// <param name="Model">Its name or file.</param>
/// <param name="Weights">The checkpoint of a network by name; null where it is shipped.</param>
/// <param name="ClassNames">The file of its classes' names; null where they travel with it.</param>
/// <param name="PicturesAs">The network whose way of preparing pictures it shares; null where its own is known.</param>
internal sealed record ModelSource(string Model, string? Weights, string? ClassNames, string? PicturesAs);

/// <summary>Where an input comes from.</summary>
/// <param name="File">A picture, or a table (.csv) whose rows are inputs.</param>
/// <param name="Row">Of a table, which row, from 0.</param>
/// <param name="Ignored">Of a table, the columns that are no inputs.</param>
internal sealed record InputSource(string File, long Row, string[] Ignored);
