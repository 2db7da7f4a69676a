using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class StateTests
{
    private static TorchSharp.Modules.Sequential Net() => nn.Sequential(("fc", nn.Linear(2, 3)), ("norm", nn.BatchNorm1d(3)));

    [Fact]
    public void State_goes_from_one_network_to_another()
    {
        var (from, to) = (Net(), Net());
        from.call(randn(8, 2));
        var (missing, unexpected) = to.load_state_dict(from.state_dict());
        missing.ShouldBeEmpty();
        unexpected.ShouldBeEmpty();
        foreach (var (name, tensor) in from.state_dict()) to.state_dict()[name].ShouldBe(tensor, 0);
    }

    [Fact]
    public void State_that_does_not_fit_is_one_sentence_and_changes_nothing()
    {
        var net = Net();
        var before = net.state_dict().ToDictionary(s => s.Key, s => s.Value.clone());
        var state = Net().state_dict();
        state.Remove("fc.bias");
        state["extra"] = ones(1);
        state["norm.weight"] = ones(4);
        Should.Throw<ArgumentException>(() => net.load_state_dict(state)).Message
            .ShouldBe("The state does not fit Sequential: missing fc.bias; unexpected extra; of another shape: norm.weight is [4] but should be [3].");
        foreach (var (name, tensor) in before) net.state_dict()[name].ShouldBe(tensor, 0);

        Should.Throw<ArgumentException>(() => net.load_state_dict(state, strict: false)).Message.ShouldContain("of another shape");
        var (missing, unexpected) = net.load_state_dict(state, strict: false, skip: ["norm.weight"]);
        missing.ShouldBe(["fc.bias"]);
        unexpected.ShouldBe(["extra"]);
    }

    [Fact]
    public void Loading_converts_types_and_keeps_the_parameter_objects()
    {
        var net = Net();
        var weight = net.get_parameter("fc.weight");
        net.load_state_dict(Net().state_dict().ToDictionary(s => s.Key, s => s.Value.detach().to(float64)));
        net.get_parameter("fc.weight").ShouldBeSameAs(weight);
        weight!.dtype.ShouldBe(ScalarType.Float32);
        weight.requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void TorchSharps_own_file_has_its_documented_bytes()
    {
        var layer = nn.Linear(1, 1, hasBias: false);
        layer.load_state_dict(new() { ["weight"] = tensor(new[,] { { 1f } }) });
        using var stream = new MemoryStream();
        layer.save(stream);
        stream.ToArray().ShouldBe([1, 6, .. "weight"u8.ToArray(), 6, 2, 1, 1, 0, 0, 0x80, 0x3F]);
        stream.Position = 0;
        var loaded = new Dictionary<string, bool>();
        nn.Linear(1, 1).load(stream, strict: false, loadedParameters: loaded);
        loaded.ShouldBe(new Dictionary<string, bool> { ["weight"] = true, ["bias"] = false });
    }

    [Fact]
    public void Files_round_trip_and_damaged_ones_are_refused()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        try
        {
            var (from, to) = (Net(), Net());
            from.save(path);
            to.load(path);
            to.state_dict()["fc.weight"].ShouldBe(from.state_dict()["fc.weight"], 0);

            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^5]);
            Should.Throw<InvalidDataException>(() => to.load(path)).Message.ShouldContain("ends too early");
            File.WriteAllBytes(path, "PK zip archive of something else entirely"u8.ToArray());
            Should.Throw<InvalidDataException>(() => to.load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
