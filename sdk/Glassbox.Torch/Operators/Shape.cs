using TorchSharp.Interop;

namespace TorchSharp;

// Views and rearrangements: the same elements in another shape or order.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor reshape(params long[] shape) => Dispatcher.Call("aten::reshape", this, shape);
        public Tensor reshape(ReadOnlySpan<long> shape) => reshape(shape.ToArray());
        public Tensor view(params long[] shape) => Dispatcher.Call("aten::view", this, shape);
        public Tensor view(ReadOnlySpan<long> shape) => view(shape.ToArray());
        /// <summary>The same bytes read as another type.</summary>
        public Tensor view(ScalarType dtype) => Dispatcher.Call("aten::view.dtype", this, dtype);
        public Tensor view_as(Tensor other) => Dispatcher.Call("aten::view_as", this, other);
        public Tensor reshape_as(Tensor other) => Dispatcher.Call("aten::reshape_as", this, other);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Dispatcher.Call("aten::flatten.using_ints", this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes)
        {
            var rank = this.dim();
            var at = dim < 0 ? dim + rank : dim;
            if (at < 0 || at >= rank) throw new ArgumentOutOfRangeException(nameof(dim), $"unflatten: dimension {dim} is out of range for a tensor of {rank} dimensions.");
            var old = shape;
            return reshape([.. old[..(int)at], .. Inferred(sizes, old[at]), .. old[((int)at + 1)..]]);
        }

        // A -1 among the sizes must be worked out here: reshape would take it for the whole tensor's one free size.
        private static long[] Inferred(long[] sizes, long total)
        {
            var free = Array.IndexOf(sizes, -1L);
            var known = sizes.Where(s => s != -1).Aggregate(1L, (a, b) => a * b);
            if (free < 0 ? known == total : known > 0 && total % known == 0 && sizes.Count(s => s == -1) == 1)
                return free < 0 ? sizes : [.. sizes[..free], total / known, .. sizes[(free + 1)..]];
            throw new ArgumentException($"unflatten: sizes [{string.Join(", ", sizes)}] do not multiply to {total}.");
        }

        public Tensor squeeze(long? dim = null) => dim is { } d ? Dispatcher.Call("aten::squeeze.dim", this, d) : Dispatcher.Call("aten::squeeze", this);
        public Tensor squeeze_(long? dim = null) => dim is { } d ? Dispatcher.CallInPlace(this, "aten::squeeze_.dim", this, d) : Dispatcher.CallInPlace(this, "aten::squeeze_", this);
        public Tensor unsqueeze(long dim) => Dispatcher.Call("aten::unsqueeze", this, dim);
        public Tensor unsqueeze_(long dim) => Dispatcher.CallInPlace(this, "aten::unsqueeze_", this, dim);
        public Tensor ravel() => Dispatcher.Call("aten::ravel", this);
        public Tensor atleast_1d() => Dispatcher.Call("aten::atleast_1d", this);
        public Tensor atleast_2d() => Dispatcher.Call("aten::atleast_2d", this);
        public Tensor atleast_3d() => Dispatcher.Call("aten::atleast_3d", this);

        public Tensor t() => Dispatcher.Call("aten::t", this);
        public Tensor T => Dispatcher.Call("aten::numpy_T", this);
        public Tensor mT => Dispatcher.Call("aten::mT", this);
        public Tensor H => Dispatcher.Call("aten::matrix_H", this);
        public Tensor mH => Dispatcher.Call("aten::mH", this);
        public Tensor adjoint() => Dispatcher.Call("aten::adjoint", this);
        public Tensor transpose(long dim0, long dim1) => Dispatcher.Call("aten::transpose.int", this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => Dispatcher.CallInPlace(this, "aten::transpose_", this, dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor permute(params long[] permutation) => Dispatcher.Call("aten::permute", this, permutation);
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());
        public Tensor movedim(long source, long destination) => Dispatcher.Call("aten::movedim.int", this, source, destination);
        public Tensor movedim(long[] source, long[] destination) => Dispatcher.Call("aten::movedim.intlist", this, source, destination);
        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);

        public Tensor expand(params long[] sizes) => expand(sizes, false);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Dispatcher.Call("aten::expand", this, sizes, isImplicit);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => expand(sizes.ToArray(), isImplicit);
        public Tensor expand_as(Tensor other) => Dispatcher.Call("aten::expand_as", this, other);
        public Tensor broadcast_to(params long[] shape) => Dispatcher.Call("aten::broadcast_to", this, shape);
        public Tensor repeat(params long[] sizes) => Dispatcher.Call("aten::repeat", this, sizes);
        public Tensor tile(params long[] reps) => Dispatcher.Call("aten::tile", this, reps);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) => Dispatcher.Call("aten::repeat_interleave.self_int", this, repeats, dim, output_size);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) => Dispatcher.Call("aten::repeat_interleave.self_Tensor", this, repeats, dim, output_size);

        public Tensor flip(params long[] dims) => Dispatcher.Call("aten::flip", this, dims);
        public Tensor fliplr() => Dispatcher.Call("aten::fliplr", this);
        public Tensor flipud() => Dispatcher.Call("aten::flipud", this);
        /// <summary>Shifts elements around; without <paramref name="dims"/> the tensor is rolled as if flat.</summary>
        public Tensor roll(long shifts, long? dims = null) => roll([shifts], dims is { } d ? [d] : []);
        public Tensor roll(long[] shifts, long[] dims) => Dispatcher.Call("aten::roll", this, shifts, dims);
        public Tensor roll(long[] shifts) => roll(shifts, []);
        public Tensor roll((long, long) shifts, (long, long) dims) => roll([shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);
        public Tensor rot90(long k = 1, (long, long)? dims = null) => Dispatcher.Call("aten::rot90", this, k, new[] { dims?.Item1 ?? 0, dims?.Item2 ?? 1 });
        public Tensor channel_shuffle(long groups) => Dispatcher.Call("aten::channel_shuffle", this, groups);

        /// <summary>Windows of <paramref name="size"/> every <paramref name="step"/> along a dimension; the window becomes the last dimension.</summary>
        public Tensor unfold(long dimension, long size, long step) => Dispatcher.Call("aten::unfold", this, dimension, size, step);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => Dispatcher.Call("aten::as_strided", this, size, strides, storageOffset);
        public Tensor narrow(long dim, long start, long length) => Dispatcher.Call("aten::narrow", this, dim, start, length);
        public Tensor slice(long dim, long start, long finish, long step) => Dispatcher.Call("aten::slice.Tensor", this, dim, start, finish, step);
        public Tensor select(long dim, long index) => Dispatcher.Call("aten::select.int", this, dim, index);

        public Tensor[] unbind(long dimension = 0) => Dispatcher.CallList("aten::unbind.int", this, dimension);
        public Tensor[] chunk(long chunks, long dim = 0) => Dispatcher.CallList("aten::chunk", this, chunks, dim);
        public Tensor[] split(long size, long dim = 0) => Dispatcher.CallList("aten::split.Tensor", this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Dispatcher.CallList("aten::split_with_sizes", this, sizes, dim);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => split(sizes.ToArray(), dim);
        public Tensor[] tensor_split(long size, long dim = 0) => Dispatcher.CallList("aten::tensor_split.sections", this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Dispatcher.CallList("aten::tensor_split.indices", this, sizes, dim);
        public Tensor[] hsplit(long size) => Dispatcher.CallList("aten::hsplit.int", this, size);
        public Tensor[] hsplit(params long[] sizes) => Dispatcher.CallList("aten::hsplit.array", this, sizes);
        public Tensor[] vsplit(long size) => Dispatcher.CallList("aten::vsplit.int", this, size);
        public Tensor[] vsplit(params long[] sizes) => Dispatcher.CallList("aten::vsplit.array", this, sizes);
        public Tensor[] dsplit(long size) => Dispatcher.CallList("aten::dsplit.int", this, size);
        public Tensor[] dsplit(params long[] sizes) => Dispatcher.CallList("aten::dsplit.array", this, sizes);

        public Tensor diag(long diagonal = 0) => Dispatcher.Call("aten::diag", this, diagonal);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Dispatcher.Call("aten::diagonal", this, offset, dim1, dim2);
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Dispatcher.Call("aten::diag_embed", this, offset, dim1, dim2);
        public Tensor diagflat(long offset = 0) => Dispatcher.Call("aten::diagflat", this, offset);
        public Tensor tril(long diagonal = 0) => Dispatcher.Call("aten::tril", this, diagonal);
        public Tensor tril_(long diagonal = 0) => Dispatcher.CallInPlace(this, "aten::tril_", this, diagonal);
        public Tensor triu(long diagonal = 0) => Dispatcher.Call("aten::triu", this, diagonal);
        public Tensor triu_(long diagonal = 0) => Dispatcher.CallInPlace(this, "aten::triu_", this, diagonal);

        /// <summary>The real part, as a view.</summary>
        public Tensor real => Dispatcher.Call("aten::real", this);
        /// <summary>The imaginary part of a complex tensor, as a view.</summary>
        public Tensor imag => Dispatcher.Call("aten::imag", this);
        public Tensor conj() => Dispatcher.Call("aten::conj", this);
        public Tensor resolve_conj() => Dispatcher.Call("aten::resolve_conj", this);
        public Tensor view_as_real() => Dispatcher.Call("aten::view_as_real", this);
        public Tensor view_as_complex() => Dispatcher.Call("aten::view_as_complex", this);
    }

    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);
    public static Tensor unflatten(Tensor input, long dim, params long[] sizes) => input.unflatten(dim, sizes);
    public static Tensor squeeze(Tensor input, long? dim = null) => input.squeeze(dim);
    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);
    public static Tensor unsqueeze_(Tensor input, long dim) => input.unsqueeze_(dim);
    public static Tensor ravel(Tensor input) => input.ravel();
    public static IEnumerable<Tensor> atleast_1d(params Tensor[] input) => input.Select(t => t.atleast_1d());
    public static IEnumerable<Tensor> atleast_2d(params Tensor[] input) => input.Select(t => t.atleast_2d());
    public static IEnumerable<Tensor> atleast_3d(params Tensor[] input) => input.Select(t => t.atleast_3d());
    public static Tensor t(Tensor input) => input.t();
    public static Tensor adjoint(Tensor input) => input.adjoint();
    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);
    public static Tensor swapdims(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);
    public static Tensor swapaxes(Tensor input, long axis0, long axis1) => input.transpose(axis0, axis1);
    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);
    public static Tensor movedim(Tensor input, long source, long destination) => input.movedim(source, destination);
    public static Tensor movedim(Tensor input, long[] source, long[] destination) => input.movedim(source, destination);
    public static Tensor moveaxis(Tensor input, long source, long destination) => input.movedim(source, destination);
    public static Tensor moveaxis(Tensor input, long[] source, long[] destination) => input.movedim(source, destination);
    public static Tensor broadcast_to(Tensor input, params long[] shape) => input.broadcast_to(shape);
    public static Tensor tile(Tensor input, long[] dims) => input.tile(dims);
    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null) => input.repeat_interleave(repeats, dim, output_size);
    public static Tensor repeat_interleave(Tensor input, Tensor repeats, long? dim = null, long? output_size = null) => input.repeat_interleave(repeats, dim, output_size);
    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);
    public static Tensor fliplr(Tensor input) => input.fliplr();
    public static Tensor flipud(Tensor input) => input.flipud();
    public static Tensor roll(Tensor input, long shifts, long? dims = null) => input.roll(shifts, dims);
    public static Tensor roll(Tensor input, long[] shifts, long[] dims) => input.roll(shifts, dims);
    public static Tensor roll(Tensor input, long[] shifts) => input.roll(shifts);
    public static Tensor rot90(Tensor input, long k = 1, (long, long)? dims = null) => input.rot90(k, dims);
    public static Tensor narrow(Tensor input, long dim, long start, long length) => input.narrow(dim, start, length);
    public static Tensor select(Tensor input, long dim, long index) => input.select(dim, index);
    public static Tensor[] unbind(Tensor input, long dim = 0) => input.unbind(dim);
    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);
    public static Tensor[] split(Tensor tensor, long split_size, long dim = 0) => tensor.split(split_size, dim);
    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) => tensor.split(split_size_or_sections, dim);
    public static Tensor[] tensor_split(Tensor input, long indices_or_sections, long dim = 0) => input.tensor_split(indices_or_sections, dim);
    public static Tensor[] tensor_split(Tensor input, long[] indices_or_sections, long dim = 0) => input.tensor_split(indices_or_sections, dim);
    public static Tensor[] hsplit(Tensor input, long indices_or_sections) => input.hsplit(indices_or_sections);
    public static Tensor[] vsplit(Tensor input, long indices_or_sections) => input.vsplit(indices_or_sections);
    public static Tensor[] dsplit(Tensor input, long size) => input.dsplit(size);
    public static Tensor diag(Tensor input, long diagonal = 0) => input.diag(diagonal);
    public static Tensor diagonal(Tensor input, long offset = 0, long dim1 = 0, long dim2 = 1) => input.diagonal(offset, dim1, dim2);
    public static Tensor diag_embed(Tensor input, long offset = 0, long dim1 = -2, long dim2 = -1) => input.diag_embed(offset, dim1, dim2);
    public static Tensor diagflat(Tensor input, long offset = 0) => input.diagflat(offset);
    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);
    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);
    public static Tensor real(Tensor input) => input.real;
    public static Tensor imag(Tensor input) => input.imag;
    public static Tensor conj(Tensor input) => input.conj();
    public static Tensor view_as_real(Tensor input) => input.view_as_real();
    public static Tensor view_as_complex(Tensor input) => input.view_as_complex();
}
