using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What becomes of a batch's losses.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static partial class functional
        {
            /// <summary>From logits [N, C, ..] and class indices [N, ..] (Int64), or class probabilities of the logits' shape.</summary>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0) =>
                Dispatcher.Call("aten::cross_entropy_loss", input, target, weight, (long)reduction, ignore_index, label_smoothing);
            /// <summary>From log-probabilities [N, C, ..] and class indices [N, ..] (Int64).</summary>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Dispatcher.Call("aten::nll_loss_nd", input, target, weight, (long)reduction);
            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Dispatcher.Call("aten::binary_cross_entropy", input, target, weight, (long)reduction);
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                Dispatcher.Call("aten::binary_cross_entropy_with_logits", input, target, weight, pos_weights, (long)reduction);
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => Dispatcher.Call("aten::mse_loss", input, target, (long)reduction);
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => Dispatcher.Call("aten::l1_loss", input, target, (long)reduction);
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) => Dispatcher.Call("aten::smooth_l1_loss", input, target, (long)reduction, beta);
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean) => Dispatcher.Call("aten::huber_loss", input, target, (long)reduction, delta);
            /// <summary>The divergence of a target distribution from log-probabilities. As in TorchSharp, the target is in logarithms unless said; and Mean is over elements.</summary>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) => Dispatcher.Call("aten::kl_div", input, target, (long)reduction, log_target);
            public static Tensor poisson_nll_loss(Tensor input, Tensor target, bool log_input = true, bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) =>
                Dispatcher.Call("aten::poisson_nll_loss", input, target, log_input, full, (double)eps, (long)reduction);
            public static Tensor cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean) =>
                Dispatcher.Call("aten::cosine_embedding_loss", input1, input2, target, margin, (long)reduction);
            public static Tensor hinge_embedding_loss(Tensor input, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean) =>
                Dispatcher.Call("aten::hinge_embedding_loss", input, target, margin, (long)reduction);
            public static Tensor margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean) =>
                Dispatcher.Call("aten::margin_ranking_loss", input1, input2, target, margin, (long)reduction);
            public static Tensor multi_margin_loss(Tensor input, Tensor target, int p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Dispatcher.Call("aten::multi_margin_loss", input, target, p, (Scalar)margin, weight, (long)reduction);
            public static Tensor multi_label_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => Dispatcher.Call("aten::multilabel_margin_loss", input, target, (long)reduction);
            public static Tensor multilabel_soft_margin_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var each = -(target * input.log_sigmoid() + (1 - target) * input.neg().log_sigmoid());
                return Reduced((weight is null ? each : each * weight).mean(-1), reduction).MoveToOuterDisposeScope();
            }

            public static Tensor soft_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => Dispatcher.Call("aten::soft_margin_loss", input, target, (long)reduction);
            public static Tensor triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, double margin = 1, long p = 2, double eps = 1e-06, bool swap = false, Reduction reduction = Reduction.Mean) =>
                Dispatcher.Call("aten::triplet_margin_loss", anchor, positive, negative, margin, (double)p, eps, swap, (long)reduction);
            public static Tensor ctc_loss(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean) =>
                Dispatcher.Call("aten::ctc_loss.Tensor", log_probs, targets, input_lengths, target_lengths, blank, (long)reduction, zero_infinity);

            /// <summary><c>(log variance + (input - target)^2 / variance) / 2</c>, variances below <paramref name="eps"/> counted as it; <paramref name="full"/> adds <c>log(2 pi) / 2</c>.</summary>
            public static Tensor gaussian_nll_loss(Tensor input, Tensor target, Tensor variance, bool full = false, float eps = 1e-6f, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                // The clamped values take part as if given: gradients reach the variance even where it was clamped.
                var safe = variance.clone();
                using (no_grad()) safe.clamp_min_(eps);
                var each = (safe.log() + (input - target).square() / safe) * 0.5;
                return Reduced(full ? each + 0.5 * Math.Log(2 * Math.PI) : each, reduction).MoveToOuterDisposeScope();
            }

            private static Tensor Reduced(Tensor each, Reduction reduction) => reduction switch
            {
                Reduction.Mean => each.mean(),
                Reduction.Sum => each.sum(),
                _ => each,
            };
        }
    }
}
