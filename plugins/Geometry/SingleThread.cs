using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// One thread until disposed. BLAS and LAPACK split products and factorisations by the number of threads, which moves the last bits; t-SNE's and UMAP's layouts
/// would turn those into other maps.
/// </summary>
internal readonly struct SingleThread : IDisposable
{
    private readonly int before;

    public SingleThread()
    {
        before = get_num_threads();
        set_num_threads(1);
    }

    public void Dispose() => set_num_threads(before);
}
