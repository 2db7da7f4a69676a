using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Testing;

/// <summary>What the contract says of each result's shapes, types and places.</summary>
internal static class Promises
{
    /// <summary>The first promise that a result breaks, in words; null where it keeps them all.</summary>
    /// <param name="result">The result.</param>
    /// <param name="operands">What the method was given.</param>
    /// <param name="ofLayer">Whether a layer was named, whose shape the values then have.</param>
    public static string? Broken(Result result, IReadOnlyList<object?> operands, bool ofLayer)
    {
        if (result.Tensors.FirstOrDefault(t => t.Value.IsInvalid) is { Key: { } disposed })
            return $"{disposed} was disposed before it was given back: move it out of the method's scope with MoveToOuterDisposeScope()";
        if (result.Tensors.FirstOrDefault(t => t.Value.requires_grad) is { Key: { } attached })
            return $"{attached} still carries the graph of its computation: give back {attached}.detach()";
        // What else a method found may be padded with NaN: one input has more segments than another.
        var extras = (result as Attribution)?.Extras ?? (result as Embedding)?.Extras ?? new Dictionary<string, Tensor>();
        if (result.Tensors.FirstOrDefault(t => !extras.ContainsKey(t.Key) && t.Value.is_floating_point() && !t.Value.isfinite().all().ToBoolean()) is { Key: { } infinite })
            return $"{infinite} holds numbers that are not finite";
        return result switch
        {
            Attribution attribution => Broken(attribution, ofLayer),
            Embedding embedding => Broken(embedding, operands.OfType<Tensor>().First()),
            Perturbation perturbation => Broken(perturbation),
            Ranking ranking => Broken(ranking),
            Synthesis synthesis => Broken(synthesis),
            Score score => Rows(score.Table(), operands),
            ConceptScores scores => Rows(scores.Table(), operands),
            Diagnosis diagnosis => diagnosis.Table().Rows.Count == 0 ? "its table has no rows" : null,
            _ => null,
        };
    }

    private static string? Broken(Attribution attribution, bool ofLayer)
    {
        var (values, inputs) = (attribution.Values, attribution.Inputs);
        if (ofLayer) return values.size(0) == inputs.size(0) ? Type("values", values, inputs.dtype) : $"values is {Snapshot.Shape(values)} and must begin with {inputs.size(0)}, one for each input";
        var (n, map) = (inputs.size(0), inputs.dim() == 4 ? new[] { inputs.size(0), 1, inputs.size(2), inputs.size(3) } : inputs.shape);
        if (!values.shape.SequenceEqual(inputs.shape) && !values.shape.SequenceEqual(map))
            return $"values is {Snapshot.Shape(values)} and must be {Snapshot.Shape(inputs)}{(inputs.dim() == 4 ? $" or [{string.Join(", ", map)}]" : "")}, one value an element or a place of the {n} inputs";
        return Type("values", values, inputs.dtype) ?? Place("values", values, attribution.Model.Device);
    }

    private static string? Broken(Embedding embedding, Tensor points)
    {
        var coordinates = embedding.Coordinates;
        if (coordinates.dim() != 2 || coordinates.size(0) != points.size(0))
            return $"coordinates is {Snapshot.Shape(coordinates)} and must be [{points.size(0)}, d], one row a point";
        if (!coordinates.is_floating_point()) return $"coordinates is {coordinates.dtype} and must be floating point";
        if (!embedding.CanTransform) return null;
        var placed = embedding.Transform(points.narrow(0, 0, 3));
        return placed.shape.SequenceEqual([3, coordinates.size(1)]) ? null : $"Transform places 3 points as {Snapshot.Shape(placed)} and must give [3, {coordinates.size(1)}]";
    }

    private static string? Broken(Perturbation perturbation)
    {
        var (inputs, changed, succeeded) = (perturbation.Inputs, perturbation.Changed, perturbation.Succeeded);
        if (!changed.shape.SequenceEqual(inputs.shape)) return $"changed is {Snapshot.Shape(changed)} and must be {Snapshot.Shape(inputs)}, as the inputs are";
        if (!succeeded.shape.SequenceEqual([inputs.size(0)])) return $"succeeded is {Snapshot.Shape(succeeded)} and must be [{inputs.size(0)}], one answer an input";
        return Type("changed", changed, inputs.dtype) ?? Type("succeeded", succeeded, ScalarType.Bool) ?? Place("changed", changed, perturbation.Model.Device);
    }

    private static string? Broken(Ranking ranking)
    {
        var (indices, scores) = (ranking.Indices, ranking.Scores);
        if (indices.dim() != 2 || !indices.shape.SequenceEqual(scores.shape)) return $"indices is {Snapshot.Shape(indices)} and scores {Snapshot.Shape(scores)}: both must be [N, K]";
        if (Type("indices", indices, ScalarType.Int64) is { } type) return type;
        if (indices.numel() > 0 && (indices.min().ToInt64() < 0 || indices.max().ToInt64() >= ranking.Data.Count)) return $"indices must be places in the data set, 0 to {ranking.Data.Count - 1}";
        return scores.size(1) > 1 && (scores.narrow(1, 1, scores.size(1) - 1) > scores.narrow(1, 0, scores.size(1) - 1)).any().ToBoolean() ? "scores must fall along each row" : null;
    }

    private static string? Broken(Synthesis synthesis)
    {
        var (inputs, scores) = (synthesis.Inputs, synthesis.Scores);
        if (scores.dim() != 2 || scores.size(1) != inputs.size(0)) return $"scores is {Snapshot.Shape(scores)} and must be [steps, {inputs.size(0)}], as many columns as inputs made";
        return Place("inputs", inputs, synthesis.Model.Device);
    }

    /// <summary>Tables of measures have a row for each thing measured.</summary>
    private static string? Rows(Table table, IReadOnlyList<object?> operands)
    {
        var measured = operands.OfType<Array>().FirstOrDefault();
        return measured is null || table.Rows.Count >= measured.Length ? null : $"its table has {table.Rows.Count} rows and must have one for each of the {measured.Length} that it was given";
    }

    private static string? Type(string name, Tensor tensor, ScalarType promised) => tensor.dtype == promised ? null : $"{name} is {tensor.dtype} and must be {promised}";

    private static string? Place(string name, Tensor tensor, Device promised) => tensor.device == promised ? null : $"{name} is on {tensor.device} and must be on {promised}, where the model is";
}
