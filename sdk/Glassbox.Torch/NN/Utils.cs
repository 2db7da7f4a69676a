using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales the gradients down so that their norm together is at most <paramref name="max_norm"/>.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Tensor> parameters, double max_norm, double norm_type = 2)
            {
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                var gradients = parameters.Select(p => p.grad).OfType<Tensor>().ToArray();
                if (gradients.Length == 0) return 0;
                var device = gradients[0].device;
                var norm = linalg.vector_norm(stack(gradients.Select(g => linalg.vector_norm(g, norm_type).to(device))), norm_type);
                var scale = (max_norm / (norm + 1e-6)).clamp(max: 1);
                foreach (var g in gradients) g.mul_(scale.to(g.device));
                return norm.ToDouble();
            }

            /// <summary>Clamps every gradient to within <paramref name="clip_value"/> of zero.</summary>
            public static void clip_grad_value_(IEnumerable<Tensor> parameters, double clip_value)
            {
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                foreach (var g in parameters.Select(p => p.grad).OfType<Tensor>()) g.clamp_(-clip_value, clip_value);
            }

            /// <summary>All parameters one after the other, as a vector.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Tensor> parameters)
            {
                using var scope = NewDisposeScope();
                return cat(parameters.Select(p => p.reshape(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            /// <summary>Writes a vector's elements into the parameters, one after the other.</summary>
            /// <exception cref="ArgumentException">The vector is not as long as the parameters together.</exception>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Tensor> parameters)
            {
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                var all = parameters.ToArray();
                if (all.Sum(p => p.numel()) != vec.numel()) throw new ArgumentException($"The vector has {vec.numel()} elements, the parameters {all.Sum(p => p.numel())}.", nameof(vec));
                var at = 0L;
                foreach (var p in all)
                {
                    p.copy_(vec.narrow(0, at, p.numel()).view_as(p));
                    at += p.numel();
                }
            }

            /// <summary>The weight and bias of the convolution that does what a convolution and the batch norm after it do in evaluation.</summary>
            public static (Parameter weight, Parameter bias) fuse_conv_bn_weights(Tensor conv_w, Tensor? conv_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor? bn_w, Tensor? bn_b, bool transpose = false) =>
                Fused(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, outputs: transpose ? 1 : 0);

            public static (Parameter weight, Parameter bias) fuse_linear_bn_weights(Tensor linear_w, Tensor? linear_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor? bn_w, Tensor? bn_b) =>
                Fused(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, outputs: 0);

            private static (Parameter, Parameter) Fused(Tensor weight, Tensor? bias, Tensor mean, Tensor variance, double eps, Tensor? gamma, Tensor? beta, int outputs)
            {
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                var scale = (variance + eps).rsqrt();
                if (gamma is not null) scale *= gamma;
                var shape = weight.shape.Select((s, d) => d == outputs ? s : 1).ToArray();
                var shift = (bias is null ? -mean : bias - mean) * scale;
                if (beta is not null) shift += beta;
                return scope.MoveToOuter(new Parameter(weight * scale.reshape(shape)), new Parameter(shift));
            }
        }
    }
}
