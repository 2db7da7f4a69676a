using Glassbox.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Opens data sets: for scripts, the name <c>Data</c>.</summary>
public static partial class Data
{
    /// <summary>Grey values 0..1, as they are.</summary>
    private static Preprocessing Plain(long channels) => new([.. Enumerable.Repeat(0.0, (int)channels)], [.. Enumerable.Repeat(1.0, (int)channels)]);

    /// <summary>A picture (PNG, JPEG) as a model's input: <c>[1, C, H, W]</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model that it is for.</param>
    /// <exception cref="GlassboxException">There is no such picture, it is damaged, or the model says nothing about pictures.</exception>
    public static Tensor Image(string path, Model model) => Image(path, PreprocessingOf(model)).to(model.Device);

    /// <summary>A picture (PNG, JPEG) as an input: <c>[1, C, H, W]</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preprocessing">How pictures become inputs.</param>
    public static Tensor Image(string path, Preprocessing preprocessing) => Picture.Read(path, preprocessing);

    /// <summary>A folder with one folder of pictures a class (or pictures without classes), for a model; decoded ahead, on other threads, as batches come up.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="model">The model that it is for. Where it has class names and every folder is one of them, labels are the model's classes; else the folders' order.</param>
    /// <exception cref="GlassboxException">There is no such folder or no picture in it.</exception>
    public static Dataset ImageFolder(string path, Model model)
    {
        var preprocessing = PreprocessingOf(model);
        var folders = Directory.Exists(path) ? Directory.GetDirectories(path).Select(d => Path.GetFileName(d)!).Where(d => !d.StartsWith('.')).ToArray() : [];
        // Some of the folders are classes and some are not: probably a misspelt one, which ImageFolder names.
        var known = folders.Count(model.ClassNames.Contains);
        return new ImageFolder(path, preprocessing, known > 0 ? model.ClassNames : null);
    }

    /// <summary>A folder with one folder of pictures a class (or pictures without classes); decoded ahead, on other threads, as batches come up.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="preprocessing">How pictures become inputs.</param>
    public static Dataset ImageFolder(string path, Preprocessing preprocessing) => new ImageFolder(path, preprocessing);

    /// <summary>Pictures and labels in MNIST's format, plain or gzipped.</summary>
    /// <param name="images">The file of pictures.</param>
    /// <param name="labels">The file of labels; none for pictures alone.</param>
    /// <param name="preprocessing">How pictures become inputs; values 0..1 unless said.</param>
    /// <exception cref="GlassboxException">A file is damaged, or there are not as many labels as pictures.</exception>
    public static Dataset Idx(string images, string? labels = null, Preprocessing? preprocessing = null)
    {
        var (pixels, shape) = IdxFile.Images(images);
        var classes = labels is null ? [] : IdxFile.Labels(labels);
        if (labels is not null && classes.Length != pixels.Count) throw new GlassboxException($"{labels} has {classes.Length} labels for the {pixels.Count} pictures of {images}.");
        return new PackedImages(pixels, shape, classes, [.. Enumerable.Range(0, classes.Length == 0 ? 0 : (int)classes.Max() + 1).Select(c => c.ToString())], preprocessing ?? Plain(shape[0]));
    }

    /// <summary>CIFAR-10 or CIFAR-100 in its binary version.</summary>
    /// <param name="path">A file, or the folder of all.</param>
    /// <param name="test">Of a folder, the test files instead of those to train on.</param>
    /// <param name="preprocessing">How pictures become inputs; values 0..1 unless said.</param>
    /// <exception cref="GlassboxException">There is no such file, or it is damaged.</exception>
    public static Dataset Cifar(string path, bool test = false, Preprocessing? preprocessing = null) => CifarFiles.Read(path, test, preprocessing ?? Plain(3));

