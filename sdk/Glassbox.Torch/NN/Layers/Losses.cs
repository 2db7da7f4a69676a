using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>How far outputs are from targets: each sample's loss, or their mean or sum.</summary>
    public abstract class Loss<T1, T2, TResult> : nn.Module<T1, T2, TResult>
    {
        private protected Loss(string name, nn.Reduction reduction) : base(name) => this.reduction = reduction;

        public nn.Reduction reduction { get; }
    }

    /// <summary>A loss of three inputs.</summary>
    public abstract class Loss<T1, T2, T3, TResult> : nn.Module<T1, T2, T3, TResult>
    {
        private protected Loss(string name, nn.Reduction reduction) : base(name) => this.reduction = reduction;

        public nn.Reduction reduction { get; }
    }

    /// <summary>A loss of four inputs.</summary>
    public abstract class Loss<T1, T2, T3, T4, TResult> : nn.Module<T1, T2, T3, T4, TResult>
    {
        private protected Loss(string name, nn.Reduction reduction) : base(name) => this.reduction = reduction;

        public nn.Reduction reduction { get; }
    }

    /// <summary>A loss whose classes or elements have weights, kept as a buffer.</summary>
    public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
    {
        private protected WeightedLoss(string name, Tensor? weight, nn.Reduction reduction) : base(name, reduction) => this.weight = weight;

        public Tensor? weight
        {
            get => OwnBuffer(nameof(weight));
            set => SetBuffer(nameof(weight), value);
        }
    }

    /// <summary>From logits [N, C, ..] and class indices [N, ..] or probabilities.</summary>
    public sealed class CrossEntropyLoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        internal CrossEntropyLoss(Tensor? weight, long? ignore_index, nn.Reduction reduction, double label_smoothing) : base(nameof(CrossEntropyLoss), weight, reduction) => (this.ignore_index, this.label_smoothing) = (ignore_index, label_smoothing);

        public long? ignore_index { get; }
        public double label_smoothing { get; }

        public override Tensor forward(Tensor input, Tensor target) => F.cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing);
    }

    /// <summary>From log-probabilities [N, C, ..] and class indices [N, ..].</summary>
    public sealed class NLLLoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        internal NLLLoss(Tensor? weight, nn.Reduction reduction) : base(nameof(NLLLoss), weight, reduction) { }

        public override Tensor forward(Tensor input, Tensor target) => F.nll_loss(input, target, weight, reduction);
    }

    /// <summary>Binary cross entropy of probabilities.</summary>
    public sealed class BCELoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        internal BCELoss(Tensor? weight, nn.Reduction reduction) : base(nameof(BCELoss), weight, reduction) { }

        public override Tensor forward(Tensor input, Tensor target) => F.binary_cross_entropy(input, target, weight, reduction);
    }

    /// <summary>Binary cross entropy of logits.</summary>
    public sealed class BCEWithLogitsLoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        internal BCEWithLogitsLoss(Tensor? weight, nn.Reduction reduction, Tensor? pos_weights) : base(nameof(BCEWithLogitsLoss), weight, reduction) => this.pos_weights = pos_weights;

        public Tensor? pos_weights
        {
            get => OwnBuffer(nameof(pos_weights));
            set => SetBuffer(nameof(pos_weights), value);
        }

        public override Tensor forward(Tensor input, Tensor target) => F.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weights);
    }

    /// <summary>Squared differences.</summary>
    public sealed class MSELoss : Loss<Tensor, Tensor, Tensor>
    {
        internal MSELoss(nn.Reduction reduction) : base(nameof(MSELoss), reduction) { }

        public override Tensor forward(Tensor input, Tensor target) => F.mse_loss(input, target, reduction);
    }

    /// <summary>Absolute differences.</summary>
    public sealed class L1Loss : Loss<Tensor, Tensor, Tensor>
    {
        internal L1Loss(nn.Reduction reduction) : base(nameof(L1Loss), reduction) { }

        public override Tensor forward(Tensor input, Tensor target) => F.l1_loss(input, target, reduction);
    }

    /// <summary>Squared below beta, absolute above.</summary>
    public sealed class SmoothL1Loss : Loss<Tensor, Tensor, Tensor>
    {
        internal SmoothL1Loss(nn.Reduction reduction, double beta) : base(nameof(SmoothL1Loss), reduction) => this.beta = beta;

        public double beta { get; }

        public override Tensor forward(Tensor input, Tensor target) => F.smooth_l1_loss(input, target, reduction, beta);
    }

    /// <summary>Squared below delta, linear above.</summary>
    public sealed class HuberLoss : Loss<Tensor, Tensor, Tensor>
    {
        internal HuberLoss(double delta, nn.Reduction reduction) : base(nameof(HuberLoss), reduction) => this.delta = delta;

        public double delta { get; }

        public override Tensor forward(Tensor input, Tensor target) => F.huber_loss(input, target, delta, reduction);
    }

    /// <summary>Kullback-Leibler divergence from log-probabilities; the target is in logarithms unless said.</summary>
    public sealed class KLDivLoss : Loss<Tensor, Tensor, Tensor>
    {
        internal KLDivLoss(bool log_target, nn.Reduction reduction) : base(nameof(KLDivLoss), reduction) => this.log_target = log_target;

        public bool log_target { get; }

        public override Tensor forward(Tensor input, Tensor target) => F.kl_div(input, target, log_target, reduction);
    }

    /// <summary>Negative log-likelihood of Poisson counts.</summary>
    public sealed class PoissonNLLLoss : Loss<Tensor, Tensor, Tensor>
    {
        internal PoissonNLLLoss(bool log_input, bool full, float eps, nn.Reduction reduction) : base(nameof(PoissonNLLLoss), reduction) => (this.log_input, this.full, this.eps) = (log_input, full, eps);

        public bool log_input { get; }
        public bool full { get; }
        public float eps { get; }

        public override Tensor forward(Tensor input, Tensor target) => F.poisson_nll_loss(input, target, log_input, full, eps, reduction);
    }

    /// <summary>Negative log-likelihood of normal draws.</summary>
    public sealed class GaussianNLLLoss : Loss<Tensor, Tensor, Tensor, Tensor>
    {
        internal GaussianNLLLoss(bool full, float eps, nn.Reduction reduction) : base(nameof(GaussianNLLLoss), reduction) => (this.full, this.eps) = (full, eps);

        public bool full { get; }
        public float eps { get; }

        public override Tensor forward(Tensor input, Tensor target, Tensor variance) => F.gaussian_nll_loss(input, target, variance, full, eps, reduction);
    }

    /// <summary>Pulls pairs of target 1 together and pushes those of target -1 apart, in angle.</summary>
    public sealed class CosineEmbeddingLoss : Loss<Tensor, Tensor, Tensor, Tensor>
    {
        internal CosineEmbeddingLoss(double margin, nn.Reduction reduction) : base(nameof(CosineEmbeddingLoss), reduction) => this.margin = margin;

        public double margin { get; }

        public override Tensor forward(Tensor input1, Tensor input2, Tensor target) => F.cosine_embedding_loss(input1, input2, target, margin, reduction);
    }

    /// <summary>Distances of target 1, and margins missed by those of target -1.</summary>
    public sealed class HingeEmbeddingLoss : Loss<Tensor, Tensor, Tensor>
    {
        internal HingeEmbeddingLoss(double margin, nn.Reduction reduction) : base(nameof(HingeEmbeddingLoss), reduction) => this.margin = margin;

        public double margin { get; }

        public override Tensor forward(Tensor input, Tensor target) => F.hinge_embedding_loss(input, target, margin, reduction);
    }

    /// <summary>Whether the first of two scores is larger (target 1) or smaller (-1) by a margin.</summary>
    public sealed class MarginRankingLoss : Loss<Tensor, Tensor, Tensor, Tensor>
    {
        internal MarginRankingLoss(double margin, nn.Reduction reduction) : base(nameof(MarginRankingLoss), reduction) => this.margin = margin;

        public double margin { get; }

        public override Tensor forward(Tensor input1, Tensor input2, Tensor target) => F.margin_ranking_loss(input1, input2, target, margin, reduction);
    }

    /// <summary>The hinge loss of many classes.</summary>
    public sealed class MultiMarginLoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        internal MultiMarginLoss(int p, double margin, Tensor? weight, nn.Reduction reduction) : base(nameof(MultiMarginLoss), weight, reduction) => (this.p, this.margin) = (p, margin);

        public int p { get; }
        public double margin { get; }

        public override Tensor forward(Tensor input, Tensor target) => F.multi_margin_loss(input, target, p, margin, weight, reduction);
    }

    /// <summary>The hinge loss of many classes with several right ones.</summary>
    public sealed class MultiLabelMarginLoss : Loss<Tensor, Tensor, Tensor>
    {
        internal MultiLabelMarginLoss(nn.Reduction reduction) : base(nameof(MultiLabelMarginLoss), reduction) { }

        public override Tensor forward(Tensor input, Tensor target) => F.multi_label_margin_loss(input, target, reduction);
    }

    /// <summary>Binary cross entropy of logits, averaged over labels.</summary>
    public sealed class MultiLabelSoftMarginLoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        internal MultiLabelSoftMarginLoss(Tensor? weight, nn.Reduction reduction) : base(nameof(MultiLabelSoftMarginLoss), weight, reduction) { }

        public override Tensor forward(Tensor input, Tensor target) => F.multilabel_soft_margin_loss(input, target, weight, reduction);
    }

    /// <summary><c>log(1 + exp(-target input))</c></summary>
    public sealed class SoftMarginLoss : Loss<Tensor, Tensor, Tensor>
    {
        internal SoftMarginLoss(nn.Reduction reduction) : base(nameof(SoftMarginLoss), reduction) { }

        public override Tensor forward(Tensor input, Tensor target) => F.soft_margin_loss(input, target, reduction);
    }

    /// <summary>Whether the anchor is nearer to the positive than to the negative, by a margin.</summary>
    public sealed class TripletMarginLoss : Loss<Tensor, Tensor, Tensor, Tensor>
    {
        internal TripletMarginLoss(double margin, long p, double eps, bool swap, nn.Reduction reduction) : base(nameof(TripletMarginLoss), reduction) => (this.margin, this.p, this.eps, this.swap) = (margin, p, eps, swap);

        public double margin { get; }
        public long p { get; }
        public double eps { get; }
        public bool swap { get; }

        public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative) => F.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction);
    }

    /// <summary>Connectionist temporal classification.</summary>
    public sealed class CTCLoss : Loss<Tensor, Tensor, Tensor, Tensor, Tensor>
    {
        internal CTCLoss(long blank, bool zero_infinity, nn.Reduction reduction) : base(nameof(CTCLoss), reduction) => (this.blank, this.zero_infinity) = (blank, zero_infinity);

        public long blank { get; }
        public bool zero_infinity { get; }

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
