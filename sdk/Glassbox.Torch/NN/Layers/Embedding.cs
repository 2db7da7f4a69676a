using TorchSharp.Interop;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>A table of vectors, looked up by index: weight [num, dims]; indices [..] to [.., dims].</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly double? max_norm;
        private readonly double norm_type;
        private readonly bool scale_grad_by_freq, sparse;

        internal Embedding(Parameter weight, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse) : base(nameof(Embedding))
        {
            (this.padding_idx, this.max_norm, this.norm_type, this.scale_grad_by_freq, this.sparse) = (padding_idx < 0 ? padding_idx + weight.size(0) : padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            if (this.padding_idx is { } row && (row < 0 || row >= weight.size(0))) throw new ArgumentException($"Embedding: padding_idx {padding_idx} is outside the {weight.size(0)} rows.");
            this.weight = weight;
        }

        internal static Embedding Drawn(long num_embeddings, long embedding_dims, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse, Device? device, ScalarType? dtype)
        {
            var made = new Embedding(Parameter.Empty([num_embeddings, embedding_dims], dtype, device), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            nn.init.normal_(made.weight);
            if (made.padding_idx is not { } row) return made;
            using (no_grad())
            using (var unused = made.weight.select(0, row))
                unused.zero_();
            return made;
        }

        public long num_embeddings => weight.size(0);
        public long embedding_dim => weight.size(1);
        public long? padding_idx { get; }

        public Parameter weight
        {
            get => Own(nameof(weight))!;
            set => register_parameter(nameof(weight), value);
        }

        public override Tensor forward(Tensor input)
        {
            if (max_norm is { } limit)
                using (no_grad())
                    Dispatcher.CallInPlace(weight, "aten::embedding_renorm_", weight, input, limit, norm_type);
            return F.embedding(input, weight, padding_idx, scale_grad_by_freq, sparse);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                Modules.Embedding.Drawn(num_embeddings, embedding_dims, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);

            /// <summary>An embedding with the given table [num, dims], which is not learnt unless <paramref name="freeze"/> is false.</summary>
            public static Modules.Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                using var table = embeddings.to(dtype ?? embeddings.dtype, device ?? embeddings.device);
                return new(new Modules.Parameter(table, requires_grad: !freeze), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }
        }
    }
}
