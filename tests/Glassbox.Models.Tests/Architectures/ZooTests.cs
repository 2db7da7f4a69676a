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

    [Theory]
    [InlineData("alexnet", "features.10.bias", "classifier.6.weight")]
    [InlineData("vgg11", "features.18.weight", "classifier.3.bias")]
    [InlineData("vgg16_bn", "features.1.running_mean", "features.41.num_batches_tracked")]
    [InlineData("resnet18", "layer2.0.downsample.1.running_var", "layer4.1.bn2.num_batches_tracked")]
    [InlineData("resnet50", "layer1.0.conv3.weight", "layer3.5.bn3.bias")]
    [InlineData("squeezenet1_0", "features.3.squeeze.weight", "features.12.expand3x3.bias")]
    [InlineData("densenet121", "features.denseblock3.denselayer24.norm2.weight", "features.transition3.conv.weight", "features.norm5.running_var")]
    [InlineData("googlenet", "inception4b.branch2.1.conv.weight", "inception5b.branch4.1.bn.running_mean", "conv1.bn.bias")]
    [InlineData("inception_v3", "Conv2d_2b_3x3.bn.weight", "Mixed_5d.branch5x5_2.conv.weight", "Mixed_6c.branch7x7dbl_4.bn.bias", "Mixed_7c.branch3x3dbl_3b.conv.weight", "AuxLogits.conv1.bn.weight", "AuxLogits.fc.bias")]
    [InlineData("mobilenet_v2", "features.0.0.weight", "features.1.conv.1.weight", "features.17.conv.3.running_var", "features.18.1.bias", "classifier.1.weight")]
    [InlineData("mobilenet_v3_large", "features.4.block.2.fc1.weight", "features.15.block.3.1.bias", "features.16.1.running_mean", "classifier.3.bias")]
    [InlineData("mobilenet_v3_small", "features.1.block.1.fc2.bias", "features.12.0.weight")]
    [InlineData("efficientnet_b0", "features.1.0.block.1.fc1.weight", "features.2.1.block.3.1.running_var", "features.8.0.weight", "classifier.1.bias")]
    [InlineData("convnext_tiny", "features.0.1.weight", "features.1.0.layer_scale", "features.5.8.block.5.bias", "features.6.1.weight", "classifier.2.bias")]
    [InlineData("vit_b_16", "class_token", "conv_proj.bias", "encoder.pos_embedding", "encoder.layers.encoder_layer_11.self_attention.in_proj_weight", "encoder.layers.encoder_layer_0.self_attention.out_proj.bias", "encoder.layers.encoder_layer_3.mlp.3.weight", "encoder.ln.bias", "heads.head.weight")]
    [InlineData("swin_t", "features.0.2.weight", "features.1.1.attn.relative_position_bias_table", "features.1.1.attn.relative_position_index", "features.2.reduction.weight", "features.5.5.mlp.3.bias", "features.6.norm.weight", "norm.bias", "head.weight")]
    public void NamesParametersAsTorchvisionDoes(string name, params string[] keys)
    {
        var shapes = Blueprint.Of(Zoo.All[name], new Dictionary<string, long[]>())!;

        foreach (var key in keys) shapes.Keys.ShouldContain(key);
    }
}
