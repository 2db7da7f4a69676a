using TorchSharp.Interop;

namespace TorchSharp;

// Reading and writing parts of a tensor: x[...], gather and scatter, masks.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params long[] indices]
        {
            get
            {
                var part = select(0, indices[0]);
                foreach (var i in indices.AsSpan(1))
                {
                    using var whole = part;
                    part = whole.select(0, i);
                }
                return part;
            }
            set => index_put_(value, Array.ConvertAll(indices, i => (TensorIndex)i));
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, positions) = Sliced(indices);
            if (positions is null) return view;
            using (view) return view.At(positions);
        }

        public Tensor index(params Tensor[] indices) => At(indices);

        private Tensor At(Tensor?[] indices) => Dispatcher.Call("aten::index.Tensor", this, Argument.OptionalTensors(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        /// <summary>Writes <paramref name="value"/>, broadcast, where <paramref name="indices"/> point. Repeated positions add up with <paramref name="accumulate"/>.</summary>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var (view, positions) = Sliced(indices);
            using (view)
            {
                if (positions is not null) view.Put(value, positions, accumulate);
                else if (accumulate) view.add_(value);
                else
                {
                    // numpy's rule, which copy_ lacks: leading dimensions of size one in the value do not count.
                    using var fitted = value.dim() > view.dim() ? value.reshape([.. value.shape.SkipWhile((s, i) => s == 1 && i < value.dim() - view.dim())]) : value.alias();
                    view.copy_(fitted);
                }
            }
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => Put(value, indices, false);
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) => Put(value, indices, accumulate);
        public Tensor index_put_(Scalar value, params TensorIndex[] indices) => index_put_((Tensor)value, indices, false);
        public Tensor index_put_(Scalar value, params Tensor[] indices) => Put((Tensor)value, indices, false);

        private Tensor Put(Tensor value, Tensor?[] indices, bool accumulate)
        {
            // A plain number takes the type of what it is written to; libtorch refuses other mixtures of types.
            using var fitted = value.dim() == 0 ? value.to(dtype, device) : value.alias();
            return Dispatcher.CallInPlace(this, "aten::index_put_", this, Argument.OptionalTensors(indices), fitted, accumulate);
        }

        /// <summary>The view that positions, slices and new dimensions make, and the tensors that remain to index it with.</summary>
        private (Tensor View, Tensor?[]? Positions) Sliced(TensorIndex[] indices)
        {
            var indexed = indices.Sum(i => i.Of switch
            {
                TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
                TensorIndex.Kind.Tensor when i.Positions!.dtype is ScalarType.Bool => i.Positions.dim(),
                TensorIndex.Kind.Tensor => 1,
                _ => 0L,
            });
            var rank = this.dim();
            if (indexed > rank) throw new ArgumentException($"{indexed} indices are too many for a tensor of {rank} dimensions.");
            if (indices.Count(i => i.Of == TensorIndex.Kind.Ellipsis) > 1) throw new ArgumentException("An index can hold one ellipsis only.");

            var view = alias();
            var positions = new List<Tensor?>();
            var any = false;
            var dim = 0L;
            foreach (var index in indices)
            {
                switch (index.Of)
                {
                    case TensorIndex.Kind.Ellipsis:
                        for (var skip = rank - indexed; skip > 0; skip--, dim++) positions.Add(null);
                        break;
                    case TensorIndex.Kind.Single:
                        Replace(ref view, view.select(dim, index.Start!.Value));
                        break;
                    case TensorIndex.Kind.Slice:
                        if (index is not { Start: null, Stop: null, Step: null })
                            Replace(ref view, Dispatcher.Call("aten::slice.Tensor", view, dim, index.Start, index.Stop, index.Step ?? 1));
                        positions.Add(null);
                        dim++;
                        break;
                    case TensorIndex.Kind.None:
                        Replace(ref view, view.unsqueeze(dim++));
                        positions.Add(null);
                        break;
                    case TensorIndex.Kind.Bool:
                        Replace(ref view, view.unsqueeze(dim++));
                        positions.Add(full([1], index.Start!.Value, ScalarType.Bool, device));
                        any = true;
                        break;
                    default:
                        // A mask of k dimensions is one entry in libtorch's list but covers k dimensions of the view.
                        positions.Add(index.Positions);
                        dim += index.Positions!.dtype is ScalarType.Bool ? index.Positions.dim() : 1;
                        any = true;
                        break;
                }
            }
            return (view, any ? [.. positions] : null);
        }

        private static void Replace(ref Tensor old, Tensor next)
        {
            old.Dispose();
            old = next;
        }

        public Tensor index_select(long dim, Tensor index) => Dispatcher.Call("aten::index_select", this, dim, index);
        public Tensor gather(long dim, Tensor index) => Dispatcher.Call("aten::gather", this, dim, index);
        public Tensor take(Tensor index) => Dispatcher.Call("aten::take", this, index);
        public Tensor take_along_dim(Tensor indices) => Dispatcher.Call("aten::take_along_dim", this, indices);
        public Tensor take_along_dim(Tensor indices, long dim) => Dispatcher.Call("aten::take_along_dim", this, indices, dim);
        public Tensor masked_select(Tensor mask) => Dispatcher.Call("aten::masked_select", this, mask);
        public Tensor nonzero() => Dispatcher.Call("aten::nonzero", this);
        /// <summary>The positions of nonzero elements, one tensor a dimension.</summary>
        public IList<Tensor> nonzero_as_list() => torch.where(this != 0);
        public Tensor argwhere() => Dispatcher.Call("aten::argwhere", this);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Dispatcher.Call("aten::scatter.src", this, dim, index, src);
        public Tensor scatter(long dim, Tensor index, Scalar value) => Dispatcher.Call("aten::scatter.value", this, dim, index, value);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => Dispatcher.CallInPlace(this, "aten::scatter_.src", this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Scalar value) => Dispatcher.CallInPlace(this, "aten::scatter_.value", this, dim, index, value);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Dispatcher.Call("aten::scatter_add", this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Dispatcher.CallInPlace(this, "aten::scatter_add_", this, dim, index, src);
        /// <summary>Reduces into each position what is scattered there: <c>sum</c>, <c>prod</c>, <c>mean</c>, <c>amax</c> or <c>amin</c>. TorchSharp lacks it.</summary>
        public Tensor scatter_reduce(long dim, Tensor index, Tensor src, string reduce, bool include_self = true) => Dispatcher.Call("aten::scatter_reduce.two", this, dim, index, src, reduce, include_self);
        public Tensor scatter_reduce_(long dim, Tensor index, Tensor src, string reduce, bool include_self = true) => Dispatcher.CallInPlace(this, "aten::scatter_reduce_.two", this, dim, index, src, reduce, include_self);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Dispatcher.Call("aten::index_add", this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => Dispatcher.CallInPlace(this, "aten::index_add_", this, dim, index, source, alpha);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => Dispatcher.Call("aten::index_copy", this, dim, index, source);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Dispatcher.CallInPlace(this, "aten::index_copy_", this, dim, index, source);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => Dispatcher.Call("aten::index_fill.int_Scalar", this, dim, index, value);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => Dispatcher.CallInPlace(this, "aten::index_fill_.int_Scalar", this, dim, index, value);
        public Tensor masked_fill(Tensor mask, Scalar value) => Dispatcher.Call("aten::masked_fill.Scalar", this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => Dispatcher.CallInPlace(this, "aten::masked_fill_.Scalar", this, mask, value);
        public Tensor masked_scatter(Tensor mask, Tensor value) => Dispatcher.Call("aten::masked_scatter", this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => Dispatcher.CallInPlace(this, "aten::masked_scatter_", this, mask, value);
        public Tensor select_scatter(Tensor src, long dim, long index) => Dispatcher.Call("aten::select_scatter", this, src, dim, index);
        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) => Dispatcher.Call("aten::slice_scatter", this, src, dim, start, end, step);
        public Tensor diagonal_scatter(Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) => Dispatcher.Call("aten::diagonal_scatter", this, src, offset, dim1, dim2);
    }

    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);
    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);
    public static Tensor take(Tensor input, Tensor index) => input.take(index);
    public static Tensor take_along_dim(Tensor input, Tensor indices, long dim = 0) => input.take_along_dim(indices, dim);
    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);
    public static Tensor masked_fill(Tensor input, Tensor mask, Scalar value) => input.masked_fill(mask, value);
    public static Tensor nonzero(Tensor input) => input.nonzero();
    public static Tensor argwhere(Tensor input) => input.argwhere();
    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) => input.scatter(dim, index, src);
    public static Tensor scatter_(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_(dim, index, src);
    public static Tensor scatter_add(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_add(dim, index, src);
    public static Tensor scatter_add_(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_add_(dim, index, src);
    public static Tensor scatter_reduce(Tensor input, long dim, Tensor index, Tensor src, string reduce, bool include_self = true) => input.scatter_reduce(dim, index, src, reduce, include_self);
    public static Tensor index_add(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) => input.index_add(dim, index, source, alpha);
    public static Tensor index_copy(Tensor input, long dim, Tensor index, Tensor source) => input.index_copy(dim, index, source);
    public static Tensor select_scatter(Tensor input, Tensor src, long dim, long index) => input.select_scatter(src, dim, index);
    public static Tensor slice_scatter(Tensor input, Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) => input.slice_scatter(src, dim, start, end, step);
    public static Tensor diagonal_scatter(Tensor input, Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) => input.diagonal_scatter(src, offset, dim1, dim2);
}
