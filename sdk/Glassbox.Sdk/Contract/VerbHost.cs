using System.ComponentModel;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// Where the generated verbs of a session lead. It is here, and not in the host, so that scripts and the verbs that they call know the SDK only.
/// The session is ambient: it flows with the caller into tasks and threads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class VerbHost
{
    private static readonly AsyncLocal<VerbSession?> current = new();

    /// <summary>Calls a method.</summary>
    /// <param name="id">The method's id.</param>
    /// <param name="operands">The operands of its kind, in order; null for those left out.</param>
    /// <param name="options">Options by name in camel case.</param>
    /// <param name="run">The run it belongs to; a new one of the session's where null.</param>
    /// <exception cref="GlassboxException">No such method, a bad operand or option, or the method failed.</exception>
    public static object Invoke(string id, object?[] operands, IReadOnlyDictionary<string, object?> options, Run? run)
    {
        var session = Session;
        return session.Methods.Invoke(id, operands, options, run ?? session.NewRun());
    }

    /// <summary>Measures explanations of the same inputs by the metrics that the session has.</summary>
    /// <param name="explanations">Explanations of the same inputs.</param>
    /// <param name="truth">Where the thing is that they should find; null where that is not known.</param>
    /// <param name="metrics">The metrics' ids; every one that is not run on request only where null.</param>
    /// <param name="run">The run it belongs to; a new one of the session's where null.</param>
    public static Comparison Compare(Attribution[] explanations, Tensor? truth = null, string[]? metrics = null, Run? run = null)
    {
        var session = Session;
        return session.Compare(explanations, truth, metrics, run ?? session.NewRun());
    }

    /// <summary>What the session offers.</summary>
    internal static IReadOnlyList<OfferedMethod> Offered => Session.Methods.Offered;

    /// <summary>A run of the session's, for work that is no method; one that tells nobody where there is no session.</summary>
    internal static Run NewRun() => current.Value?.NewRun() ?? new Run();

    /// <summary>Where the session computes unless a script says; the CPU where there is no session.</summary>
    internal static Device Device => current.Value?.Device ?? CPU;

    /// <summary>Makes a session the ambient one, for the caller and what it starts.</summary>
    internal static void Use(VerbSession? session) => current.Value = session;

    private static VerbSession Session =>
        current.Value ?? throw new GlassboxException("There is no session to call methods in: run the script with \"glassbox run\".");
}

/// <summary>What verbs need of the host.</summary>
/// <param name="Methods">The methods.</param>
/// <param name="NewRun">Makes the run of a call that is given none.</param>
/// <param name="Compare">Measures explanations side by side.</param>
internal sealed record VerbSession(IMethods Methods, Func<Run> NewRun, Func<Attribution[], Tensor?, string[]?, Run, Comparison> Compare)
{
    /// <summary>Where networks are loaded to unless a script says.</summary>
    public Device Device { get; init; } = CPU;
}
