using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>How like explanations are to what the same methods say of another model.</summary>
internal static class Likeness
{
    /// <summary>How each explanation is made again, null where it cannot be and others can; and why.</summary>
    /// <exception cref="GlassboxException">None can be made again.</exception>
    public static (Remaking?[] Remaking, List<string> Notes) Remade(Attribution[] explanations, string[] names, Run run)
    {
        var notes = new List<string>();
        var remaking = explanations.Select((e, i) =>
        {
            try { return new Remaking(e, names[i], run); }
            catch (GlassboxException problem)
            {
                notes.Add($"The randomisation check leaves one out: {problem.Message}");
                return null;
            }
        }).ToArray();
        return remaking.Any(r => r is not null) ? (remaking, notes) : throw new GlassboxException(notes[0]);
    }

    /// <summary>The likeness of each explanation to the other model's, <c>[explanations, N]</c> each: of ranks, and of structure where all are pictures.</summary>
    /// <param name="with">What the other model has, for notes: random weights.</param>
    /// <param name="notes">Is told which explanations could not be made of the other model; their likeness is NaN.</param>
    /// <param name="step">Is told how many are done, of how many.</param>
    public static (Tensor Ranks, Tensor? Structures) Of(
        Attribution[] explanations, string[] names, Remaking?[] remaking, Model other, bool absolute, string with, List<string> notes, Action<long, long> step)
    {
        var pictures = explanations.All(e => e.Map.dim() == 3 && Math.Min(e.Map.size(1), e.Map.size(2)) >= 3);
        var (ranks, structures) = (new List<Tensor>(), new List<Tensor>());
        for (var e = 0; e < explanations.Length; e++)
        {
            step(e, explanations.Length);
            using var scope = NewDisposeScope();
            var before = Map(explanations[e], absolute);
            var after = Again(e) is { } again ? Map(again, absolute) : full_like(before, double.NaN);
            ranks.Add(Similarity.RankCorrelation(before, after).cpu().MoveToOuterDisposeScope());
            if (pictures) structures.Add(Similarity.Structural(before, after, signed: explanations[e].Signed && !absolute).cpu().MoveToOuterDisposeScope());
        }
        return (stack(ranks.ToArray(), 0), pictures ? stack(structures.ToArray(), 0) : null);

        Attribution? Again(int e)
        {
            try { return remaking[e]?.Explain(other, explanations[e].Inputs, explanations[e].Target); }
            catch (GlassboxException problem)
            {
                notes.Add($"{names[e]} could not be made with {with}: {problem.Message}");
                return null;
            }
        }
    }

    /// <summary>What to say beside the pictures of explanations whose rank correlation is above a threshold.</summary>
    public static Dictionary<string, string> Warnings(string[] names, Measure rank, double threshold, string check) =>
        names.Zip(rank.Means()).Where(p => p.Second > threshold).ToDictionary(p => p.First, p => FormattableString.Invariant($"Fails the {check} it is much the same (rank correlation {p.Second:0.00})."));

    private static Tensor Map(Attribution explanation, bool absolute)
    {
        var values = explanation.Values.detach().to(ScalarType.Float64);
        if (absolute) values = values.abs();
        return values.dim() == 4 ? values.sum(1) : values;
    }
}
