using TorchSharp.Interop;

namespace TorchSharp;

// Several tensors into one, and several tensors side by side.
public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Dispatcher.Call("aten::cat", Argument.Tensors(tensors), dim);
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Dispatcher.Call("aten::cat", tensors, dim);
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Dispatcher.Call("aten::stack", Argument.Tensors(tensors), dim);
    public static Tensor hstack(params Tensor[] tensors) => Dispatcher.Call("aten::hstack", tensors);
    public static Tensor hstack(IEnumerable<Tensor> tensors) => Dispatcher.Call("aten::hstack", Argument.Tensors(tensors));
    public static Tensor vstack(params Tensor[] tensors) => Dispatcher.Call("aten::vstack", tensors);
    public static Tensor vstack(IEnumerable<Tensor> tensors) => Dispatcher.Call("aten::vstack", Argument.Tensors(tensors));
    public static Tensor dstack(params Tensor[] tensors) => Dispatcher.Call("aten::dstack", tensors);
    public static Tensor dstack(IEnumerable<Tensor> tensors) => Dispatcher.Call("aten::dstack", Argument.Tensors(tensors));
    public static Tensor column_stack(params Tensor[] tensors) => Dispatcher.Call("aten::column_stack", tensors);
    public static Tensor block_diag(params Tensor[] tensors) => Dispatcher.Call("aten::block_diag", tensors);
    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Dispatcher.CallList("aten::broadcast_tensors", tensors);
    /// <summary>Coordinate grids of 1-D tensors: <c>"ij"</c> keeps the order of dimensions, <c>"xy"</c> swaps the first two.</summary>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Dispatcher.CallList("aten::meshgrid.indexing", Argument.Tensors(tensors), indexing);
    public static Tensor cartesian_prod(IList<Tensor> tensors) => Dispatcher.Call("aten::cartesian_prod", Argument.Tensors(tensors));
    public static Tensor cartesian_prod(params Tensor[] tensors) => Dispatcher.Call("aten::cartesian_prod", tensors);
    public static Tensor combinations(Tensor input, int r = 2, bool with_replacement = false) => Dispatcher.Call("aten::combinations", input, r, with_replacement);
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Dispatcher.Call("aten::where.self", condition, x, y);
    public static Tensor[] where(Tensor condition) => Dispatcher.CallList("aten::where", condition);
    /// <summary>A complex tensor from its real and imaginary parts.</summary>
    public static Tensor complex(Tensor real, Tensor imag) => Dispatcher.Call("aten::complex", real, imag);
    public static Tensor polar(Tensor abs, Tensor angle) => Dispatcher.Call("aten::polar", abs, angle);

    public partial class Tensor
    {
        /// <summary>This tensor where <paramref name="condition"/> holds, else <paramref name="y"/>.</summary>
        public Tensor where(Tensor condition, Tensor y) => torch.where(condition, this, y);
    }
}
