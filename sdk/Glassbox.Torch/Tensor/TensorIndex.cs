namespace TorchSharp;

public static partial class torch
{
    /// <summary>One entry of <c>x[...]</c>: a position, a slice, an ellipsis, a new dimension, a bool or a tensor of positions.</summary>
    public sealed class TensorIndex
    {
        internal enum Kind { Ellipsis, None, Single, Slice, Bool, Tensor }

        internal readonly Kind Of;
        internal readonly long? Start;
        internal readonly long? Stop;
        internal readonly long? Step;
        internal readonly Tensor? Positions;

        private TensorIndex(Kind kind, long? start = null, long? stop = null, long? step = null, Tensor? positions = null) =>
            (Of, Start, Stop, Step, Positions) = (kind, start, stop, step, positions);

        /// <summary>As many whole dimensions as are not indexed otherwise.</summary>
        public static TensorIndex Ellipsis { get; } = new(Kind.Ellipsis);
        /// <summary>A new dimension of size one.</summary>
        public static TensorIndex None { get; } = new(Kind.None);
        public static TensorIndex Null => None;
        /// <summary>One whole dimension.</summary>
        public static TensorIndex Colon { get; } = new(Kind.Slice);

        public static TensorIndex Single(long? index) => index is { } i ? new(Kind.Single, i) : None;
        /// <summary>Positions from <paramref name="start"/> (inclusive) to <paramref name="stop"/> (exclusive); negative ones count from the end.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            step is null or > 0
                ? new(Kind.Slice, start, stop, step)
                : throw new ArgumentOutOfRangeException(nameof(step), $"A slice's step must be positive, not {step}; flip the tensor to go backwards.");
        public static TensorIndex Slice(Range range) => range;
        public static TensorIndex Bool(bool value) => new(Kind.Bool, value ? 1 : 0);
        /// <summary>Positions along a dimension (integers), or a mask over one or more dimensions (bool).</summary>
        public static TensorIndex Tensor(Tensor tensor) => new(Kind.Tensor, positions: tensor);

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex(Index value) =>
            value is { IsFromEnd: true, Value: 0 } ? throw new ArgumentOutOfRangeException(nameof(value), "^0 is one past the end; the last position is ^1.") : Single(FromStart(value));
        public static implicit operator TensorIndex(Range range) => new(Kind.Slice,
            range.Start is { IsFromEnd: true, Value: 0 } ? long.MaxValue : FromStart(range.Start),
            range.End is { IsFromEnd: true, Value: 0 } ? null : FromStart(range.End));
        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range.start, range.end);

        private static long FromStart(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
