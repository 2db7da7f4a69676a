using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>From logits [N, C, ..] and class indices [N, ..] or probabilities.</summary>
    public sealed class CrossEntropyLoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, nn.Reduction reduction = nn.Reduction.Mean, double label_smoothing = 0) : base(nameof(CrossEntropyLoss))
        {
            this.weight = weight;
            this.ignore_index = ignore_index;
            this.reduction = reduction;
            this.label_smoothing = label_smoothing;
        }

        public Tensor? weight
        {
            get => OwnBuffer(nameof(weight));
            set => SetBuffer(nameof(weight), value, persistent: true);
        }
        public long? ignore_index { get; set; }
        public nn.Reduction reduction { get; set; }
        public double label_smoothing { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing);
    }

    /// <summary>From log-probabilities [N, C, ..] and class indices [N, ..].</summary>
    public sealed class NLLLoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal NLLLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(NLLLoss))
        {
            this.weight = weight;
            this.reduction = reduction;
        }

        public Tensor? weight
        {
            get => OwnBuffer(nameof(weight));
            set => SetBuffer(nameof(weight), value, persistent: true);
        }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.nll_loss(input, target, weight, reduction);
    }

    /// <summary>Binary cross entropy of probabilities.</summary>
    public sealed class BCELoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal BCELoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(BCELoss))
        {
            this.weight = weight;
            this.reduction = reduction;
        }

        public Tensor? weight
        {
            get => OwnBuffer(nameof(weight));
            set => SetBuffer(nameof(weight), value, persistent: true);
        }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.binary_cross_entropy(input, target, weight, reduction);
    }

    /// <summary>Binary cross entropy of logits.</summary>
    public sealed class BCEWithLogitsLoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal BCEWithLogitsLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean, Tensor? pos_weights = null) : base(nameof(BCEWithLogitsLoss))
        {
            this.weight = weight;
            this.reduction = reduction;
            this.pos_weights = pos_weights;
        }

        public Tensor? weight
        {
            get => OwnBuffer(nameof(weight));
            set => SetBuffer(nameof(weight), value, persistent: true);
        }
        public nn.Reduction reduction { get; set; }
        public Tensor? pos_weights
        {
            get => OwnBuffer(nameof(pos_weights));
            set => SetBuffer(nameof(pos_weights), value, persistent: true);
        }

        public override Tensor forward(Tensor input, Tensor target) => F.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weights);
    }

    /// <summary>Squared differences.</summary>
    public sealed class MSELoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal MSELoss(nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(MSELoss))
        {
            this.reduction = reduction;
        }

        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.mse_loss(input, target, reduction);
    }

    /// <summary>Absolute differences.</summary>
    public sealed class L1Loss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal L1Loss(nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(L1Loss))
        {
            this.reduction = reduction;
        }

        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.l1_loss(input, target, reduction);
    }

    /// <summary>Squared below beta, absolute above.</summary>
    public sealed class SmoothL1Loss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal SmoothL1Loss(nn.Reduction reduction = nn.Reduction.Mean, double beta = 1) : base(nameof(SmoothL1Loss))
        {
            this.reduction = reduction;
            this.beta = beta;
        }

        public nn.Reduction reduction { get; set; }
        public double beta { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.smooth_l1_loss(input, target, reduction, beta);
    }

    /// <summary>Squared below delta, linear above.</summary>
    public sealed class HuberLoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal HuberLoss(double delta = 1, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(HuberLoss))
        {
            this.delta = delta;
            this.reduction = reduction;
        }

        public double delta { get; set; }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.huber_loss(input, target, delta, reduction);
    }

    /// <summary>Kullback-Leibler divergence from log-probabilities; the target is in logarithms unless said.</summary>
    public sealed class KLDivLoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal KLDivLoss(bool log_target = true, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(KLDivLoss))
        {
            this.log_target = log_target;
            this.reduction = reduction;
        }

        public bool log_target { get; set; }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.kl_div(input, target, log_target, reduction);
    }

    /// <summary>Negative log-likelihood of Poisson counts.</summary>
    public sealed class PoissonNLLLoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal PoissonNLLLoss(bool log_input = true, bool full = false, float eps = 1e-8f, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(PoissonNLLLoss))
        {
            this.log_input = log_input;
            this.full = full;
            this.eps = eps;
            this.reduction = reduction;
        }

        public bool log_input { get; set; }
        public bool full { get; set; }
        public float eps { get; set; }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.poisson_nll_loss(input, target, log_input, full, eps, reduction);
    }

    /// <summary>Negative log-likelihood of normal draws.</summary>
    public sealed class GaussianNLLLoss : nn.Module<Tensor, Tensor, Tensor, Tensor>
    {
        internal GaussianNLLLoss(bool full = false, float eps = 1e-8f, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(GaussianNLLLoss))
        {
            this.full = full;
            this.eps = eps;
            this.reduction = reduction;
        }

        public bool full { get; set; }
        public float eps { get; set; }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target, Tensor variance) => F.gaussian_nll_loss(input, target, variance, full, eps, reduction);
    }

    /// <summary>Pulls pairs of target 1 together and pushes those of target -1 apart, in angle.</summary>
    public sealed class CosineEmbeddingLoss : nn.Module<Tensor, Tensor, Tensor, Tensor>
    {
        internal CosineEmbeddingLoss(double margin = 0, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(CosineEmbeddingLoss))
        {
            this.margin = margin;
            this.reduction = reduction;
        }

        public double margin { get; set; }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input1, Tensor input2, Tensor target) => F.cosine_embedding_loss(input1, input2, target, margin, reduction);
    }

    /// <summary>Distances of target 1, and margins missed by those of target -1.</summary>
    public sealed class HingeEmbeddingLoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal HingeEmbeddingLoss(double margin = 1, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(HingeEmbeddingLoss))
        {
            this.margin = margin;
            this.reduction = reduction;
        }

        public double margin { get; set; }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.hinge_embedding_loss(input, target, margin, reduction);
    }

    /// <summary>Whether the first of two scores is larger (target 1) or smaller (-1) by a margin.</summary>
    public sealed class MarginRankingLoss : nn.Module<Tensor, Tensor, Tensor, Tensor>
    {
        internal MarginRankingLoss(double margin = 0, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(MarginRankingLoss))
        {
            this.margin = margin;
            this.reduction = reduction;
        }

        public double margin { get; set; }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input1, Tensor input2, Tensor target) => F.margin_ranking_loss(input1, input2, target, margin, reduction);
    }

    /// <summary>The hinge loss of many classes.</summary>
    public sealed class MultiMarginLoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal MultiMarginLoss(int p = 1, double margin = 1, Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(MultiMarginLoss))
        {
            this.p = p;
            this.margin = margin;
            this.weight = weight;
            this.reduction = reduction;
        }

        public int p { get; set; }
        public double margin { get; set; }
        public Tensor? weight
        {
            get => OwnBuffer(nameof(weight));
            set => SetBuffer(nameof(weight), value, persistent: true);
        }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.multi_margin_loss(input, target, p, margin, weight, reduction);
    }

    /// <summary>The hinge loss of many classes with several right ones.</summary>
    public sealed class MultiLabelMarginLoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal MultiLabelMarginLoss(nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(MultiLabelMarginLoss))
        {
            this.reduction = reduction;
        }

        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.multi_label_margin_loss(input, target, reduction);
    }

    /// <summary>Binary cross entropy of logits, averaged over labels.</summary>
    public sealed class MultiLabelSoftMarginLoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal MultiLabelSoftMarginLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(MultiLabelSoftMarginLoss))
        {
            this.weight = weight;
            this.reduction = reduction;
        }

        public Tensor? weight
        {
            get => OwnBuffer(nameof(weight));
            set => SetBuffer(nameof(weight), value, persistent: true);
        }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.multilabel_soft_margin_loss(input, target, weight, reduction);
    }

    /// <summary><c>log(1 + exp(-target input))</c></summary>
    public sealed class SoftMarginLoss : nn.Module<Tensor, Tensor, Tensor>
    {
        internal SoftMarginLoss(nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(SoftMarginLoss))
        {
            this.reduction = reduction;
        }

        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor input, Tensor target) => F.soft_margin_loss(input, target, reduction);
    }

    /// <summary>Whether the anchor is nearer to the positive than to the negative, by a margin.</summary>
    public sealed class TripletMarginLoss : nn.Module<Tensor, Tensor, Tensor, Tensor>
    {
        internal TripletMarginLoss(double margin = 1, long p = 2, double eps = 1e-06, bool swap = false, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(TripletMarginLoss))
        {
            this.margin = margin;
            this.p = p;
            this.eps = eps;
            this.swap = swap;
            this.reduction = reduction;
        }

        public double margin { get; set; }
        public long p { get; set; }
        public double eps { get; set; }
        public bool swap { get; set; }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative) => F.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction);
    }

    /// <summary>Connectionist temporal classification.</summary>
    public sealed class CTCLoss : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor>
    {
        internal CTCLoss(long blank = 0, bool zero_infinity = false, nn.Reduction reduction = nn.Reduction.Mean) : base(nameof(CTCLoss))
        {
            this.blank = blank;
            this.zero_infinity = zero_infinity;
            this.reduction = reduction;
        }

        public long blank { get; set; }
        public bool zero_infinity { get; set; }
        public nn.Reduction reduction { get; set; }

        public override Tensor forward(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths) => F.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, zero_infinity, reduction);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean, double label_smoothing = 0) => new(weight, ignore_index, reduction, label_smoothing);
            public static Modules.NLLLoss NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);
            public static Modules.BCELoss BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);
            public static Modules.BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) => new(weight, reduction, pos_weights);
            public static Modules.MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);
            public static Modules.L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);
            public static Modules.SmoothL1Loss SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1) => new(reduction, beta);
            public static Modules.HuberLoss HuberLoss(double delta = 1, Reduction reduction = Reduction.Mean) => new(delta, reduction);
            public static Modules.KLDivLoss KLDivLoss(bool log_target = true, Reduction reduction = Reduction.Mean) => new(log_target, reduction);
            public static Modules.PoissonNLLLoss PoissonNLLLoss(bool log_input = true, bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) => new(log_input, full, eps, reduction);
            public static Modules.GaussianNLLLoss GaussianNLLLoss(bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) => new(full, eps, reduction);
            public static Modules.CosineEmbeddingLoss CosineEmbeddingLoss(double margin = 0, Reduction reduction = Reduction.Mean) => new(margin, reduction);
            public static Modules.HingeEmbeddingLoss HingeEmbeddingLoss(double margin = 1, Reduction reduction = Reduction.Mean) => new(margin, reduction);
            public static Modules.MarginRankingLoss MarginRankingLoss(double margin = 0, Reduction reduction = Reduction.Mean) => new(margin, reduction);
            public static Modules.MultiMarginLoss MultiMarginLoss(int p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(p, margin, weight, reduction);
            public static Modules.MultiLabelMarginLoss MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);
            public static Modules.MultiLabelSoftMarginLoss MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);
            public static Modules.SoftMarginLoss SoftMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);
            public static Modules.TripletMarginLoss TripletMarginLoss(double margin = 1, long p = 2, double eps = 1e-06, bool swap = false, Reduction reduction = Reduction.Mean) => new(margin, p, eps, swap, reduction);
            public static Modules.CTCLoss CTCLoss(long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean) => new(blank, zero_infinity, reduction);
        }
    }
}
