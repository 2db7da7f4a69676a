using System.Globalization;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Where a training stands after an epoch, in a file beside the checkpoint that it will write: weights, the optimizer's memory, the log.</summary>
internal sealed class TrainingState(string checkpoint, nn.Module network, optim.Optimizer optimizer, string settings)
{
    private const string Weights = "network.", Memory = "optimizer.";

    private readonly string path = checkpoint + ".training";

    /// <summary>Takes up a training that was interrupted.</summary>
    /// <param name="log">Filled with the epochs that are done.</param>
    /// <returns>How many epochs are done.</returns>
    /// <exception cref="GlassboxException">The file belongs to a training with other settings, or is damaged.</exception>
    public int Restore(List<Epoch> log)
    {
        if (!File.Exists(path)) return 0;
        try
        {
            using var file = new SafetensorsFile(path);
            if (file.Metadata.GetValueOrDefault("settings") != settings)
                throw new GlassboxException($"{path} was left by a training with other settings: delete it to begin anew.");
            using var scope = NewDisposeScope();
            var tensors = file.Entries.Keys.ToDictionary(name => name, name => file.Read(name));
            network.load_state_dict(Part(tensors, Weights));
            optimizer.RestoreMemory(Part(tensors, Memory));
            log.AddRange(JsonSerializer.Deserialize<Epoch[]>(file.Metadata["log"])!);
            return int.Parse(file.Metadata["epochs"], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or KeyNotFoundException or FormatException or JsonException)
        {
            throw new GlassboxException($"{path} does not fit this training: delete it to begin anew.", e);
        }
    }

    /// <summary>Writes where the training stands, whole.</summary>
    public void Save(int epochs, IReadOnlyList<Epoch> log)
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var tensors = network.state_dict().Select(t => KeyValuePair.Create(Weights + t.Key, t.Value))
            .Concat(optimizer.SaveMemory().Select(t => KeyValuePair.Create(Memory + t.Key, t.Value)));
        Safetensors.Save(path, tensors, new Dictionary<string, string>
        {
            ["settings"] = settings,
            ["epochs"] = epochs.ToString(CultureInfo.InvariantCulture),
            ["log"] = JsonSerializer.Serialize(log),
        });
    }

    /// <summary>Writes the weights, whole, and lets go of the state.</summary>
    public void Finish()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(checkpoint))!);
        Safetensors.Save(checkpoint, network.state_dict(), new Dictionary<string, string> { ["format"] = "pt" });
        File.Delete(FileTraffic.Writes(path));
    }

    private static Dictionary<string, Tensor> Part(Dictionary<string, Tensor> tensors, string beginning) =>
        tensors.Where(t => t.Key.StartsWith(beginning)).ToDictionary(t => t.Key[beginning.Length..], t => t.Value);
}
