using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What batch and instance normalisation share: weight and bias [C], running statistics [C].</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    private protected NormBase(string name, long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype) : base(name)
    {
        (this.num_features, this.eps, this.momentum, this.affine, this.track_running_stats) = (num_features, eps, momentum, affine, track_running_stats);
        if (affine)
        {
            weight = Parameter.Empty([num_features], dtype, device);
            bias = Parameter.Empty([num_features], dtype, device);
            reset_parameters();
        }
        if (!track_running_stats) return;
        running_mean = zeros([num_features], dtype, device);
        running_var = ones([num_features], dtype, device);
        num_batches_tracked = zeros([], ScalarType.Int64, device);
    }

    public long num_features { get; }
    public double eps { get; set; }
    /// <summary>The weight of a new batch in the running statistics; null for their plain mean.</summary>
    public double? momentum { get; set; }
    public bool affine { get; }
    public bool track_running_stats { get; }

    public Parameter weight
    {
        get => Own(nameof(weight))!;
        set => register_parameter(nameof(weight), value);
    }

    public Parameter bias
    {
        get => Own(nameof(bias))!;
        set => register_parameter(nameof(bias), value);
    }

    public Tensor? running_mean
    {
        get => OwnBuffer(nameof(running_mean));
        set => SetBuffer(nameof(running_mean), value);
    }

    public Tensor? running_var
    {
        get => OwnBuffer(nameof(running_var));
        set => SetBuffer(nameof(running_var), value);
    }

    public Tensor? num_batches_tracked
    {
        get => OwnBuffer(nameof(num_batches_tracked));
        set => SetBuffer(nameof(num_batches_tracked), value);
    }

    public void reset_parameters()
    {
        reset_running_stats();
        if (!affine) return;
        nn.init.ones_(weight);
        nn.init.zeros_(bias);
    }

    public void reset_running_stats()
    {
        running_mean?.zero_();
        running_var?.fill_(1);
        num_batches_tracked?.zero_();
    }

    private protected abstract string Shapes { get; }
    private protected abstract bool Fits(long rank);

    private protected void Check(Tensor input)
    {
        if (!Fits(input.dim())) throw new ArgumentException($"{GetName()} needs {Shapes}, not [{string.Join(", ", input.shape)}].");
    }
}
