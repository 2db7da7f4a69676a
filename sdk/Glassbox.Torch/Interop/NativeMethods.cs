using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The C interface of native/glassbox_torch.cpp, name by name.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "glassbox_torch";

    static NativeMethods() => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, Resolve);

    private static readonly Lazy<nint> library = new(Load);

    /// <summary>Whether anything has used libtorch yet.</summary>
    public static bool IsLoaded => library.IsValueCreated;

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) => name == Library ? library.Value : 0;

    /// <summary><c>GLASSBOX_NATIVE</c> (a file), else beside this assembly.</summary>
    private static nint Load()
    {
        var file = Environment.GetEnvironmentVariable("GLASSBOX_NATIVE") is { Length: > 0 } named
            ? named
            : Path.Combine(Path.GetDirectoryName(typeof(NativeMethods).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory, "libglassbox_torch.so");
        try
        {
            var loaded = NativeLibrary.Load(file);
            UseAllCores(loaded);
            return loaded;
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException($"libtorch cannot be used: {file} does not load ({e.Message.Split('\n')[0]}). Build it with ./glassbox doctor, or name it in GLASSBOX_NATIVE.", e);
        }
    }

    /// <summary>On some virtual machines libtorch counts one core where there are more. What the environment asks for is left alone.</summary>
    private static void UseAllCores(nint loaded)
    {
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { Length: > 0 } || Environment.GetEnvironmentVariable("MKL_NUM_THREADS") is { Length: > 0 }) return;
        var count = (delegate* unmanaged<int>)NativeLibrary.GetExport(loaded, nameof(gb_get_num_threads));
        var set = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(loaded, nameof(gb_set_num_threads));
        if (count() == 1 && Environment.ProcessorCount > 1) set(Environment.ProcessorCount);
    }

    [LibraryImport(Library)] public static partial nint gb_error();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int gb_op_find(string name, string overload, out nint op);
    [LibraryImport(Library)] public static partial nint gb_op_schema(nint op);
    [LibraryImport(Library)] public static partial int gb_op_call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity);
    [LibraryImport(Library)] public static partial void gb_free_handles(nint* handles);

    [LibraryImport(Library), SuppressGCTransition] public static partial void gb_tensor_retain(nint tensor);
    [LibraryImport(Library)] public static partial void gb_tensor_release(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial int gb_tensor_info(nint tensor, TensorInfo* info);
    [LibraryImport(Library), SuppressGCTransition] public static partial int gb_tensor_sizes(nint tensor, long* sizes);
    [LibraryImport(Library), SuppressGCTransition] public static partial int gb_tensor_strides(nint tensor, long* strides);
    [LibraryImport(Library), SuppressGCTransition] public static partial long gb_tensor_offset(nint tensor);
    [LibraryImport(Library)] public static partial nint gb_tensor_data(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial nint gb_tensor_storage(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial long gb_tensor_storage_bytes(nint tensor);
    [LibraryImport(Library)] public static partial int gb_tensor_copy_in(void* data, long bytes, long* sizes, int dimensions, int dtype, NativeValue* result);
    [LibraryImport(Library)] public static partial int gb_tensor_share(void* data, long* sizes, int dimensions, int dtype, delegate* unmanaged<nint, void> release, nint context, NativeValue* result);

    [LibraryImport(Library)] public static partial int gb_set_requires_grad(nint tensor, int value);
    [LibraryImport(Library)] public static partial int gb_grad_get(nint tensor, NativeValue* result);
    [LibraryImport(Library)] public static partial int gb_grad_set(nint tensor, nint gradient);
    [LibraryImport(Library)] public static partial int gb_retain_grad(nint tensor);
    [LibraryImport(Library)] public static partial int gb_set_data(nint tensor, nint data);
    [LibraryImport(Library)] public static partial nint gb_grad_fn_name(nint tensor);
    [LibraryImport(Library)]
    public static partial int gb_autograd_backward(nint* tensors, int count, nint* gradients, int gradientCount, int retain, int create, nint* inputs, int inputCount);
    [LibraryImport(Library)]
    public static partial int gb_autograd_grad(
        nint* outputs, int outputCount, nint* inputs, int inputCount, nint* gradients, int gradientCount, int retain, int create, int allowUnused, NativeValue* results);
    [LibraryImport(Library)]
    public static partial int gb_autograd_function(
        nint* inputs, int inputCount, nint* outputs, int outputCount,
        delegate* unmanaged<nint, nint*, int, nint*, int, int> backward, delegate* unmanaged<nint, void> release, nint context);
    [LibraryImport(Library)]
    public static partial int gb_hook_add(nint tensor, delegate* unmanaged<nint, nint, int*, nint> callback, delegate* unmanaged<nint, void> release, nint context);
    [LibraryImport(Library)] public static partial int gb_hook_remove(nint tensor, int position);
    [LibraryImport(Library), SuppressGCTransition] public static partial int gb_grad_mode();
    [LibraryImport(Library), SuppressGCTransition] public static partial void gb_set_grad_mode(int on);
    [LibraryImport(Library), SuppressGCTransition] public static partial int gb_inference_mode();
    [LibraryImport(Library)] public static partial nint gb_inference_enter(int on);
    [LibraryImport(Library)] public static partial void gb_inference_leave(nint guard);
    [LibraryImport(Library)] public static partial void gb_intercept(delegate* unmanaged<InterceptedCall*, int> callback);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int gb_jit_load(string path, int deviceType, int deviceIndex, out nint module);
    [LibraryImport(Library)] public static partial void gb_jit_release(nint module);
    [LibraryImport(Library)] public static partial int gb_jit_train(nint module, int on);
    [LibraryImport(Library)] public static partial int gb_jit_tensors(nint module, delegate* unmanaged<nint, byte*, nint, int, void> visit, nint context);
    [LibraryImport(Library)] public static partial int gb_jit_forward(nint module, nint* inputs, int count, NativeValue* results, int capacity);

    [LibraryImport(Library)] public static partial int gb_generator_new(int deviceType, int deviceIndex, ulong seed, out nint generator);
    [LibraryImport(Library)] public static partial int gb_generator_default(out nint generator);
    [LibraryImport(Library)] public static partial void gb_generator_release(nint generator);
    [LibraryImport(Library)] public static partial int gb_generator_seed(nint generator, ulong seed);
    [LibraryImport(Library)] public static partial ulong gb_generator_initial_seed(nint generator);
    [LibraryImport(Library)] public static partial int gb_generator_state(nint generator, NativeValue* result);
    [LibraryImport(Library)] public static partial int gb_generator_set_state(nint generator, nint state);
    [LibraryImport(Library)] public static partial int gb_manual_seed(ulong seed);
    [LibraryImport(Library)] public static partial int gb_device_count(int deviceType);
    [LibraryImport(Library)] public static partial int gb_cuda_synchronize(int index);
    [LibraryImport(Library)] public static partial int gb_set_deterministic(int on, int warnOnly);
    [LibraryImport(Library)] public static partial int gb_get_num_threads();
    [LibraryImport(Library)] public static partial int gb_set_num_threads(int n);
    [LibraryImport(Library)] public static partial nint gb_version();
    [LibraryImport(Library)] public static partial nint gb_libtorch_folder();
    [LibraryImport(Library)] public static partial nint gb_config();
}

/// <summary>Mirrors <c>TensorInfo</c> of the native file.</summary>
internal struct TensorInfo
{
    public long Dimensions, Elements;
    public int DType, DeviceType, DeviceIndex, Flags;
}
