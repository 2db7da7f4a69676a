using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Glassbox.Architectures;
using Glassbox.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests.Architectures;

public class ZooTests
{
    /// <summary>"num_params" of each network's weights in torchvision's documentation; GoogLeNet's is without, Inception's with the auxiliary classifiers.</summary>
    public static TheoryData<string, long, int> Documented => new()
    {
        { "alexnet", 61_100_840, 16 },
        { "vgg11", 132_863_336, 22 }, { "vgg11_bn", 132_868_840, 62 }, { "vgg13", 133_047_848, 26 }, { "vgg13_bn", 133_053_736, 76 },
        { "vgg16", 138_357_544, 32 }, { "vgg16_bn", 138_365_992, 97 }, { "vgg19", 143_667_240, 38 }, { "vgg19_bn", 143_678_248, 118 },
        { "resnet18", 11_689_512, 122 }, { "resnet34", 21_797_672, 218 }, { "resnet50", 25_557_032, 320 }, { "resnet101", 44_549_160, 626 }, { "resnet152", 60_192_808, 932 },
        { "resnext50_32x4d", 25_028_904, 320 }, { "resnext101_32x8d", 88_791_336, 626 }, { "resnext101_64x4d", 83_455_272, 626 },
        { "wide_resnet50_2", 68_883_240, 320 }, { "wide_resnet101_2", 126_886_696, 626 },
        { "squeezenet1_0", 1_248_424, 52 }, { "squeezenet1_1", 1_235_496, 52 },
        { "densenet121", 7_978_856, 727 }, { "densenet161", 28_681_000, 967 }, { "densenet169", 14_149_480, 1015 }, { "densenet201", 20_013_928, 1207 },
        { "googlenet", 6_624_904, 344 }, { "inception_v3", 27_161_264, 580 },
        { "mobilenet_v2", 3_504_872, 314 }, { "mobilenet_v3_large", 5_483_032, 312 }, { "mobilenet_v3_small", 2_542_856, 244 },
        { "efficientnet_b0", 5_288_548, 360 }, { "efficientnet_b1", 7_794_184, 508 }, { "efficientnet_b2", 9_109_994, 508 }, { "efficientnet_b3", 12_233_232, 574 },
        { "efficientnet_b4", 19_341_616, 706 }, { "efficientnet_b5", 30_389_784, 854 }, { "efficientnet_b6", 43_040_704, 986 }, { "efficientnet_b7", 66_347_960, 1200 },
        { "convnext_tiny", 28_589_128, 182 }, { "convnext_small", 50_223_688, 344 }, { "convnext_base", 88_591_464, 344 }, { "convnext_large", 197_767_336, 344 },
        { "vit_b_16", 86_567_656, 152 }, { "vit_b_32", 88_224_232, 152 }, { "vit_l_16", 304_326_632, 296 }, { "vit_l_32", 306_535_400, 296 },
        { "swin_t", 28_288_354, 185 }, { "swin_s", 49_606_258, 353 }, { "swin_b", 87_768_224, 353 },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public void HasAsManyParametersAsTorchvisionDocuments(string name, long parameters, int entries)
    {
        using var network = Blueprint.Empty(Zoo.All[name], new Dictionary<string, long[]>())!;

        network.parameters().Sum(p => p.numel()).ShouldBe(parameters);
        network.state_dict().Count.ShouldBe(entries);
    }

    private static readonly Dictionary<string, string> Hashes = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Goldens.PathOf("torchvision.json")))!;

    public static TheoryData<string> Torchvisions => [.. Hashes.Keys];

    /// <summary>The hash is of torchvision's own state dict: see goldens/torchvision-reference.py.</summary>
    [Theory]
    [MemberData(nameof(Torchvisions))]
    public void HasTheNamesAndShapesOfTorchvisionsStateDict(string name)
    {
        var lines = Blueprint.Of(Zoo.All[name], new Dictionary<string, long[]>())!.Select(t => $"{t.Key} [{string.Join(", ", t.Value)}]\n").Order(StringComparer.Ordinal);

        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))))[..16].ShouldBe(Hashes[name]);
    }

    private static readonly Dictionary<string, Tensor> Logits = Safetensors.Load(Goldens.PathOf("cases/torchvision_logits.safetensors"));

    public static TheoryData<string> Small => [.. Logits.Keys];

    /// <summary>With weights and a picture that a formula gives: see goldens/torchvision-reference.py.</summary>
    [Theory]
    [MemberData(nameof(Small))]
    public void GivesTorchvisionsLogits(string name)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var network = Blueprint.Empty(Zoo.All[name], new Dictionary<string, long[]> { [Zoo.All[name].Head!] = [10, 1] })!;
        network.eval();
        foreach (var (stream, (key, value)) in network.state_dict().Where(t => t.Value.is_floating_point()).OrderBy(t => t.Key, StringComparer.Ordinal).Index())
            value.copy_(Weight(key, value.shape, stream));
        // As the reference was made: in single precision these random networks' rounding depends on the machine's libraries.
        network.to(ScalarType.Float64);
        var side = name switch { "vit_b_32" => 224, "inception_v3" => 107, _ => 64 };

        var logits = network.call((Uniform([1, 3, side, side], 1_000_003) * 4 - 2).to(ScalarType.Float32).to(ScalarType.Float64));

        ((logits[0] - Logits[name]).norm() / Logits[name].norm()).ToDouble().ShouldBeLessThan(1e-6);
    }

    private static Tensor Uniform(long[] shape, long stream)
    {
        var k = arange(shape.Aggregate(1L, (a, b) => a * b), dtype: ScalarType.Int64) + 65537 * stream;
        return (k * k * 2246822519L + k * 2654435761L).bitwise_and(tensor(0xffffffffL)).to(ScalarType.Float64).div(4294967296.0).reshape(shape);
    }

    private static Tensor Weight(string name, long[] shape, long stream)
    {
        var u = Uniform(shape, stream);
        return name.EndsWith("running_var") ? u + 0.5
            : name.EndsWith("layer_scale") ? u
            : shape.Length == 1 && name.EndsWith("weight") ? u * 0.5 + 0.75
            : shape.Length == 1 ? (u - 0.5) * 0.2
            : (u - 0.5) * (2 * Math.Sqrt(6.0 / (shape.Aggregate(1L, (a, b) => a * b) / shape[0])));
    }

    /// <summary>He et al. 2016 count 0.27, 0.46, 0.66, 0.85 and 1.7 million; to the last one: 16 x 27 + 32 of the stem, two 3x3 convolutions and 4 x channels a block, 650 of the head.</summary>
    [Theory]
    [InlineData(20, 269_722), InlineData(32, 464_154), InlineData(44, 658_586), InlineData(56, 853_018), InlineData(110, 1_727_962)]
    public void TheCifarNetworksHaveTheirPapersParameters(int layers, long parameters)
    {
        using var network = Models.New($"resnet{layers}");
        var blocks = (layers - 2) / 6;
        long Stage(long inputs, long channels) => 9 * channels * inputs + 9 * channels * channels * (2 * blocks - 1) + 4 * channels * blocks;

        network.parameters().Sum(p => p.numel()).ShouldBe(parameters);
        parameters.ShouldBe(16 * 27 + 32 + Stage(16, 16) + Stage(16, 32) + Stage(32, 64) + 650);
        using var off = no_grad();
        network.eval();
        network.call(zeros(2, 3, 32, 32)).shape.ShouldBe([2, 10]);
    }

    [Fact]
    public void TheSmallNetworksHaveTheirParameters()
    {
        using var off = no_grad();
        // LeNet-5 with a padded first layer: 156 + 2,416 + 48,120 + 10,164 + 850.
        Counted(Models.New("lenet"), zeros(2, 1, 28, 28), 10).ShouldBe(61_706);
        // 20 x 64 + 64 + 64 x 32 + 32 + 32 x 3 + 3.
        Counted(Models.Mlp(20, [64, 32], 3), zeros(2, 20), 3).ShouldBe(3_523);
        // 16 x 2 x 7 + 16 + 32 x 16 x 5 + 32 + 64 x 32 x 3 + 64 + 64 x 4 + 4.
        Counted(Models.SignalCnn(2, 4), zeros(2, 2, 100), 4).ShouldBe(9_300);

        static long Counted(nn.Module<Tensor, Tensor> network, Tensor inputs, long classes)
        {
            network.call(inputs).shape.ShouldBe([2, classes]);
            return network.parameters().Sum(p => p.numel());
        }
    }

    /// <summary>The weights do not matter for the shape, nor does the size of a picture where the network takes any.</summary>
    [Theory]
    [MemberData(nameof(Documented))]
    public void GivesOneRowOfClassScoresASample(string name, long parameters, int entries)
    {
        _ = (parameters, entries);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var network = Blueprint.Empty(Zoo.All[name], new Dictionary<string, long[]> { [Zoo.All[name].Head!] = [7, 1] })!;
        network.eval();
        var side = name.StartsWith("vit") ? 224 : name == "inception_v3" ? 75 : 64;

        network.call(zeros(1, 3, side, side)).shape.ShouldBe([1, 7]);
    }
}
