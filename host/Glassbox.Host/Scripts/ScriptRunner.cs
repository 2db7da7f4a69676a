using System.Runtime.CompilerServices;

namespace Glassbox.Host.Scripts;

/// <summary>Finds a script in the cache or compiles it, and runs it.</summary>
/// <param name="surface">What the script sees.</param>
/// <param name="cache">Where compiled scripts are kept.</param>
/// <param name="packages">Where its packages come from.</param>
internal sealed class ScriptRunner(ScriptSurface surface, ScriptCache cache, PackageRestore packages)
{
    /// <summary>A script, compiled unless it was before.</summary>
    /// <param name="script">The script's full path.</param>
    /// <param name="cancellation">Stops its compilation.</param>
    /// <exception cref="ScriptErrorsException">It does not compile.</exception>
    public CompiledScript Prepare(string script, CancellationToken cancellation) => cache.Find(script, surface.Assemblies) ?? Compile(script, cancellation);

    /// <summary>Runs a script to its end.</summary>
    /// <param name="compiled">What <see cref="Prepare"/> gave.</param>
    /// <param name="arguments">What it sees as <c>args</c>.</param>
    /// <param name="cancellation">Stops waiting for it; the running methods have it through their own <see cref="Run"/>.</param>
    /// <exception cref="ScriptThrewException">It threw.</exception>
    public async Task RunAsync(CompiledScript compiled, string[] arguments, CancellationToken cancellation)
    {
        var context = new ScriptContext(compiled, surface);
        try
        {
            await context.Invoke(new ScriptGlobals(arguments)).WaitAsync(cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            throw new ScriptThrewException(ScriptFailure.Describe(exception, context.Assembly), exception);
        }
    }

    // Apart from its caller, which must not bring the compiler in merely by being compiled itself.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private CompiledScript Compile(string script, CancellationToken cancellation) =>
        new ScriptCompiler(surface, cache, packages).Compile(script, cancellation);
}

/// <summary>A script threw.</summary>
/// <param name="message">What and where, in the script's own lines.</param>
/// <param name="cause">What it threw.</param>
internal sealed class ScriptThrewException(string message, Exception cause) : Exception(message, cause);
