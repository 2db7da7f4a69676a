using System.Text.RegularExpressions;

namespace Glassbox.Architectures;

/// <summary>Every network that can be built by name.</summary>
internal static partial class Zoo
{
    private static readonly Preprocessing Cifar = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>-1..1.</summary>
    private static Preprocessing Centred(int channels) => new([.. Enumerable.Repeat(0.5, channels)], [.. Enumerable.Repeat(0.5, channels)]);

    public static IReadOnlyDictionary<string, Architecture> All { get; } = Small().Concat(ImageNet()).ToDictionary(a => a.Name);

    private static IEnumerable<Architecture> Small()
    {
        yield return new("digits-cnn", n => new DigitsCnn(n)) { Classes = 10, Head = "fc2.weight", Preprocessing = Data.DigitsPreprocessing, ClassNames = Data.DigitNames };
        yield return new("lenet", n => new LeNet(n)) { Classes = 10, Head = "fc3.weight", Preprocessing = new([0.1307], [0.3081]), ClassNames = Data.DigitNames };
        // It takes grey values 0..255.
        yield return new("mnist-cntk", n => new MnistCntk(n)) { Classes = 10, Head = "fc.weight", Preprocessing = new([0], [1 / 255.0]), ClassNames = Data.DigitNames };
        yield return new("captum-cifar", n => new CaptumCifar(n)) { Classes = 10, Head = "fc3.weight", Preprocessing = Centred(3), ClassNames = CifarFiles.Classes10 };
        yield return new("captum-titanic", _ => new CaptumTitanic()) { Classes = 2, ClassNames = ["did not survive", "survived"] };
        foreach (var layers in new[] { 20, 32, 44, 56, 110 })
            yield return new($"resnet{layers}", n => new CifarResNet(layers, n)) { Classes = 10, Head = "linear.weight", Preprocessing = Cifar, ClassNames = CifarFiles.Classes10 };
        yield return new("mlp", n => throw new GlassboxException("The widths of an MLP are for you to choose: Models.Mlp(inputs, hidden, classes)."))
        {
            FromShapes = shapes => Mlp.Widths(shapes) is { } widths ? Mlp.Create(widths) : null,
        };
        yield return new("signal-cnn", n => throw new GlassboxException("The channels of a signal are for you to say: Models.SignalCnn(channels, classes)."))
        {
            FromShapes = shapes => shapes.TryGetValue("conv1.weight", out var first) && first.Length == 3 && shapes.TryGetValue("fc.weight", out var last) && last.Length == 2
                ? new SignalCnn(first[1], last[0])
                : null,
        };
    }

