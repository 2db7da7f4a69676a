using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>The cosine of the angle between two tensors along a dimension.</summary>
    public sealed class CosineSimilarity : nn.Module<Tensor, Tensor, Tensor>
    {
        internal CosineSimilarity(long dim, double eps) : base(nameof(CosineSimilarity)) => (this.dim, this.eps) = (dim, eps);

        public long dim { get; set; }
        public double eps { get; set; }

        public override Tensor forward(Tensor input1, Tensor input2) => F.cosine_similarity(input1, input2, dim, eps);
    }

    /// <summary>The p-norm of the differences of two tensors' rows.</summary>
    public sealed class PairwiseDistance : nn.Module<Tensor, Tensor, Tensor>
    {
        internal PairwiseDistance(double p, double eps, bool keepdim) : base(nameof(PairwiseDistance)) => (norm, this.eps, this.keepdim) = (p, eps, keepdim);

        public double norm { get; set; }
        public double eps { get; set; }
        public bool keepdim { get; set; }

        public override Tensor forward(Tensor input1, Tensor input2) => F.pairwise_distance(input1, input2, norm, eps, keepdim);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.CosineSimilarity CosineSimilarity(long dim = 1, double eps = 1e-8) => new(dim, eps);
            public static Modules.PairwiseDistance PairwiseDistance(double p = 2, double eps = 1e-6, bool keepdim = false) => new(p, eps, keepdim);
        }
    }
}
