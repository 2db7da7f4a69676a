using System.Text.Json;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Goldens;

/// <summary>One case of tests/goldens: what the field's own tools gave for a reference network, and how near ours must come.</summary>
internal sealed class Golden
{
    private readonly JsonElement entry;
    private readonly Dictionary<string, Tensor> tensors;

    private Golden(JsonElement entry)
    {
        this.entry = entry;
        tensors = GoldenFiles.Read(entry.GetProperty("file").GetString()!);
    }

    /// <summary>The case of this id: <c>resnet_saliency</c>.</summary>
    public static Golden Case(string id) =>
        new(GoldenFiles.Manifest.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("id").GetString() == id));

    /// <summary>The case's parameters, with the tool's conventions spelt out.</summary>
    public JsonElement Parameters => entry.GetProperty("params");

    /// <summary>How many of the reference inputs the case was made with: the first so many.</summary>
    public int Rows => entry.GetProperty("rows").GetInt32();

    /// <summary>The name of the reference network.</summary>
    public string Network => entry.GetProperty("model").GetString()!;

    /// <summary>The layer that the case looks at.</summary>
    public string Layer => entry.GetProperty("layer").GetString()!;

    /// <summary>The names of the outputs.</summary>
    public IEnumerable<string> Outputs => entry.GetProperty("outputs").EnumerateObject().Select(o => o.Name);

    /// <summary>A tensor of the case: an auxiliary input (<c>in.noise</c>) or an output.</summary>
    public Tensor this[string name] => tensors[name];

    /// <summary>The reference network.</summary>
    public Model Model => ReferenceNetworks.Load(Network);

    /// <summary>The case's inputs: <c>[Rows, ...]</c>.</summary>
    public Tensor Inputs => ReferenceNetworks.Inputs(Network)["x"].narrow(0, 0, Rows);

    /// <summary>The class explained for each input.</summary>
    public long[] Classes => ReferenceNetworks.Inputs(Network)["target"].narrow(0, 0, Rows).data<long>().ToArray();

    /// <summary>The class explained for each input, as a target.</summary>
    public Target Target => Target.Classes(Classes);

    /// <summary>Fails unless a tensor agrees with an output of the case by the rule of goldens/README.md.</summary>
    /// <param name="output">The output's name.</param>
    /// <param name="got">What we computed, of the output's shape.</param>
    public void Compare(string output, Tensor got)
    {
        var rule = entry.GetProperty("outputs").GetProperty(output);
        var name = $"{entry.GetProperty("id").GetString()} {output}";
        var reference = tensors[output];
        got.shape.ShouldBe(reference.shape, name);
        if (rule.TryGetProperty("exact", out var exact) && exact.GetBoolean())
        {
            got.eq(reference).all().item<bool>().ShouldBeTrue($"{name} must be equal");
            return;
        }
        if (rule.GetProperty("atol").ValueKind == JsonValueKind.Null)
            throw new InvalidOperationException($"{name} has a rule of its own: {rule.GetProperty("compare").GetString()}");

        using var scope = NewDisposeScope();
        var expected = reference.to(ScalarType.Float64);
        var error = (got.detach().cpu().to(ScalarType.Float64) - expected).abs();
        var allowed = expected.abs() * rule.GetProperty("rtol").GetDouble() + rule.GetProperty("atol").GetDouble();
        var missed = error.le(allowed).logical_not().sum().ToInt64();
        var mayMiss = (rule.TryGetProperty("max_fraction_out_of_tolerance", out var fraction) ? fraction.GetDouble() : 0.001) * expected.numel();
        var relative = Norm(error) / Norm(expected);
        var agrees = missed <= mayMiss && (missed == 0 && Norm(expected) == 0 || relative <= rule.GetProperty("rel_l2").GetDouble());
        if (!agrees)
            Assert.Fail($"{name}: {missed} of {expected.numel()} elements are off (largest error {error.max().item<double>():g3}, atol {rule.GetProperty("atol").GetDouble():g3}); " +
                $"relative L2 error {relative:g3}, allowed {rule.GetProperty("rel_l2").GetDouble():g3}.");
    }

    private static double Norm(Tensor t) => Math.Sqrt((t * t).sum().item<double>());
}