    /// <summary>Arrays of NumPy's: bytes <c>[N, C, H, W]</c>, <c>[N, H, W, C]</c> or <c>[N, H, W]</c> are pictures, anything else is taken as it is, as Float32.</summary>
    /// <param name="path">An <c>.npz</c> file, or an <c>.npy</c> file of inputs alone, whose pictures stay in the file until their batch comes up.</param>
    /// <param name="inputs">The name of the inputs in an <c>.npz</c>: the only array with more than one dimension unless said.</param>
    /// <param name="labels">The name of the labels: the only array with one dimension unless said.</param>
    /// <param name="preprocessing">How pictures become inputs; values 0..1 unless said.</param>
    /// <param name="tokens">Whether the inputs are tokens, whole numbers that an embedding looks up: they are then Int64.</param>
    /// <exception cref="GlassboxException">The file is damaged, or it does not say which array is which.</exception>
    public static Dataset Numpy(string path, string? inputs = null, string? labels = null, Preprocessing? preprocessing = null, bool tokens = false)
    {
        using var scope = NewDisposeScope();
        if (!path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            var head = NumpyFile.ReadHead(path);
            return !tokens && head is { Kind: 'u', Bytes: 1, Fortran: false, Shape: [_, .. var picture] } && picture.Length is 2 or 3
                ? PicturesOf(path, picture, size => new PixelsInFiles([path], head.Length, 0, size), [], preprocessing)
                : FromArrays(path, NumpyFile.Read(path), null, preprocessing, tokens);
        }
        var arrays = NumpyFile.ReadArchive(path);
        var x = Array(inputs, a => a.dim() > 1, "inputs") ?? throw new GlassboxException($"{path} has no array that could be the inputs; it has {string.Join(", ", arrays.Keys)}.");
        return FromArrays(path, x, Array(labels, a => a.dim() == 1, "labels"), preprocessing, tokens);

        Tensor? Array(string? name, Func<Tensor, bool> fits, string what)
        {
            if (name is not null) return arrays.TryGetValue(name, out var named) ? named : throw new GlassboxException($"{path} has no array \"{name}\".{Nearest.Hint(name, [.. arrays.Keys])}");
            var candidates = arrays.Where(a => fits(a.Value)).ToArray();
            return candidates.Length > 1 ? throw new GlassboxException($"{path} has several arrays that could be the {what} ({string.Join(", ", candidates.Select(c => c.Key))}): name one.") : candidates.FirstOrDefault().Value;
        }
    }

    /// <summary>The tensors of a file by name, whatever they are: an <c>.npz</c> or <c>.npy</c> file (one tensor, named as the file), a <c>.safetensors</c> file or PyTorch's state dict. What it is, the file's content says, not its name.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors on the CPU, as they were saved.</returns>
    /// <exception cref="GlassboxException">There is no such file, it is damaged, of another kind, or wants to run code.</exception>
    public static IReadOnlyDictionary<string, Tensor> Tensors(string path) => NamedTensors.Read(path);

    /// <summary>A table in a text file whose first line names the columns: numbers as they are, a category as one column of 0 and 1 a value.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">The column to predict; none where there is nothing to predict.</param>
    /// <param name="categorical">The columns of categories; unless said, those without a single number.</param>
    /// <param name="ignore">The columns to leave out.</param>
    /// <param name="where">Which rows to keep, from a row's cells by column.</param>
    /// <param name="regression">Whether the target is a number rather than a class; unless said, it is where it has fractions or more than 50 values.</param>
    /// <exception cref="GlassboxException">A column is not there, or a cell is empty or no number where it should be one.</exception>
    public static TableDataset Csv(
        string path, string? target = null, IReadOnlyList<string>? categorical = null, IReadOnlyList<string>? ignore = null,
        Func<IReadOnlyDictionary<string, string>, bool>? where = null, bool? regression = null) =>
        TableDataset.Read(path, target, categorical, ignore, where, regression);

    private static Dataset FromArrays(string path, Tensor inputs, Tensor? labels, Preprocessing? preprocessing, bool tokens)
    {
        var n = inputs.dim() == 0 ? throw new GlassboxException($"{path} holds a single number.") : inputs.shape[0];
        if (labels is not null && (labels.dim() != 1 || labels.shape[0] != n || labels.is_floating_point()))
            throw new GlassboxException($"{path}: labels are whole numbers, one an input; these are {labels.dtype} [{string.Join(", ", labels.shape)}] for {n} inputs.");
        long[] classes = labels is null ? [] : [.. labels.to(ScalarType.Int64).data<long>()];
        if (tokens)
            return !inputs.is_floating_point() ? new TensorDataset(inputs.to(ScalarType.Int64), classes) : throw new GlassboxException($"{path}: tokens are whole numbers, and these inputs are {inputs.dtype}.");
        return inputs.dtype == ScalarType.Byte && inputs.dim() is 3 or 4
            ? PicturesOf(path, inputs.shape[1..], size => new PixelsInMemory(inputs.contiguous().bytes.ToArray(), size), classes, preprocessing)
            : new TensorDataset(inputs.to(ScalarType.Float32), classes);
    }

    private static PackedImages PicturesOf(string path, long[] picture, Func<int, IPixelSource> source, long[] classes, Preprocessing? preprocessing)
    {
        var channelsLast = picture is [not (1 or 3), _, 1 or 3];
        long[] shape = picture switch { [var h, var w] => [1, h, w], [var h, var w, var c] when channelsLast => [c, h, w], _ => picture };
        if (preprocessing is null && shape[0] is not (1 or 3))
            throw new GlassboxException($"{path} holds bytes of shape [N, {string.Join(", ", picture)}], and pictures have 1 or 3 channels, first or last: say by a preprocessing how others become inputs.");
        return new PackedImages(source(checked((int)(shape[0] * shape[1] * shape[2]))), shape, classes, [], preprocessing ?? Plain(shape[0]), channelsLast);
    }

    private static Preprocessing PreprocessingOf(Model model) =>
        model.Preprocessing ?? throw new GlassboxException($"{model.Name} does not say how pictures become its inputs: give Models.Load a preprocessing, or explain the network to take pictures as (--pictures-as resnet50).");
}