    private static IEnumerable<Architecture> ImageNet()
    {
        yield return Of("alexnet", n => new AlexNet(n), "classifier.6.weight");
        foreach (var layers in new[] { 11, 13, 16, 19 })
        {
            yield return Of($"vgg{layers}", n => new Vgg(layers, false, n), "classifier.6.weight");
            yield return Of($"vgg{layers}_bn", n => new Vgg(layers, true, n), "classifier.6.weight");
        }
        yield return Residual("resnet18", [2, 2, 2, 2], false);
        yield return Residual("resnet34", [3, 4, 6, 3], false);
        yield return Residual("resnet50", [3, 4, 6, 3], true);
        yield return Residual("resnet101", [3, 4, 23, 3], true);
        yield return Residual("resnet152", [3, 8, 36, 3], true);
        yield return Residual("resnext50_32x4d", [3, 4, 6, 3], true, groups: 32, baseWidth: 4);
        yield return Residual("resnext101_32x8d", [3, 4, 23, 3], true, groups: 32, baseWidth: 8);
        yield return Residual("resnext101_64x4d", [3, 4, 23, 3], true, groups: 64, baseWidth: 4);
        yield return Residual("wide_resnet50_2", [3, 4, 6, 3], true, baseWidth: 128);
        yield return Residual("wide_resnet101_2", [3, 4, 23, 3], true, baseWidth: 128);
        yield return Of("squeezenet1_0", SqueezeNet.Version10, "classifier.1.weight");
        yield return Of("squeezenet1_1", SqueezeNet.Version11, "classifier.1.weight");
        yield return Dense("densenet121", 32, [6, 12, 24, 16], 64);
        yield return Dense("densenet161", 48, [6, 12, 36, 24], 96);
        yield return Dense("densenet169", 32, [6, 12, 32, 32], 64);
        yield return Dense("densenet201", 32, [6, 12, 48, 32], 64);
        // torchvision's weights of these two are used with its transform_input, which amounts to a mean and deviation of 0.5.
        yield return Of("googlenet", n => new GoogLeNet(n), "fc.weight", Centred(3) with { Resize = 256, Crop = 224 }) with { TrainingOnly = ["aux1.", "aux2."] };
        yield return Of("inception_v3", n => new InceptionV3(n), "fc.weight", Centred(3) with { Resize = 342, Crop = 299 });
        yield return Of("mobilenet_v2", n => new MobileNetV2(n), "classifier.1.weight");
        yield return Of("mobilenet_v3_large", MobileNetV3.Large, "classifier.3.weight");
        yield return Of("mobilenet_v3_small", MobileNetV3.Small, "classifier.3.weight");
        foreach (var (size, resize, crop) in new[] { (0, 256, 224), (1, 256, 240), (2, 288, 288), (3, 320, 300), (4, 384, 380), (5, 456, 456), (6, 528, 528), (7, 600, 600) })
            yield return Of($"efficientnet_b{size}", n => new EfficientNet(size, n), "classifier.1.weight", Sized(resize, crop, Resampling.Bicubic));
        yield return Of("convnext_tiny", n => new ConvNeXt("convnext_tiny", [96, 192, 384, 768], [3, 3, 9, 3], 0.1, n), "classifier.2.weight", Sized(236, 224));
        yield return Of("convnext_small", n => new ConvNeXt("convnext_small", [96, 192, 384, 768], [3, 3, 27, 3], 0.4, n), "classifier.2.weight", Sized(230, 224));
        yield return Of("convnext_base", n => new ConvNeXt("convnext_base", [128, 256, 512, 1024], [3, 3, 27, 3], 0.5, n), "classifier.2.weight", Sized(232, 224));
        yield return Of("convnext_large", n => new ConvNeXt("convnext_large", [192, 384, 768, 1536], [3, 3, 27, 3], 0.5, n), "classifier.2.weight", Sized(232, 224));
        yield return Transformer("vit_b_16", 16, 12, 12, 768, 256);
        yield return Transformer("vit_b_32", 32, 12, 12, 768, 256);
        yield return Transformer("vit_l_16", 16, 24, 16, 1024, 242);
        yield return Transformer("vit_l_32", 32, 24, 16, 1024, 256);
        yield return Swin("swin_t", 96, [2, 2, 6, 2], [3, 6, 12, 24], 0.2, 232);
        yield return Swin("swin_s", 96, [2, 2, 18, 2], [3, 6, 12, 24], 0.3, 246);
        yield return Swin("swin_b", 128, [2, 2, 18, 2], [4, 8, 16, 32], 0.5, 238);
    }

    private static Architecture Of(string name, Func<long, TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>> build, string head, Preprocessing? preprocessing = null) =>
        new(name, build) { Head = head, Preprocessing = preprocessing ?? Preprocessing.ImageNet };

    private static Preprocessing Sized(int resize, int crop, Resampling resampling = Resampling.Bilinear) =>
        Preprocessing.ImageNet with { Resize = resize, Crop = crop, Resampling = resampling };

    private static Architecture Residual(string name, int[] blocks, bool bottleneck, long groups = 1, long baseWidth = 64) =>
        Of(name, n => new ResNet(name, blocks, bottleneck, n, groups, baseWidth), "fc.weight");

    private static Architecture Dense(string name, long growth, int[] blocks, long stem) =>
        Of(name, n => new DenseNet(name, growth, blocks, stem, n), "classifier.weight") with { Rename = key => OldDenseName().Replace(key, "$1$2") };

    private static Architecture Transformer(string name, long patch, int layers, long heads, long width, int resize) =>
        Of(name, n => new VisionTransformer(name, patch, layers, heads, width, 4 * width, n), "heads.head.weight", Sized(resize, 224)) with
        {
            Rename = key => key.Replace(".mlp.linear_1.", ".mlp.0.").Replace(".mlp.linear_2.", ".mlp.3."),
        };

    private static Architecture Swin(string name, long width, int[] blocks, long[] heads, double drop, int resize) =>
        Of(name, n => new SwinTransformer(name, width, blocks, heads, drop, n), "head.weight", Sized(resize, 224, Resampling.Bicubic));

    /// <summary><c>denselayer1.norm.1.weight</c>, as PyTorch 0.3 wrote it.</summary>
    [GeneratedRegex(@"^(.*denselayer\d+\.(?:norm|relu|conv))\.([12]\..+)$")]
    private static partial Regex OldDenseName();
}
